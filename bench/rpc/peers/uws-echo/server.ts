import { App } from "uWebSockets.js";
import { answer } from "../../../harness/serve-process.js";
import { listenUws } from "../../listen-uws.js";

const app = App().ws("/", {
  maxPayloadLength: 1_048_576,
  idleTimeout: 0,
  message: (socket, message) => void socket.send(message, true),
});
answer(() => undefined, { port: await listenUws(app) });
