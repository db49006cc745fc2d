import { isHawserError } from "@hawser/core";
import type { CallOutcome } from "./interceptor.js";
import { notify } from "./notify.js";
import type { Settings } from "./options.js";

/** Who wants to hear of a call's end, and how long it took. */
export class Ending {
  readonly #settings: Settings;
  readonly #startMs: number;
  #listeners: ((outcome: CallOutcome) => void)[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#startMs = settings.clock.now();
  }

  add(listener: (outcome: CallOutcome) => void): void {
    this.#listeners.push(listener);
  }

  /** Only the first end counts. */
  end(code: string, error?: unknown): void {
    const durationMs = this.#settings.clock.now() - this.#startMs;
    const outcome = error === undefined ? { code, durationMs } : { code, durationMs, error };
    for (const listener of this.#listeners.splice(0)) notify(listener, outcome);
  }

  fail(error: unknown): void {
    this.end(isHawserError(error) ? error.code : "internal", error);
  }
}
