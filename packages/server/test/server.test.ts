import { test } from "vitest";
import { whyNoUws } from "../src/transport/behaviour/why-no-uws.js";
import { uwsTransport } from "../src/transport/uws-transport.js";
import { wsTransport } from "../src/transport/ws-transport.js";
import { hostileCodeBehaviour } from "./hostile-code-behaviour.js";
import { serverBehaviour } from "./server-behaviour.js";

for (const behaviour of [serverBehaviour, hostileCodeBehaviour]) behaviour("ws", async () => wsTransport());

const reason = await whyNoUws();
if (reason) test("the server on uWebSockets.js", (context) => context.skip(reason));
else for (const behaviour of [serverBehaviour, hostileCodeBehaviour]) behaviour("uWebSockets.js", () => uwsTransport());
