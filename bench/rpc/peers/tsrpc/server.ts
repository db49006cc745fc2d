import { createServer } from "node:net";
import { answer } from "../../../harness/serve-process.js";
import { service } from "../../api.js";
import { listen } from "../../listen.js";
import { proto } from "./proto.js";
import { quiet } from "./quiet.js";
import { WsServer } from "./tsrpc.js";

const port = await freePort();
const server = new WsServer(proto, { port, json: false, logger: quiet, logConnect: false });
server.implementApi("Tiny", (call) => void call.succ(service.tiny(call.req)));
server.implementApi("Echo", (call) => void call.succ(service.echo(call.req)));
await server.start();
answer(() => undefined, { port });

/** It has to be told a port. */
async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
