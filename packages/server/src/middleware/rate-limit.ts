import { schemaError } from "@hawser/core";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Middleware, MiddlewareCall } from "../calls/middleware.js";
import { wholeNumber } from "./whole-number.js";

export type RateLimitOptions<Context = unknown> = (MemoryRate | SharedRate) & {
  /**
   * Calls with the same key count together: a user's name, an address. Absent: those of a connection, which starts
   * anew with every connect.
   */
  readonly key?: (call: MiddlewareCall<Context>) => string;
};

/** Counted in the memory of this server. */
interface MemoryRate {
  /** Calls that may start within a window. */
  readonly max: number;
  /** Milliseconds of a window, which begins with the first call of a key. */
  readonly windowMs: number;
  readonly limiter?: undefined;
}

/** Counted where the limiter counts, for example in a Redis that several servers share. */
interface SharedRate {
  readonly limiter: RateLimiter;
  readonly max?: undefined;
  readonly windowMs?: undefined;
}

/** What counts: a limiter of the package rate-limiter-flexible, in whatever store. */
export interface RateLimiter {
  /** Calls that may start within its duration. */
  readonly points: number;
  /** Rejects with an object that has `msBeforeNext` where there were too many; with an Error where it cannot tell. */
  consume(key: string): Promise<unknown>;
}

/**
 * Refuses calls that come too fast with `limit_exceeded`, whose data is `{ limit: "rate", max }` and whose message says
 * when to come back. A stream counts as one call. Where the limiter fails the call fails with `internal`.
 *
 * @throws HawserError `invalid_schema` at an option that is missing or out of range.
 */
export function rateLimit<Context = unknown>(options: RateLimitOptions<Context>): Middleware<Context> {
  const { key = (call) => call.session } = options;
  const limiter = limiterOf(options);
  return async (call, next) => {
    try {
      await limiter.consume(key(call));
    } catch (refusal) {
      const waitMs = waitMsOf(refusal);
      if (waitMs === undefined) throw refusal;
      throw call.refuse(
        "limit_exceeded",
        `too many calls; a window takes ${limiter.points}, and the next begins in ${waitMs} ms`,
        { limit: "rate", max: limiter.points },
      );
    }
    return next();
  };
}

/** Node fires a timer of more milliseconds at once, and the limiter in memory forgets a window by one. */
const maxWindowMs = 2 ** 31 - 1;

function limiterOf({ limiter, max, windowMs }: MemoryRate | SharedRate): RateLimiter {
  if (limiter) {
    if (max !== undefined || windowMs !== undefined) {
      throw schemaError("rateLimit.limiter", "it brings its own max and windowMs; give one or the other");
    }
    if (typeof limiter.consume !== "function" || typeof limiter.points !== "number") {
      throw schemaError("rateLimit.limiter", "expected a limiter of rate-limiter-flexible, with points and consume");
    }
    return limiter;
  }
  return new RateLimiterMemory({
    points: wholeNumber("rateLimit.max", max, { min: 1 }),
    duration: wholeNumber("rateLimit.windowMs", windowMs, { min: 1, max: maxWindowMs }) / 1000,
  });
}

/** Milliseconds until a call may succeed; `undefined` where what was thrown is no refusal. */
function waitMsOf(refusal: unknown): number | undefined {
  if (typeof refusal !== "object" || refusal === null || refusal instanceof Error) return undefined;
  const { msBeforeNext } = refusal as { msBeforeNext?: unknown };
  return typeof msBeforeNext === "number" ? Math.max(0, Math.ceil(msBeforeNext)) : undefined;
}
