import type { Clock } from "../src/clock.js";

/** A time that stands still until a test advances it. */
export class FakeClock implements Clock {
  #nowMs = 1_000;
  #timers = new Map<number, { atMs: number; callback: () => void }>();
  #count = 0;

  /** Delays of the timers that are set, earliest first. */
  get delaysMs(): number[] {
    return [...this.#timers.values()].map(({ atMs }) => atMs - this.#nowMs).sort((a, b) => a - b);
  }

  now(): number {
    return this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): number {
    this.#count += 1;
    this.#timers.set(this.#count, { atMs: this.#nowMs + delayMs, callback });
    return this.#count;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  /** Runs what falls due, each at its time, with everything that follows from it before the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { atMs }]) => atMs <= endMs).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (!due) break;
      const [id, { atMs, callback }] = due;
      this.#timers.delete(id);
      this.#nowMs = Math.max(this.#nowMs, atMs);
      callback();
      await settled();
    }
    this.#nowMs = endMs;
    await settled();
  }
}

/** Every microtask that is due has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
