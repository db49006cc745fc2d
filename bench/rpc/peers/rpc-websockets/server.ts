import { createServer } from "node:http";
import { Server } from "rpc-websockets";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput } from "../../api.js";
import { listen } from "../../listen.js";

const http = createServer();
const server = new Server({ server: http, perMessageDeflate: false });
server.register("tiny", (input) => service.tiny(TinyInput.parse(input)) as never);
server.register("echo", (order) => service.echo(Order.parse(order)) as never);
answer(() => undefined, { port: await listen(http) });
