import { closeCodes, encodeBatches, type Wire } from "@hawser/core";
import type { Socket } from "./transport/transport.js";

/**
 * Most bytes that one outgoing message holds when it has more than one frame. Beyond it a peer would wait for the whole
 * message while it could already work on the first frames.
 */
const batchTargetBytes = 65_536;

/** Milliseconds that a peer gets to read what waits for it, once that is more than `maxBufferedBytes`. */
const slowConsumerGraceMs = 1_000;

/** So many times `maxBufferedBytes` may wait for a peer within its grace; memory has to end somewhere. */
const burstFactor = 4;

/** Collects the frames of one connection and sends them as one message per tick. */
export class Outbox {
  #frames: Wire[] = [];
  #isScheduled = false;
  #sentBytes = 0;
  #grace: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly maxBufferedBytes: number,
    private readonly ticker: Ticker,
  ) {}

  /** Queues a frame until the end of the tick, or until {@link flush}. */
  push(frame: Wire): void {
    this.#frames.push(frame);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.ticker.add(this);
  }

  /**
   * Sends what is queued now. A peer that does not read it away in time is closed, nothing is dropped on its own; so is
   * one whose frames cannot be sent. Never throws: who flushes may have other peers to serve.
   */
  flush(): void {
    this.#isScheduled = false;
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    try {
      for (const bytes of encodeBatches(frames, batchTargetBytes)) {
        this.#sentBytes += bytes.byteLength;
        this.socket.send(bytes);
      }
      this.#watch();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
      this.socket.close(closeCodes.internal, "the server could not send its frames");
    }
  }

  /** Nothing waits for the peer any more. */
  drained(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  /** Forgets what is queued; the socket is gone. */
  discard(): void {
    this.#frames = [];
    this.drained();
  }

  /** Starts the peer's grace where too much waits: what was sent in this turn, the most eager peer cannot have read. */
  #watch(): void {
    const waitingBytes = this.socket.bufferedBytes();
    if (waitingBytes > burstFactor * this.maxBufferedBytes) this.#closeSlow();
    else if (waitingBytes > this.maxBufferedBytes && !this.#grace) {
      const sentBytes = this.#sentBytes;
      this.#grace = setTimeout(() => this.#judge(sentBytes), slowConsumerGraceMs);
    }
  }

  /** Counts only what waited when the grace began: a peer that reads all the time may have as much of newer bytes. */
  #judge(sentBytesBefore: number): void {
    this.#grace = undefined;
    const newerBytes = this.#sentBytes - sentBytesBefore;
    if (this.socket.bufferedBytes() - newerBytes > this.maxBufferedBytes) this.#closeSlow();
    else this.#watch();
  }

  #closeSlow(): void {
    this.socket.close(closeCodes.slowConsumer, `more than ${this.maxBufferedBytes} bytes wait for this peer`);
  }
}

/** Flushes outboxes at the end of a tick: after all that is ready to run has run, before the loop waits for I/O. */
export class Ticker {
  #dirty: Outbox[] = [];

  add(outbox: Outbox): void {
    // `nextTick` from a promise's continuation runs once no continuation is left, so that the answers of all handlers
    // that settle together leave together.
    if (this.#dirty.push(outbox) === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const outbox of dirty) outbox.flush();
  }
}
