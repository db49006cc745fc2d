import { closeCodes, encodeBatches, type Wire } from "@hawser/core";
import type { Socket } from "./transport/transport.js";

/**
 * Most bytes that one outgoing message holds when it has more than one frame. Beyond it a peer would wait for the whole
 * message while it could already work on the first frames.
 */
const batchTargetBytes = 65_536;

/** Collects the frames of one connection and sends them as one message per tick. */
export class Outbox {
  #frames: Wire[] = [];
  #isScheduled = false;

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

  /** Sends what is queued now. A peer that does not read it away in time is closed, nothing is dropped on its own. */
  flush(): void {
    this.#isScheduled = false;
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    for (const bytes of encodeBatches(frames, batchTargetBytes)) this.socket.send(bytes);
    if (this.socket.bufferedBytes() > this.maxBufferedBytes) {
      this.socket.close(closeCodes.slowConsumer, `more than ${this.maxBufferedBytes} bytes wait for this peer`);
    }
  }

  /** Everything that was sent has left. */
  drained(): void {}

  /** Forgets what is queued; the socket is gone. */
  discard(): void {
    this.#frames = [];
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
