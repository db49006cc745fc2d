import { isHawserError } from "@hawser/core";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeCall } from "../../test/fake-call.js";
import type { Middleware } from "../calls/middleware.js";
import { type RateLimitOptions, rateLimit } from "./rate-limit.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

/** "answered", or the error. */
async function outcomeOf<Context>(limit: Middleware<Context>, call: FakeCall<Context>): Promise<unknown> {
  try {
    return await limit(call, () => "answered");
  } catch (error) {
    return error;
  }
}

describe("by default", () => {
  test("each connection has its own count, which a window's end clears", async () => {
    const limit = rateLimit({ max: 2, windowMs: 1_000 });
    const ada = () => outcomeOf(limit, new FakeCall({ session: "ada" }));
    expect([await ada(), await ada()]).toEqual(["answered", "answered"]);
    expect(await ada()).toMatchObject({ code: "limit_exceeded" });
    expect(await outcomeOf(limit, new FakeCall({ session: "bob" }))).toBe("answered");
    vi.advanceTimersByTime(1_000);
    expect(await ada()).toBe("answered");
  });

  test("the refusal names the limit and says when to come back", async () => {
    const limit = rateLimit({ max: 1, windowMs: 1_500 });
    await outcomeOf(limit, new FakeCall());
    vi.advanceTimersByTime(400);
    const error = await outcomeOf(limit, new FakeCall());
    expect(isHawserError(error)).toBe(true);
    expect(error).toMatchObject({
      data: { limit: "rate", max: 1 },
      detail: "too many calls; a window takes 1, and the next begins in 1100 ms",
    });
  });

  test("what is refused never reaches the handler", async () => {
    const limit = rateLimit({ max: 1, windowMs: 1_000 });
    const handler = vi.fn();
    await limit(new FakeCall(), handler);
    await expect(limit(new FakeCall(), handler)).rejects.toThrow("limit_exceeded");
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test("a window that is over leaves nothing", async () => {
    const limit = rateLimit({ max: 1, windowMs: 1_000 });
    await outcomeOf(limit, new FakeCall());
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a key joins the connections of a user", async () => {
  const limit = rateLimit<{ user: string }>({ max: 1, windowMs: 1_000, key: (call) => call.context.user });
  const from = (session: string, user: string) => outcomeOf(limit, new FakeCall({ session, context: { user } }));
  expect(await from("s1", "ada")).toBe("answered");
  expect(await from("s2", "ada")).toMatchObject({ code: "limit_exceeded" });
  expect(await from("s3", "bob")).toBe("answered");
});

describe("with a limiter of one's own", () => {
  test("any of rate-limiter-flexible counts, shared by whoever has it", async () => {
    const limiter = new RateLimiterMemory({ points: 1, duration: 60 });
    const limits = [rateLimit({ limiter }), rateLimit({ limiter })] as const;
    expect(await outcomeOf(limits[0], new FakeCall())).toBe("answered");
    expect(await outcomeOf(limits[1], new FakeCall())).toMatchObject({ data: { limit: "rate", max: 1 } });
    await limiter.delete("s1");
  });

  test("one that refuses says when to come back", async () => {
    const limiter = { points: 7, consume: () => Promise.reject(new RateLimiterRes(0, 250.4, 8, false)) };
    expect(await outcomeOf(rateLimit({ limiter }), new FakeCall())).toMatchObject({
      detail: "too many calls; a window takes 7, and the next begins in 251 ms",
    });
  });

  test("one that fails is no refusal: its error is the call's", async () => {
    const failure = new Error("no connection to the store");
    const limiter = { points: 7, consume: () => Promise.reject(failure) };
    expect(await outcomeOf(rateLimit({ limiter }), new FakeCall())).toBe(failure);
  });
});

test("what the handler throws passes as it is, also where it looks like a refusal", async () => {
  const thrown = { msBeforeNext: 5 };
  const limit = rateLimit({ max: 1, windowMs: 1_000 });
  const answer = limit(new FakeCall(), () => {
    throw thrown;
  });
  await expect(answer).rejects.toBe(thrown);
});

test.each<[object, string]>([
  [{ windowMs: 1 }, "invalid_schema: rateLimit.max: undefined is not a whole number of at least 1"],
  [{ max: 0, windowMs: 1 }, "invalid_schema: rateLimit.max: 0 is not a whole number of at least 1"],
  [{ max: 1 }, "invalid_schema: rateLimit.windowMs: undefined is not a whole number from 1 to 2147483647"],
  [
    { max: 1, windowMs: 2 ** 31 },
    "invalid_schema: rateLimit.windowMs: 2147483648 is not a whole number from 1 to 2147483647",
  ],
  [{ limiter: {} }, "invalid_schema: rateLimit.limiter: expected a limiter of rate-limiter-flexible"],
  [
    { limiter: { points: 1, consume: async () => {} }, max: 1 },
    "invalid_schema: rateLimit.limiter: it brings its own max and windowMs",
  ],
])("%o is refused", (options, message) => {
  expect(() => rateLimit(options as RateLimitOptions)).toThrow(message);
});
