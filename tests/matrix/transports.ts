import { chooseTransport, type Transport, wsTransport } from "@hawser/server";

/** What carries the bytes, by name, for `describe.each`. */
export const transports: readonly (readonly [name: string, create: () => Transport | Promise<Transport>])[] = [
  // On a machine without its binary this is ws again, which hurts nothing.
  ["uWebSockets.js", () => chooseTransport({ notice: () => {} })],
  ["ws", wsTransport],
];
