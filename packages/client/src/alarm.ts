import type { Clock } from "./clock.js";

/** One timer that can be set, set anew and cleared. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #timer: unknown;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = () => {
      this.#timer = undefined;
      ring();
    };
  }

  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  set(delayMs: number): void {
    this.clear();
    this.#timer = this.#clock.setTimeout(this.#ring, Math.min(delayMs, maxDelayMs));
  }

  clear(): void {
    if (this.#timer === undefined) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Runtimes keep a delay in 32 bits with a sign; a longer one would ring at once. */
const maxDelayMs = 2 ** 31 - 1;
