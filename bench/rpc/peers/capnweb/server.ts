import { createServer } from "node:http";
import { newWebSocketRpcSession, RpcTarget } from "capnweb";
import { WebSocketServer } from "ws";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput, type TinyOutput } from "../../api.js";
import { listen } from "../../listen.js";
import "./web-socket.js";

export class Shop extends RpcTarget {
  tiny(input: TinyInput): TinyOutput {
    return service.tiny(TinyInput.parse(input));
  }

  echo(order: Order): Order {
    return service.echo(Order.parse(order));
  }
}

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on("connection", (socket) => {
  newWebSocketRpcSession(socket as never, new Shop());
});
answer(() => undefined, { port: await listen(http) });
