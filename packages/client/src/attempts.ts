import { backoffMs } from "./backoff.js";
import type { Settings } from "./options.js";

/** Counts attempts to connect, and says how long to wait before the next one. */
export class Attempts {
  readonly #settings: Settings;
  #count = 0;
  #openedAtMs: number | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Since the connection was last stable. */
  get count(): number {
    return this.#count;
  }

  begin(): void {
    this.#count += 1;
  }

  /** An attempt has succeeded. */
  opened(): void {
    this.#openedAtMs = this.#settings.clock.now();
  }

  /** The connection has ended, or is to be left. Attempts count anew after one that lasted. */
  ended(): void {
    if (this.#openedAtMs === undefined) return;
    if (this.#settings.clock.now() - this.#openedAtMs >= stableMs) this.#count = 0;
    this.#openedAtMs = undefined;
  }

  /** How long to wait before the next one. */
  delayMs(): number {
    const { backoff, random } = this.#settings;
    return backoffMs(Math.max(0, this.#count - 1), backoff, random);
  }
}

/** How long a connection must have been open for the back-off to start over. */
const stableMs = 10_000;
