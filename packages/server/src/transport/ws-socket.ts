import type { Socket as NetSocket } from "node:net";
import { closeCodes } from "@hawser/core";
import type { WebSocket } from "ws";
import type { EndpointOptions, Receiver, Socket } from "./transport.js";
import type { Peer } from "./ws-liveness.js";

/** RFC 6455 7.4.1: the connection ended without a closing handshake. */
const abnormal = 1006;

/** A socket of `ws`. */
export class WsSocket implements Socket, Peer {
  #receiver: Receiver | undefined;
  #end: { code: number; reason: string } | undefined;
  #corks = 0;
  #isBehind = false;

  constructor(
    private readonly websocket: WebSocket,
    private readonly stream: NetSocket,
    private readonly options: EndpointOptions,
  ) {
    websocket.on("message", (data: Buffer, isBinary) => this.#message(data, isBinary));
    websocket.on("error", (error: NodeJS.ErrnoException) => {
      const isTooBig = error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
      this.#closed(isTooBig ? closeCodes.tooBig : abnormal, error.message);
    });
    websocket.on("close", (code, reason) => this.#closed(code, reason.toString()));
  }

  /** Hands over to the endpoint's receiver, which may have closed the socket before it existed. */
  attach(receiver: Receiver): void {
    this.#receiver = receiver;
    if (this.#end) receiver.closed(this.#end.code, this.#end.reason);
  }

  send(bytes: Uint8Array): boolean {
    if (this.#end) return true;
    // `ws` keeps what the kernel does not take at once, so it gets a copy.
    this.websocket.send(Buffer.from(bytes), { binary: true }, this.#sent);
    this.#watchBacklog();
    return this.bufferedBytes() === 0;
  }

  cork(work: () => void): void {
    this.#corks += 1;
    this.stream.cork();
    try {
      work();
    } finally {
      this.#corks -= 1;
      this.stream.uncork();
      this.#watchBacklog();
    }
  }

  bufferedBytes(): number {
    return this.#end ? 0 : this.websocket.bufferedAmount;
  }

  close(code: number, reason: string): void {
    if (this.#end) return;
    this.websocket.close(code, reason);
    this.#closed(code, reason);
  }

  terminate(): void {
    // Also after `close`, whose handshake may still be under way.
    this.websocket.terminate();
    this.#closed(abnormal, "");
  }

  // As a peer whose liveness is watched.

  get idleTimeoutMs(): number {
    return this.options.idleTimeoutMs;
  }

  bytesRead(): number {
    return this.stream.bytesRead;
  }

  ping(): void {
    if (!this.#end) this.websocket.ping();
  }

  #message(data: Buffer, isBinary: boolean): void {
    // `ws` goes on reading until the peer has answered the close.
    if (this.#end) return;
    if (isBinary) this.#receiver?.message(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    else this.#receiver?.text();
  }

  #watchBacklog(): void {
    if (this.#corks === 0 && this.bufferedBytes() > 0) this.#isBehind = true;
  }

  readonly #sent = (): void => {
    if (!this.#isBehind || this.#end || this.websocket.bufferedAmount > 0) return;
    this.#isBehind = false;
    this.#receiver?.drain();
  };

  #closed(code: number, reason: string): void {
    if (this.#end) return;
    this.#end = { code, reason };
    this.#receiver?.closed(code, reason);
  }
}
