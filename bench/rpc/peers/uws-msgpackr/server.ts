import { App } from "uWebSockets.js";
import { pack, unpack } from "msgpackr";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput } from "../../api.js";
import { listenUws } from "../../listen-uws.js";

const procedures: Record<string, (input: unknown) => unknown> = {
  tiny: (input) => service.tiny(TinyInput.parse(input)),
  echo: (input) => service.echo(Order.parse(input)),
};

const app = App().ws("/", {
  maxPayloadLength: 1_048_576,
  idleTimeout: 0,
  message(socket, message) {
    const { id, method, input } = unpack(new Uint8Array(message)) as { id: number; method: string; input: unknown };
    try {
      socket.send(pack({ id, result: procedures[method]?.(input) }), true);
    } catch (error) {
      socket.send(pack({ id, error: String(error) }), true);
    }
  },
});
answer(() => undefined, { port: await listenUws(app) });
