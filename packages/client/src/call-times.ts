import type { CallOptions } from "./call-options.js";
import type { Deadlines } from "./deadlines.js";
import type { Settings } from "./options.js";
import { positive } from "./positive.js";

export interface CallTimesOptions {
  readonly deadlines: Deadlines;
  readonly settings: Settings;
}

/** When a call has to leave, to be answered, and to be made again no more. */
export class CallTimes {
  /** What its caller has set or the default, as far as its parent allows. */
  timeoutMs = Number.POSITIVE_INFINITY;
  /** Milliseconds within which it must have left. */
  leaveWithinMs = Number.POSITIVE_INFINITY;
  readonly #options: CallTimesOptions;
  // Times of the clock.
  #deadlineMs = Number.POSITIVE_INFINITY;
  /** When it must have left, where that is sooner. */
  #leaveByMs = Number.POSITIVE_INFINITY;
  #isDelayed = false;

  constructor(options: CallTimesOptions) {
    this.#options = options;
  }

  /**
   * They count from now on.
   *
   * @param defaultMs where neither the caller nor a parent says otherwise.
   * @throws HawserError `invalid_input` for a `timeoutMs` that cannot be meant.
   */
  begin({ timeoutMs, parent }: CallOptions, defaultMs: number): void {
    const { deadlines, settings } = this.#options;
    const ownMs = timeoutMs === undefined ? defaultMs : positive("timeoutMs", timeoutMs);
    this.timeoutMs = Math.min(ownMs, parent?.remainingMs ?? ownMs);
    this.#deadlineMs = deadlines.add(this.timeoutMs);
    this.leaveWithinMs = this.timeoutMs;
    if (defaultMs <= settings.timeoutMs) return;
    this.leaveWithinMs = Math.min(this.timeoutMs, settings.timeoutMs);
    this.#leaveByMs = deadlines.add(settings.timeoutMs);
  }

  /** While it is not in flight, it has no more than that from now on. */
  leaveWithin(durationMs: number): void {
    this.#leaveByMs = this.#options.settings.clock.now() + durationMs;
  }

  /** Time passes before it leaves: the server has to be told what is left. */
  delay(): void {
    this.#isDelayed = true;
  }

  /** When the call fails unless something happens. */
  dueMs(isInFlight: boolean): number {
    return isInFlight ? this.#deadlineMs : Math.min(this.#deadlineMs, this.#leaveByMs);
  }

  /** @returns whether the call, which is not in flight, still has time. It is woken when that is over. */
  wait(): boolean {
    const { deadlines, settings } = this.#options;
    const dueMs = this.dueMs(false);
    this.delay();
    if (dueMs <= settings.clock.now()) return false;
    deadlines.watch(dueMs);
    return true;
  }

  hasPassed(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  /** The timeout as a frame tells it: null for the default, 0 for none. */
  inFrame(defaultMs: number): number | null {
    const leftMs = this.#isDelayed
      ? Math.max(1, Math.ceil(this.#deadlineMs - this.#options.settings.clock.now()))
      : this.timeoutMs;
    if (leftMs === defaultMs) return null;
    return leftMs === Number.POSITIVE_INFINITY ? 0 : Math.ceil(leftMs);
  }
}
