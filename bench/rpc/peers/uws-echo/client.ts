import { once } from "node:events";
import { pack } from "msgpackr";
import { WebSocket } from "ws";
import { type Order, service, type TinyInput } from "../../api.js";
import type { Client } from "../../client.js";
import { orders, tinyInputs } from "../../inputs.js";
import { generateLoad } from "../../load.js";

/** Messages as large as calls packed by hand, ready: nobody packs, unpacks or checks anything. */
const tinyMessages = new Map(tinyInputs.map((input) => [input, pack({ id: 1, method: "tiny", input })]));
const orderMessages = new Map(orders.map((order) => [order, pack({ id: 1, method: "echo", input: order })]));

generateLoad(async (url): Promise<Client> => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  // They come back in their order.
  const waiting: (() => void)[] = [];
  socket.on("message", () => waiting.shift()?.());
  const echoed = <T>(message: Buffer | undefined, result: T): Promise<T> =>
    new Promise((resolve) => {
      waiting.push(() => resolve(result));
      socket.send(message as Buffer);
    });
  return {
    tiny: (input: TinyInput) => echoed(tinyMessages.get(input), service.tiny(input)),
    echo: (order: Order) => echoed(orderMessages.get(order), order),
    close: () => socket.close(),
  };
});
