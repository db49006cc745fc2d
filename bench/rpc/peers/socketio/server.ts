import { App } from "uWebSockets.js";
import { createServer } from "node:http";
import { Server } from "socket.io";
import * as msgpack from "socket.io-msgpack-parser";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput, type TinyOutput } from "../../api.js";
import { listen } from "../../listen.js";
import { listenUws } from "../../listen-uws.js";

/** Which of its two transports and parsers it uses. */
const [, , transport, parser] = process.argv;

interface Events {
  tiny(input: TinyInput, answer: (output: TinyOutput) => void): void;
  echo(order: Order, answer: (order: Order) => void): void;
}

const io = new Server<Events>({ transports: ["websocket"], ...(parser === "msgpack" && { parser: msgpack }) });
io.on("connection", (socket) => {
  socket.on("tiny", (input, answer) => answer(service.tiny(TinyInput.parse(input))));
  socket.on("echo", (order, answer) => answer(service.echo(Order.parse(order))));
});
answer(() => undefined, { port: await (transport === "uws" ? listenOnUws() : listenOnNode()) });

function listenOnUws(): Promise<number> {
  const app = App();
  io.attachApp(app);
  return listenUws(app);
}

function listenOnNode(): Promise<number> {
  const http = createServer();
  io.attach(http);
  return listen(http);
}
