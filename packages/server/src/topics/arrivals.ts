import type { EventFrames } from "./event-frames.js";

/**
 * The latest events that came while older ones were on their way from the broker, adjacent: what the broker does not keep
 * can still follow upon them.
 */
export class Arrivals {
  readonly #maxBytes: number;
  #batches: EventFrames[] = [];
  #bytes = 0;

  /** @param maxBytes of events; past it, those that came so far are left to the broker. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The offset of the first of them. */
  get first(): number {
    return this.#batches[0]?.first ?? Number.POSITIVE_INFINITY;
  }

  add(batch: EventFrames): void {
    const last = this.#batches.at(-1)?.last;
    this.#bytes += batch.size;
    if (this.#bytes > this.#maxBytes || (last !== undefined && batch.first !== last + 1)) {
      this.#batches = [];
      this.#bytes = batch.size;
    }
    this.#batches.push(batch);
  }

  /** Takes the oldest batch that has something above an offset. */
  takeAfter(offset: number): EventFrames | undefined {
    for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) {
      if (batch.last > offset) return batch;
    }
    return undefined;
  }

  clear(): void {
    this.#batches = [];
    this.#bytes = 0;
  }
}
