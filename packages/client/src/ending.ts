import { isHawserError } from "@hawser/core";
import type { Clock } from "./clock.js";
import type { CallOutcome } from "./interceptor.js";
import { notify } from "./notify.js";

/** Who wants to hear of a call's end, and how long it took. */
export class Ending {
  readonly #clock: Clock;
  readonly #startMs: number;
  #listeners: ((outcome: CallOutcome) => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.now();
  }

  add(listener: (outcome: CallOutcome) => void): void {
    this.#listeners.push(listener);
  }

  /** Only the first end counts. */
  end(code: string, error?: unknown): void {
    const durationMs = this.#clock.now() - this.#startMs;
    const outcome = error === undefined ? { code, durationMs } : { code, durationMs, error };
    for (const listener of this.#listeners.splice(0)) notify(listener, outcome);
  }

  fail(error: unknown): void {
    this.end(isHawserError(error) ? error.code : "internal", error);
  }
}
