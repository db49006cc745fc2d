import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput } from "../../api.js";
import { listen } from "../../listen.js";

const procedures: Record<string, (input: unknown) => unknown> = {
  tiny: (input) => service.tiny(TinyInput.parse(input)),
  echo: (input) => service.echo(Order.parse(input)),
};

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on("connection", (socket) => {
  socket.on("message", (message) => {
    const { id, method, input } = JSON.parse(String(message)) as { id: number; method: string; input: unknown };
    try {
      socket.send(JSON.stringify({ id, result: procedures[method]?.(input) }));
    } catch (error) {
      socket.send(JSON.stringify({ id, error: String(error) }));
    }
  });
});
answer(() => undefined, { port: await listen(http) });
