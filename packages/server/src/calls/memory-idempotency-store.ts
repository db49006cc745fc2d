import type { Limits } from "@hawser/core";
import type { IdempotencyClaim, IdempotencyStore } from "./idempotency.js";

/** Outcomes in the memory of one process, bounded by count, bytes and age. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #entries = new Map<string, Entry>();
  readonly #limits: StoreLimits;
  readonly #now: () => number;
  /** Of all outcomes. */
  #bytes = 0;
  #sweptMs = 0;
  /** When the first of the outcomes may be forgotten. */
  #nextMs = Number.POSITIVE_INFINITY;

  constructor(limits: StoreLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** How many keys are kept. */
  get size(): number {
    return this.#entries.size;
  }

  claim(key: string, lifetimeMs: number): IdempotencyClaim {
    const nowMs = this.#now();
    if (nowMs - this.#sweptMs >= sweepMs) this.#sweep(nowMs);
    const known = this.#entries.get(key);
    if (known?.outcome && known.untilMs > nowMs) return { state: "settled", outcome: known.outcome };
    if (known && !known.outcome) return { state: "running", outcome: outcomeOf(known) };
    // Everybody who finds it full would otherwise pay for a look at all keys.
    if (this.#reachedLimit && this.#nextMs <= nowMs) this.#sweep(nowMs);
    if (this.#reachedLimit) return { state: "full", limit: this.#reachedLimit };
    this.#entries.set(key, { untilMs: nowMs + lifetimeMs, waiting: [] });
    return { state: "run" };
  }

  settle(key: string, outcome: Uint8Array): void {
    const entry = this.#entries.get(key);
    if (!entry || entry.outcome) return;
    entry.outcome = outcome;
    this.#bytes += outcome.length;
    this.#nextMs = Math.min(this.#nextMs, entry.untilMs);
    tell(entry, outcome);
  }

  release(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry || entry.outcome) return;
    this.#entries.delete(key);
    tell(entry, undefined);
  }

  get #reachedLimit(): keyof StoreLimits | undefined {
    const { maxIdempotencyKeys, maxIdempotencyBytes } = this.#limits;
    if (this.#entries.size >= maxIdempotencyKeys) return "maxIdempotencyKeys";
    return this.#bytes >= maxIdempotencyBytes ? "maxIdempotencyBytes" : undefined;
  }

  /** What runs is kept however old it is: to forget it could run it twice. */
  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs;
    this.#nextMs = Number.POSITIVE_INFINITY;
    for (const [key, { outcome, untilMs }] of this.#entries) {
      if (!outcome) continue;
      if (untilMs <= nowMs) {
        this.#entries.delete(key);
        this.#bytes -= outcome.length;
      } else this.#nextMs = Math.min(this.#nextMs, untilMs);
    }
  }
}

type StoreLimits = Pick<Limits, "maxIdempotencyKeys" | "maxIdempotencyBytes">;

interface Entry {
  /** When it may be forgotten. */
  readonly untilMs: number;
  /** Who asks for the outcome before there is one. */
  waiting: ((outcome: Uint8Array | undefined) => void)[];
  outcome?: Uint8Array;
}

function outcomeOf(entry: Entry): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => entry.waiting.push(resolve));
}

function tell(entry: Entry, outcome: Uint8Array | undefined): void {
  const { waiting } = entry;
  entry.waiting = [];
  for (const resolve of waiting) resolve(outcome);
}

/** Between two looks for what is old. */
const sweepMs = 5_000;
