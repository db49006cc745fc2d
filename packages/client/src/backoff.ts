/** How long to wait before another attempt to connect. */
export interface Backoff {
  /**
   * Upper bound of the first wait, in milliseconds.
   * @default 500
   */
  readonly initialMs: number;
  /**
   * Upper bound of every wait, in milliseconds.
   * @default 30_000
   */
  readonly maxMs: number;
  /**
   * What the upper bound is multiplied by from one failed attempt to the next.
   * @default 2
   */
  readonly factor: number;
}

export const defaultBackoff: Backoff = { initialMs: 500, maxMs: 30_000, factor: 2 };

/**
 * The wait after `failures` failed attempts: exponential with full jitter, that is, anything from 0 to the bound,
 * so that clients that lost the same server do not come back together.
 */
export function backoffMs(failures: number, backoff: Backoff, random: () => number): number {
  return random() * Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** failures);
}
