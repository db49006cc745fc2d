import { createServer } from "node:http";
import { os } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import { WebSocketServer } from "ws";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput } from "../../api.js";
import { listen } from "../../listen.js";

const router = {
  tiny: os.input(TinyInput).handler(({ input }) => service.tiny(input)),
  echo: os.input(Order).handler(({ input }) => service.echo(input)),
};
export type Router = typeof router;

const handler = new RPCHandler(router);
const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on("connection", (socket) => {
  void handler.upgrade(socket);
});
answer(() => undefined, { port: await listen(http) });
