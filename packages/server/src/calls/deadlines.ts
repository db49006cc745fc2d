/**
 * One timer for the earliest of many deadlines. What is done before its deadline costs nothing: the timer is left to
 * ring, and `expire` looks for the next one.
 */
export class Deadlines {
  readonly #expire: (nowMs: number) => number;
  #timer: NodeJS.Timeout | undefined;
  #nextMs = Number.POSITIVE_INFINITY;

  /** @param expire ends what is due at `nowMs` and returns the earliest deadline that is left, or infinity. */
  constructor(expire: (nowMs: number) => number) {
    this.#expire = expire;
  }

  /** @param deadlineMs a time of `performance.now()` */
  watch(deadlineMs: number): void {
    if (deadlineMs >= this.#nextMs) return;
    this.#nextMs = deadlineMs;
    clearTimeout(this.#timer);
    const delayMs = Math.min(Math.max(deadlineMs - performance.now(), minDelayMs), maxDelayMs);
    this.#timer = setTimeout(() => this.#ring(), delayMs);
    // A deadline is a reason to end a call, never to keep a process.
    this.#timer.unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#nextMs = Number.POSITIVE_INFINITY;
  }

  #ring(): void {
    this.#nextMs = Number.POSITIVE_INFINITY;
    this.watch(this.#expire(performance.now()));
  }
}

/** Between two looks at all calls: many deadlines that are close together are one look. */
const minDelayMs = 4;

/** Node fires a timer of more milliseconds at once. */
const maxDelayMs = 2 ** 31 - 1;
