import type { SocketFactory } from "@hawser/client";
import { WebSocket } from "ws";

/** A client's line to its server, which can be cut. */
export class Line {
  readonly #open = new Set<WebSocket>();
  #isCut = false;

  /** For the option `socket`. */
  readonly socket: SocketFactory = (url, subprotocols) => {
    const socket = new WebSocket(this.#isCut ? nowhere : url, subprotocols);
    this.#open.add(socket);
    socket.on("close", () => this.#open.delete(socket));
    return socket;
  };

  /** Takes the connection away without a word, and lets none be opened. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.terminate();
  }

  mend(): void {
    this.#isCut = false;
  }
}

/** The discard port, on which nothing listens. */
const nowhere = "ws://127.0.0.1:9";
