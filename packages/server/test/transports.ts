import type { Transport } from "@hawser/server";
import { whyNoUws } from "../src/transport/behaviour/why-no-uws.js";
import { uwsTransport } from "../src/transport/uws-transport.js";
import { wsTransport } from "../src/transport/ws-transport.js";

/** Every transport for `describe.each`: its name, how to make one, and why its tests cannot run here if they cannot. */
export const transports: [name: string, create: () => Transport | Promise<Transport>, skip: string | undefined][] = [
  ["uWebSockets.js", uwsTransport, await whyNoUws()],
  ["ws", wsTransport, undefined],
];
