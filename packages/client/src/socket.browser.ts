import { HawserError } from "@hawser/core";
import type { WebSocketLike } from "./socket.js";

/** Opens the runtime's own WebSocket: browsers, workers, Deno, Bun. */
export function openSocket(url: string, subprotocols: string[]): WebSocketLike {
  const { WebSocket } = globalThis as { WebSocket?: typeof globalThis.WebSocket };
  if (!WebSocket) {
    throw new HawserError("unavailable", "this runtime has no WebSocket; hand one over with the option `socket`");
  }
  return new WebSocket(url, subprotocols);
}
