import { HawserError, kinds } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { book, countdown, mirror, ping, send, type Tick, total } from "../test/fixtures.js";
import { connectAndOpen, failureOf, proveNothingIsLeft } from "../test/harness.js";
import { intercept } from "./intercept.js";
import type { CallOutcome, Interceptor } from "./interceptor.js";
import type { ItemStream } from "./item-stream.js";
import { call as makeCall } from "./make-call.js";
import { stream as startStream, streamInput } from "./make-stream.js";
import { createWriter } from "./stream-writer.js";

proveNothingIsLeft();

const hi = { room: "r1", text: "hi" };

async function quiet(): Promise<void> {
  for (let i = 0; i < 20; i++) await settled();
}

/** Writes down how each call ended. */
function recording(outcomes: CallOutcome[]): Interceptor {
  return (call, next) => {
    call.onEnd((outcome) => outcomes.push(outcome));
    return next();
  };
}

describe("calls", () => {
  test("pass interceptors from the outermost to the innermost and back", async () => {
    const log: string[] = [];
    const named =
      (name: string): Interceptor =>
      async (call, next) => {
        log.push(`${name} ${call.schema} ${call.path} ${call.streams} ${call.idempotent}`);
        const output = await next();
        log.push(`${name} ${JSON.stringify(output)}`);
        return output;
      };
    const { connection, socket } = await connectAndOpen({ interceptors: intercept(named("outer"), named("inner")) });
    const call = makeCall(connection, book, { seat: "1A" });
    await settled();
    await socket.receive([kinds.result, 0, [7]]);
    expect(await call).toEqual({ id: 7 });
    expect(log).toEqual([
      "outer chat book undefined true",
      "inner chat book undefined true",
      'inner {"id":7}',
      'outer {"id":7}',
    ]);
  });

  test("may be changed on their way, and their output on its way back", async () => {
    const { signal } = new AbortController();
    const interceptor: Interceptor = async (call, next) => {
      expect(call).toMatchObject({ input: hi, timeoutMs: 1_000, signal, metadata: undefined, carrier: undefined });
      const output = (await next({
        input: { ...hi, text: "HI" },
        timeoutMs: 2_000,
        carrier: { traceparent: "00-1" },
      })) as { id: number };
      return { id: output.id + 1 };
    };
    const seen: unknown[] = [];
    const after: Interceptor = (call, next) => {
      seen.push(call.timeoutMs, call.carrier);
      return next();
    };
    const { connection, socket } = await connectAndOpen({ interceptors: intercept(interceptor, after) });
    const call = makeCall(connection, send, hi, { timeoutMs: 1_000, signal });
    await settled();
    expect(socket.take()).toEqual([
      [kinds.call, 0, 3, ["r1", "HI"], 2_000, null, null, new Map([["traceparent", "00-1"]])],
    ]);
    await socket.receive([kinds.result, 0, [7]]);
    expect(await call).toEqual({ id: 8 });
    expect(seen).toEqual([2_000, { traceparent: "00-1" }]);
  });

  test("may be answered in their place, made again, or refused", async () => {
    const cache: Interceptor = (call, next) => (call.path === "ping" ? "cached" : next());
    const again: Interceptor = async (call, next) => {
      if (call.path !== "rooms.send") return next();
      try {
        return await next();
      } catch {
        return next();
      }
    };
    const guard: Interceptor = (call, next) => {
      if (call.path === "book") throw new HawserError("forbidden", "not here");
      return next();
    };
    const { connection, socket } = await connectAndOpen({ interceptors: intercept(cache, again, guard) });
    expect(await makeCall(connection, ping, undefined)).toBe("cached");
    await expect(makeCall(connection, book, { seat: "1A" })).rejects.toMatchObject({ code: "forbidden" });
    const call = makeCall(connection, send, hi);
    await settled();
    await socket.receive([kinds.error, 0, "internal", "x"]);
    await socket.receive([kinds.result, 0, [7]]);
    expect(await call).toEqual({ id: 7 });
  });

  test("tell how they ended, once", async () => {
    const outcomes: CallOutcome[] = [];
    const { connection, socket, clock } = await connectAndOpen({ interceptors: intercept(recording(outcomes)) });
    const good = makeCall(connection, send, hi);
    const bad = failureOf(makeCall(connection, send, hi));
    await clock.advance(30);
    await socket.receive([kinds.result, 0, [7]], [kinds.error, 1, "RoomNotFound", "no", ["r1"]]);
    await good;
    const error = await bad;
    expect(outcomes).toEqual([
      { code: "ok", durationMs: 30 },
      { code: "RoomNotFound", durationMs: 30, error },
    ]);
    expect(outcomes[1]?.error).toBe(error);
  });
});

describe("streams", () => {
  const items = (...ns: number[]) => ns.map((n): [15, number, number[]] => [kinds.item, 0, [n]]);

  async function read(stream: AsyncIterable<Tick>): Promise<number[]> {
    const ns: number[] = [];
    for await (const { n } of stream) ns.push(n);
    return ns;
  }

  const doubling: Interceptor = async (call, next) => {
    const stream = (await next()) as ItemStream<Tick>;
    if (call.streams !== "output" && call.streams !== "both") return stream;
    return (async function* () {
      for await (const { n } of stream) yield { n: n * 2 };
    })();
  };

  test("come through an interceptor that hands them on, or others in their place", async () => {
    const outcomes: CallOutcome[] = [];
    const { connection, socket } = await connectAndOpen({ interceptors: intercept(recording(outcomes), doubling) });
    const stream = startStream(connection, countdown, { from: 2 });
    await quiet();
    expect(socket.take()).toEqual([[kinds.stream, 0, 8, 2, [2]]]);
    await socket.receive(...items(2, 1), [kinds.result, 0]);
    expect(await read(stream)).toEqual([4, 2]);
    expect(outcomes).toEqual([{ code: "ok", durationMs: 0 }]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test.each([
    ["as it is", (interceptor: Interceptor) => [interceptor]],
    ["behind a generator", (interceptor: Interceptor) => [interceptor, doubling]],
  ])("left by the reader, %s, cancel the call", async (_name, interceptorsOf) => {
    const outcomes: CallOutcome[] = [];
    const { connection, socket } = await connectAndOpen({
      interceptors: intercept(...interceptorsOf(recording(outcomes))),
    });
    const writer = createWriter<Tick>();
    const stream = startStream(connection, mirror, writer);
    await quiet();
    socket.take();
    await socket.receive(...items(1));
    for await (const _ of stream) break;
    await quiet();
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
    await expect(writer.write({ n: 1 })).rejects.toMatchObject({ code: "cancelled" });
    expect(outcomes).toEqual([{ code: "cancelled", durationMs: 0 }]);
  });

  test("cancelled before an interceptor has made the call, it is not made for long", async () => {
    let go = (): void => {};
    const slow: Interceptor = async (_call, next) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return next();
    };
    const { connection, socket } = await connectAndOpen({ interceptors: intercept(slow) });
    const stream = startStream(connection, countdown, { from: 2 });
    stream.cancel();
    go();
    await quiet();
    expect(socket.take().map(([kind]) => kind)).toEqual([kinds.stream, kinds.cancel]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test("fail with what the call, or the interceptor, failed with", async () => {
    const outcomes: CallOutcome[] = [];
    const thrown = new Error("mine");
    const failing: Interceptor = (call, next) => {
      if (call.path === "mirror") throw thrown;
      return next();
    };
    const { connection, socket } = await connectAndOpen({
      interceptors: intercept(recording(outcomes), failing, doubling),
    });
    const stream = startStream(connection, countdown, { from: 2 });
    await quiet();
    await socket.receive(...items(2), [kinds.error, 0, "Aborted", "x", [1]]);
    expect(await stream.next()).toEqual({ done: false, value: { n: 4 } });
    expect(await failureOf(stream.next())).toMatchObject({ code: "Aborted", data: { n: 1 } });
    expect(await failureOf(startStream(connection, mirror, []).next())).toBe(thrown);
    expect(outcomes.map(({ code }) => code)).toEqual(["Aborted", "internal"]);
  });

  test("that an interceptor opened and does not read are cancelled at the end", async () => {
    const others: Interceptor = async (_call, next) => {
      next();
      return [{ n: 1 }];
    };
    const throws: Interceptor = async (_call, next) => {
      next();
      throw new Error("mine");
    };
    for (const interceptor of [others, throws]) {
      const { connection, socket } = await connectAndOpen({ interceptors: intercept(interceptor) });
      const read = async () => {
        for await (const _ of startStream(connection, countdown, { from: 2 }));
      };
      await read().catch(() => {});
      await quiet();
      expect(socket.take().map(([kind]) => kind)).toEqual([kinds.stream, kinds.cancel]);
    }
  });

  test("must be items", async () => {
    const { connection } = await connectAndOpen({ interceptors: intercept(() => 5) });
    expect(await failureOf(startStream(connection, countdown, { from: 2 }).next())).toMatchObject({
      code: "invalid_input",
    });
  });

  test("of the caller pass as the input, which may be exchanged", async () => {
    const seen: unknown[] = [];
    const interceptor: Interceptor = (call, next) => {
      seen.push(call.streams);
      return next({ input: [{ n: 5 }] });
    };
    const { connection, socket } = await connectAndOpen({ interceptors: intercept(interceptor) });
    const call = streamInput(connection, total, [{ n: 1 }]);
    await quiet();
    expect(socket.take().slice(1)).toEqual([
      [kinds.item, 0, [5]],
      [kinds.end, 0],
    ]);
    await socket.receive([kinds.result, 0, [5]]);
    expect(await call).toEqual({ sum: 5 });
    expect(seen).toEqual(["input"]);
  });
});
