import { loadUws } from "../src/transport/uws-library.js";
import { uwsTransport } from "../src/transport/uws-transport.js";
import { wsTransport } from "../src/transport/ws-transport.js";
import { serverBehaviour } from "./server-behaviour.js";

serverBehaviour("ws", async () => wsTransport());

const uws = await loadUws().catch(() => undefined);
if (uws) serverBehaviour("uWebSockets.js", () => uwsTransport());
