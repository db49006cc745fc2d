import { describe, expect, test, vi } from "vitest";
import { FakeCall } from "../../test/fake-call.js";
import { type ConcurrencyLimitOptions, concurrencyLimit } from "./concurrency-limit.js";

const refusal = {
  code: "limit_exceeded",
  data: { limit: "concurrency", max: 1 },
  detail: "too many calls run; at most 1 may",
};

describe("without a queue", () => {
  test("a place is taken until the call is over, not only until the handler returned", () => {
    const limit = concurrencyLimit({ max: 1 });
    const first = new FakeCall();
    // Without waiting: a call that needs none is answered at once.
    expect(limit(first, () => "iterable")).toBe("iterable");
    expect(() => limit(new FakeCall(), () => "")).toThrow(expect.objectContaining(refusal));
    first.end();
    expect(limit(new FakeCall(), () => "answer")).toBe("answer");
  });

  test.each(["cancelled", "timeout", "connection_lost", "internal", "RoomNotFound"])(
    "a call that ended with %s frees its place",
    (code) => {
      const limit = concurrencyLimit({ max: 1 });
      for (let turn = 0; turn < 3; turn += 1) {
        const call = new FakeCall();
        limit(call, () => "");
        call.end({ code });
      }
    },
  );

  test("a handler that throws frees its place when its call is over", () => {
    const limit = concurrencyLimit({ max: 1 });
    const call = new FakeCall();
    const failing = () => {
      throw new Error("no database");
    };
    expect(() => limit(call, failing)).toThrow("no database");
    call.end({ code: "internal" });
    expect(limit(new FakeCall(), () => "answer")).toBe("answer");
  });

  test("all calls share the places; with a key, those of a key", () => {
    const shared = concurrencyLimit({ max: 1 });
    shared(new FakeCall({ session: "s1" }), () => "");
    expect(() => shared(new FakeCall({ session: "s2" }), () => "")).toThrow("limit_exceeded");

    const apart = concurrencyLimit({ max: 1, key: (call) => call.session });
    apart(new FakeCall({ session: "s1" }), () => "");
    expect(apart(new FakeCall({ session: "s2" }), () => "answer")).toBe("answer");
    expect(() => apart(new FakeCall({ session: "s1" }), () => "")).toThrow("limit_exceeded");
  });
});

describe("with a queue", () => {
  test("calls get their places in the order of their coming, and the queue has an end", async () => {
    const limit = concurrencyLimit({ max: 1, queue: 2 });
    const calls = [new FakeCall(), new FakeCall(), new FakeCall()] as const;
    const order: number[] = [];
    const answers = calls.map((call, index) => limit(call, () => order.push(index)));
    expect(() => limit(new FakeCall(), () => "")).toThrow(expect.objectContaining(refusal));
    expect(order).toEqual([0]);
    calls[0].end();
    await answers[1];
    expect(order).toEqual([0, 1]);
    calls[1].end();
    await answers[2];
    expect(order).toEqual([0, 1, 2]);
  });

  test("a caller that gives up leaves the queue, and its handler never runs", async () => {
    const limit = concurrencyLimit({ max: 1, queue: 1 });
    const [running, impatient, patient] = [new FakeCall(), new FakeCall(), new FakeCall()];
    limit(running, () => "");
    const never = vi.fn();
    const gaveUp = limit(impatient, never);
    impatient.end({ code: "cancelled" });
    await expect(gaveUp).rejects.toThrow("unavailable: the call was over before it had a place");
    const answer = limit(patient, () => "answer");
    running.end();
    expect(await answer).toBe("answer");
    expect(never).not.toHaveBeenCalled();
  });

  test("a call that is over in the moment in which it gets its place gives it back", async () => {
    const limit = concurrencyLimit({ max: 1, queue: 1 });
    const [first, second] = [new FakeCall(), new FakeCall()];
    limit(first, () => "");
    const waited = limit(second, () => "");
    // As when one connection with both calls is lost.
    first.end({ code: "connection_lost" });
    second.end({ code: "connection_lost" });
    await waited;
    expect(limit(new FakeCall(), () => "answer")).toBe("answer");
  });
});

test.each<[object, string]>([
  [{}, "invalid_schema: concurrencyLimit.max: undefined is not a whole number of at least 1"],
  [{ max: 1.5 }, "invalid_schema: concurrencyLimit.max: 1.5 is not a whole number of at least 1"],
  [{ max: 1, queue: -1 }, "invalid_schema: concurrencyLimit.queue: -1 is not a whole number of at least 0"],
])("%o is refused", (options, message) => {
  expect(() => concurrencyLimit(options as ConcurrencyLimitOptions)).toThrow(message);
});
