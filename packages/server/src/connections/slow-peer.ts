import { closeCodes } from "@hawser/core";
import type { Socket } from "../transport/transport.js";

/** Milliseconds that a peer gets to read what waits for it, once that is more than `maxBufferedBytes`. */
const graceMs = 1_000;

/** So many times `maxBufferedBytes` may wait for a peer within its grace; memory has to end somewhere. */
const burstFactor = 4;

/** Closes the socket of a peer that does not read in time what was sent to it. */
export class SlowPeer {
  readonly #socket: Socket;
  readonly #maxBufferedBytes: number;
  #sentBytes = 0;
  #grace: NodeJS.Timeout | undefined;

  constructor(socket: Socket, maxBufferedBytes: number) {
    this.#socket = socket;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  sent(byteCount: number): void {
    this.#sentBytes += byteCount;
  }

  /**
   * Starts the peer's grace where too much waits: what was sent in this turn, the most eager peer cannot have read.
   * @returns bytes that wait.
   */
  watch(): number {
    const waitingBytes = this.#socket.bufferedBytes();
    if (waitingBytes > burstFactor * this.#maxBufferedBytes) this.#close();
    else if (waitingBytes > this.#maxBufferedBytes && !this.#grace) {
      const sentBytes = this.#sentBytes;
      this.#grace = setTimeout(() => this.#judge(sentBytes), graceMs);
    }
    return waitingBytes;
  }

  /** It has read everything, or is gone. */
  clear(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  /** Counts only what waited when the grace began: a peer that reads all the time may have as much of newer bytes. */
  #judge(sentBytesBefore: number): void {
    this.#grace = undefined;
    const newerBytes = this.#sentBytes - sentBytesBefore;
    if (this.#socket.bufferedBytes() - newerBytes > this.#maxBufferedBytes) this.#close();
    else this.watch();
  }

  #close(): void {
    this.#socket.close(closeCodes.slowConsumer, `more than ${this.#maxBufferedBytes} bytes wait for this peer`);
  }
}
