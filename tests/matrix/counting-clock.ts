import type { Clock } from "@hawser/client";

/** The time of day, with a count of the timers that are set. */
export class CountingClock implements Clock {
  readonly #timers = new Set<NodeJS.Timeout>();

  /** How many are set. */
  get size(): number {
    return this.#timers.size;
  }

  now(): number {
    return performance.now();
  }

  setTimeout(callback: () => void, delayMs: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: NodeJS.Timeout): void {
    this.#timers.delete(timer);
    clearTimeout(timer);
  }
}
