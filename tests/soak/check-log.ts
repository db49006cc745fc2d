import type { PublishedInstance } from "./published.js";

/**
 * Compares what one subscriber of one instance was told with what was published: every offset in order, each once, or a
 * gap at exactly the place of what is missing, up to the last event.
 *
 * @returns what is wrong, in words; empty where the log is right.
 */
export function checkLog(log: readonly LogEntry[], options: CheckOptions): string[] {
  const check = new LogCheck(options);
  for (const entry of log) check.add(entry);
  return check.end();
}

export interface CheckOptions {
  readonly published: PublishedInstance;
  /** Why the instance's subscribers may miss events. */
  readonly reasons: readonly GapReason[];
  /** Its history reaches back to the beginning of every epoch, so that a restart makes nobody miss anything of the new one. */
  readonly isKept?: boolean;
}

export type LogEntry =
  /** Where the subscription began. */
  | { readonly type: "begin"; readonly epoch: string; readonly offset: number }
  | { readonly type: "event"; readonly epoch: string; readonly offset: number; readonly id: string }
  /** `epoch` is the one that `from` and `to` are of; with `restarted` the log goes on in it. */
  | {
      readonly type: "gap";
      readonly epoch: string;
      readonly from: number;
      readonly to: number;
      readonly reason: GapReason;
    };

/** The wire's reasons, and those that a client finds out by itself. */
export type GapReason = "expired" | "slow" | "conflated" | "disconnected" | "restarted" | "lost" | "overflow";

class LogCheck {
  readonly #published: PublishedInstance;
  readonly #reasons: readonly GapReason[];
  readonly #isKept: boolean;
  readonly #faults: string[] = [];
  readonly #epochs = new Set<string>();
  /** Events that came, by id. */
  readonly #ids = new Set<string>();
  /** Offsets that came, in the present epoch. */
  #came = new Set<number>();
  /** Keys whose event was left out for a newer one, which has not come yet. */
  readonly #owed = new Map<string, number>();
  #epoch: string | undefined;
  #offset = 0;

  constructor({ published, reasons, isKept = false }: CheckOptions) {
    this.#published = published;
    this.#reasons = reasons;
    this.#isKept = isKept;
  }

  add(entry: LogEntry): void {
    if (entry.type === "begin") this.#begin(entry);
    else if (this.#epoch === undefined) this.#fault(`${shown(entry)} comes before the beginning`);
    else if (entry.type === "event") this.#event(entry);
    else if (entry.reason === "restarted") this.#restart(entry);
    else this.#gap(entry);
  }

  end(): string[] {
    const { last } = this.#published;
    // What is in doubt may have been published even later.
    if (last && (last.epoch !== this.#epoch || this.#offset < last.offset)) {
      this.#fault(`it ends at ${this.#epoch}:${this.#offset}, and the last event is ${last.epoch}:${last.offset}`);
    }
    for (const [key, offset] of this.#owed) this.#fault(`${offset} was conflated, and no newer event of ${key} came`);
    return this.#faults;
  }

  #begin(entry: LogEntry & { type: "begin" }): void {
    if (this.#epoch !== undefined) this.#fault("it begins a second time");
    this.#moveTo(entry.epoch, entry.offset);
  }

  #event(entry: LogEntry & { type: "event" }): void {
    const { epoch, offset, id } = entry;
    if (epoch !== this.#epoch) {
      this.#fault(`${shown(entry)} is of another epoch than ${this.#epoch}, and no restart was told of`);
      return;
    }
    if (this.#came.has(offset)) this.#fault(`${shown(entry)} comes twice`);
    else if (offset <= this.#offset) this.#fault(`${shown(entry)} comes after ${this.#offset} was told of`);
    else if (offset > this.#offset + 1) this.#fault(`${shown(entry)} follows upon ${this.#offset} without a gap`);
    if (this.#ids.has(id)) this.#fault(`${shown(entry)} is an event that came under another offset`);
    const flaw = this.#published.flawOf(entry);
    if (flaw) this.#fault(`${shown(entry)} ${flaw}`);
    this.#came.add(offset);
    this.#ids.add(id);
    this.#owed.delete(this.#published.keyOf(id) ?? "");
    this.#offset = Math.max(this.#offset, offset);
  }

  #gap(entry: LogEntry & { type: "gap" }): void {
    const { epoch, from, to, reason } = entry;
    if (epoch !== this.#epoch) {
      this.#fault(`${shown(entry)} is of another epoch than ${this.#epoch}, and no restart was told of`);
      return;
    }
    if (!this.#reasons.includes(reason)) this.#fault(`${shown(entry)} has a reason that cannot be`);
    if (from !== this.#offset + 1) this.#fault(`${shown(entry)} does not follow upon ${this.#offset}`);
    if (to < from) this.#fault(`${shown(entry)} is a gap in which nothing is missing`);
    this.#checkReach(entry);
    // Only being left out in favour of a newer event promises that one.
    if (reason !== "conflated") this.#owed.clear();
    else for (let offset = from; offset <= to; offset += 1) this.#owe(epoch, offset);
    this.#offset = Math.max(this.#offset, to);
  }

  #restart(entry: LogEntry & { type: "gap" }): void {
    const { epoch, from, to } = entry;
    if (!this.#reasons.includes("restarted")) this.#fault(`${shown(entry)} has a reason that cannot be`);
    if (this.#epochs.has(epoch)) this.#fault(`${shown(entry)} goes back to an epoch that was over`);
    if (from !== 1 || to < 0) this.#fault(`${shown(entry)} does not begin with the epoch`);
    if (this.#isKept && to > 0) this.#fault(`${shown(entry)} leaves out what is kept`);
    this.#checkReach(entry);
    this.#moveTo(epoch, to);
  }

  #moveTo(epoch: string, offset: number): void {
    this.#epochs.add(epoch);
    this.#came = new Set();
    this.#owed.clear();
    this.#epoch = epoch;
    this.#offset = offset;
  }

  #checkReach(entry: LogEntry & { type: "gap" }): void {
    if (entry.to > this.#published.reach(entry.epoch)) this.#fault(`${shown(entry)} has more than was published`);
  }

  #owe(epoch: string, offset: number): void {
    const key = this.#published.keyAt(epoch, offset);
    if (key !== undefined) this.#owed.set(key, offset);
  }

  #fault(text: string): void {
    this.#faults.push(text);
  }
}

function shown(entry: LogEntry): string {
  switch (entry.type) {
    case "begin":
      return `the beginning ${entry.epoch}:${entry.offset}`;
    case "event":
      return `the event ${entry.epoch}:${entry.offset}`;
    case "gap":
      return `the gap ${entry.reason} ${entry.epoch}:${entry.from}-${entry.to}`;
    default:
      return entry satisfies never;
  }
}
