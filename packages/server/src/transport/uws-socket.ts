import { closeCodes } from "@hawser/core";
import { compressFromBytes } from "./compress-from-bytes.js";
import type { EndpointOptions, Receiver, Socket } from "./transport.js";
import type { WebSocket } from "./uws-library.js";

/** What `send` of the library returns when nothing of the message waits. */
const sent = 1;

/** A socket of uWebSockets.js, whose own object throws on every use after its close. */
export class UwsSocket implements Socket {
  #receiver: Receiver | undefined;
  #end: { code: number; reason: string } | undefined;

  constructor(
    private readonly websocket: WebSocket<unknown>,
    private readonly options: EndpointOptions,
  ) {}

  /** Hands over to the endpoint's receiver, which may have closed the socket before it existed. */
  attach(receiver: Receiver): void {
    this.#receiver = receiver;
    if (this.#end) receiver.closed(this.#end.code, this.#end.reason);
  }

  send(bytes: Uint8Array): boolean {
    if (this.#end) return true;
    const isCompressed = this.options.compression && bytes.byteLength >= compressFromBytes;
    return this.websocket.send(bytes, true, isCompressed) === sent;
  }

  cork(work: () => void): void {
    if (this.#end) work();
    else this.websocket.cork(work);
  }

  follow(group: string): void {
    if (!this.#end) this.websocket.subscribe(group);
  }

  unfollow(group: string): void {
    if (!this.#end) this.websocket.unsubscribe(group);
  }

  bufferedBytes(): number {
    return this.#end ? 0 : this.websocket.getBufferedAmount();
  }

  close(code: number, reason: string): void {
    if (!this.#end) this.websocket.end(code, reason);
  }

  terminate(): void {
    if (!this.#end) this.websocket.close();
  }

  // What the library reports.

  message(data: ArrayBuffer, isBinary: boolean): void {
    if (data.byteLength > this.options.maxMessageBytes) this.close(closeCodes.tooBig, "message too big");
    else if (isBinary) this.#receiver?.message(new Uint8Array(data));
    else this.#receiver?.text();
  }

  drain(): void {
    if (this.bufferedBytes() === 0) this.#receiver?.drain();
  }

  closed(code: number, reason: string): void {
    this.#end = { code, reason };
    this.#receiver?.closed(code, reason);
  }
}
