import { Alarm } from "./alarm.js";
import type { Clock } from "./clock.js";

/**
 * One timer for the earliest of many deadlines. What is done before its deadline costs nothing: the timer is left to
 * ring, and `expire` looks for the next one.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #nextMs = Number.POSITIVE_INFINITY;

  /** @param expire ends what is due at `nowMs` and returns the earliest deadline that is left, or infinity. */
  constructor(clock: Clock, expire: (nowMs: number) => number) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock, () => {
      this.#nextMs = Number.POSITIVE_INFINITY;
      this.watch(expire(clock.now()));
    });
  }

  /** @returns the deadline as a time of the clock. */
  add(timeoutMs: number): number {
    if (timeoutMs === Number.POSITIVE_INFINITY) return timeoutMs;
    const deadlineMs = this.#clock.now() + timeoutMs;
    this.watch(deadlineMs);
    return deadlineMs;
  }

  clear(): void {
    this.#alarm.clear();
    this.#nextMs = Number.POSITIVE_INFINITY;
  }

  /** Wakes for a deadline that is none of those that it was told before. */
  watch(deadlineMs: number): void {
    if (deadlineMs >= this.#nextMs) return;
    this.#nextMs = deadlineMs;
    this.#alarm.set(Math.max(0, deadlineMs - this.#clock.now()));
  }
}
