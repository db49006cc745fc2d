import type { EventRecord } from "./event-frames.js";

/**
 * The latest event of each value of a key, in the order of their offsets. One serves all who lag in a channel: what is
 * the latest among the events that one of them has missed is so among all that the others have.
 */
export class Conflation {
  readonly #maxBytes: number;
  /** A key that gets another event moves to the end, so the order of insertion is that of the offsets. */
  readonly #latest = new Map<string, EventRecord>();
  #bytes = 0;
  #lostOffset = 0;

  /** @param maxBytes of events; where there are too many keys for it, those that had no event for longest are lost. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Of the last event that was the latest of its key and was lost all the same; 0 if none was. */
  get lostOffset(): number {
    return this.#lostOffset;
  }

  /** Those above an offset. */
  *after(offset: number): Generator<EventRecord> {
    for (const record of this.#latest.values()) if (record.offset > offset) yield record;
  }

  /** Some event up to an offset cannot be sent to anybody, whatever its key is. */
  lose(offset: number): void {
    this.#lostOffset = Math.max(this.#lostOffset, offset);
  }

  add(records: readonly EventRecord[]): void {
    for (const record of records) {
      const key = record.event.conflationKey;
      this.#remove(key);
      this.#latest.set(key, record);
      this.#bytes += sizeOf(record);
    }
    for (const [key, { offset }] of this.#latest) {
      if (this.#bytes <= this.#maxBytes || this.#latest.size === 1) break;
      this.lose(offset);
      this.#remove(key);
    }
  }

  #remove(key: string): void {
    const record = this.#latest.get(key);
    if (!record) return;
    this.#latest.delete(key);
    this.#bytes -= sizeOf(record);
  }
}

/** A small event, too, takes its place in the map. */
function sizeOf({ event }: EventRecord): number {
  return event.size + event.conflationKey.length + entryBytes;
}

const entryBytes = 64;
