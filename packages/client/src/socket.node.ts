import { WebSocket } from "ws";
import type { WebSocketLike } from "./socket.js";

/** Opens a WebSocket of the `ws` package, which Node 20 needs and which is faster than Node's own. */
export function openSocket(url: string, subprotocols: string[]): WebSocketLike {
  // An offer of compression would cost every message a context on both ends if the server took it.
  return new WebSocket(url, subprotocols, { perMessageDeflate: false });
}
