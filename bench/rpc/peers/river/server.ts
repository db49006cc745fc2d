import { createServer as createHttpServer } from "node:http";
import { createServer, Ok, Procedure, ServiceSchema } from "@replit/river";
import { WebSocketServerTransport } from "@replit/river/transport/ws/server";
import { Type } from "@sinclair/typebox";
import { WebSocketServer } from "ws";
import { answer } from "../../../harness/serve-process.js";
import { service } from "../../api.js";
import { listen } from "../../listen.js";

/** River takes the types of TypeBox, and checks with them. */
const Order = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  isPaid: Type.Boolean(),
  placedAt: Type.Number(),
  note: Type.String(),
  customer: Type.Object({ name: Type.String(), email: Type.String(), city: Type.String(), country: Type.String() }),
  tags: Type.Array(Type.String()),
  lines: Type.Array(
    Type.Object({ sku: Type.String(), title: Type.String(), quantity: Type.Integer(), price: Type.Number() }),
  ),
});

const Shop = ServiceSchema.define({
  tiny: Procedure.rpc({
    input: Type.Object({ room: Type.String(), text: Type.String() }),
    output: Type.Object({ id: Type.Integer() }),
    errors: Type.Never(),
    handler: async (_context, input) => Ok(service.tiny(input)),
  }),
  echo: Procedure.rpc({
    input: Order,
    output: Order,
    errors: Type.Never(),
    handler: async (_context, order) => Ok(service.echo(order)),
  }),
});

const http = createHttpServer();
const transport = new WebSocketServerTransport(new WebSocketServer({ server: http, perMessageDeflate: false }), "shop");
const server = createServer(transport, { shop: Shop });
export type Server = typeof server;
answer(() => undefined, { port: await listen(http) });
