import { createServer } from "node:http";
import { initTRPC } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { WebSocketServer } from "ws";
import { answer } from "../../../harness/serve-process.js";
import { Order, service, TinyInput } from "../../api.js";
import { listen } from "../../listen.js";

const t = initTRPC.create();
const router = t.router({
  tiny: t.procedure.input(TinyInput).mutation(({ input }) => service.tiny(input)),
  echo: t.procedure.input(Order).mutation(({ input }) => service.echo(input)),
});
export type Router = typeof router;

const http = createServer();
applyWSSHandler({ wss: new WebSocketServer({ server: http, perMessageDeflate: false }), router });
answer(() => undefined, { port: await listen(http) });
