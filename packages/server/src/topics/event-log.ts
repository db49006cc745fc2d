import { nanoid } from "nanoid";
import type { BrokerEvent, LogListener, LogRecord, Page, Position, ReadFrom, Retention } from "./broker.js";

/** One log in memory: a position, the latest events as far as its retention reaches, and who listens. */
export class EventLog {
  /** Identifies this count of offsets: another epoch starts again at 1. */
  readonly epoch = nanoid();
  readonly listeners = new Set<LogListener>();
  /** Under which it is listed; absent where it is not. */
  topic: string | undefined;
  #offset = 0;
  /** Adjacent, the last one is the latest; those before {@link #start} are gone. */
  #records: TimedRecord[] = [];
  #start = 0;
  #retention: Retention | undefined;

  get position(): Position {
    return { epoch: this.epoch, offset: this.#offset };
  }

  append(events: readonly BrokerEvent[], retention: Retention, nowMs: number): Position {
    this.#retention = retention;
    const isKept = retention.size > 0 || retention.retain;
    // A clock that is set back must not put the records out of their order.
    const atMs = Math.max(nowMs, this.#records.at(-1)?.atMs ?? nowMs);
    const records = events.map((event) => ({ offset: ++this.#offset, event, atMs }));
    if (isKept) {
      for (const record of records) this.#records.push(record);
      this.trim(nowMs);
    }
    for (const listener of [...this.listeners]) listener.appended(records, this.epoch);
    return this.position;
  }

  read(from: ReadFrom, maxRecords: number, nowMs: number): Page {
    this.trim(nowMs);
    const first = this.#indexOf(from);
    const records = this.#records.slice(first, first + maxRecords);
    const after = records[0] ? records[0].offset - 1 : this.#offset;
    return { position: this.position, after, records };
  }

  /** Lets go of what is too much or too old. */
  trim(nowMs: number): void {
    const { size = 0, ageMs = 0, retain = false } = this.#retention ?? {};
    const keptCount = retain ? Math.max(size, 1) : size;
    const newest = this.#records.length - 1;
    let start = Math.max(this.#start, this.#records.length - keptCount);
    while (start <= newest && this.#isOld(start, nowMs - ageMs, retain)) start += 1;
    this.#start = start;
    // Moving the rest down only when half is gone keeps appending cheap at any size.
    if (start * 2 > this.#records.length) {
      this.#records = this.#records.slice(start);
      this.#start = 0;
    }
  }

  #isOld(index: number, beforeMs: number, retain: boolean): boolean {
    if (retain && index === this.#records.length - 1) return false;
    return (this.#records[index] as TimedRecord).atMs < beforeMs;
  }

  /** Of the first record to read. */
  #indexOf(from: ReadFrom): number {
    const { length } = this.#records;
    if ("last" in from) return Math.max(this.#start, length - from.last);
    if ("after" in from) {
      if (from.after.epoch !== this.epoch) return this.#start;
      return Math.max(this.#start, length - Math.max(0, this.#offset - from.after.offset));
    }
    let [low, high] = [this.#start, length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] as TimedRecord).atMs < from.sinceMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface TimedRecord extends LogRecord {
  readonly atMs: number;
}
