import { once } from "node:events";
import { newWebSocketRpcSession } from "capnweb";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";
import type { Shop } from "./server.js";
import { WebSocket } from "./web-socket.js";

generateLoad(async (url): Promise<Client> => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  const shop = newWebSocketRpcSession<Shop>(socket as never);
  return {
    tiny: async (input) => shop.tiny(input),
    echo: async (order) => shop.echo(order),
    close: () => shop[Symbol.dispose](),
  };
});
