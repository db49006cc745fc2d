import type { Order, TinyInput, TinyOutput } from "../../api.js";
import type { ServiceProto } from "./tsrpc.js";

/** The same types as TSRPC's own generator describes them: it checks and packs with them. */
export interface Shop {
  api: {
    Tiny: { req: TinyInput; res: TinyOutput };
    Echo: { req: Order; res: Order };
  };
  msg: Record<never, never>;
}

type Type = ServiceProto<Shop>["types"][string];

const text: Type = { type: "String" };
const number: Type = { type: "Number" };
const order = object({
  id: text,
  number,
  isPaid: { type: "Boolean" },
  placedAt: number,
  note: text,
  customer: object({ name: text, email: text, city: text, country: text }),
  tags: { type: "Array", elementType: text },
  lines: { type: "Array", elementType: object({ sku: text, title: text, quantity: number, price: number }) },
});

export const proto: ServiceProto<Shop> = {
  version: 1,
  services: [
    { id: 0, name: "Tiny", type: "api" },
    { id: 1, name: "Echo", type: "api" },
  ],
  types: {
    "PtlTiny/ReqTiny": object({ room: text, text }),
    "PtlTiny/ResTiny": object({ id: number }),
    "PtlEcho/ReqEcho": order,
    "PtlEcho/ResEcho": order,
  },
};

function object(types: Readonly<Record<string, Type>>): Type {
  return { type: "Interface", properties: Object.entries(types).map(([name, type], id) => ({ id, name, type })) };
}
