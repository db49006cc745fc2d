import { closeCodes, kinds, type Wire } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { book, ping, send } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, type Harness, outcome, proveNothingIsLeft } from "../test/harness.js";
import { callIdempotent } from "./call-idempotent.js";
import { call } from "./make-call.js";

proveNothingIsLeft();

const seat = { seat: "1A" };
const inMaps = new Map(Object.entries(seat));
const key = expect.stringMatching(/^[\w-]{21}$/);

/** The connection is lost and another one follows. */
async function reconnect(harness: Harness, encoding: 0 | 1 = 0): Promise<void> {
  await harness.socket.end(1006);
  await harness.clock.advance(500);
  await harness.socket.open();
  await harness.socket.welcome(encoding);
}

function keyOf(frame: Wire): string {
  return frame[5] as string;
}

describe("an idempotent call", () => {
  test.each([
    ["positional", 0 as const, 12, ["1A"]],
    ["maps", 1 as const, "book", inMaps],
  ])("in flight at a disconnect is sent again with its key, %s", async (_name, encoding, procedure, input) => {
    const harness = await connectAndOpen({}, encoding);
    const made = callIdempotent(harness.connection, book, seat);
    await settled();
    const [first] = harness.socket.take();
    expect(first).toEqual([kinds.call, 0, procedure, input, null, key]);
    await reconnect(harness, encoding);
    const [, again] = harness.socket.take();
    expect(again).toEqual([kinds.call, 0, "book", inMaps, 29_500, keyOf(first)]);
    await harness.socket.receive([kinds.result, 0, encoding === 0 ? [7] : new Map([["id", 7]])]);
    expect(await made).toEqual({ id: 7 });
  });

  test("takes its input along as it was", async () => {
    const harness = await connectAndOpen();
    const input = { ...seat };
    const made = callIdempotent(harness.connection, book, input);
    input.seat = "changed";
    await settled();
    await reconnect(harness);
    expect(harness.socket.take()[1]?.[3]).toEqual(inMaps);
    await harness.socket.receive([kinds.result, 0, [7]]);
    await made;
  });

  test("each call has a key of its own", async () => {
    const { connection, socket } = await connectAndOpen();
    const calls = [callIdempotent(connection, book, seat), callIdempotent(connection, book, seat)];
    await settled();
    const [first, second] = socket.take().map(keyOf);
    expect(first).not.toBe(second);
    await socket.receive([kinds.result, 0, [1]], [kinds.result, 1, [2]]);
    await Promise.all(calls);
  });

  test("is tried until its timeout, and may have run then", async () => {
    const harness = await connectAndOpen();
    const made = failureOf(callIdempotent(harness.connection, book, seat, { timeoutMs: 1_000 }));
    await settled();
    await harness.socket.end(1006);
    await harness.clock.advance(1_000);
    expect(await made).toMatchObject({
      code: "timeout",
      message: "timeout: book was not answered within 1000 ms; it may have run",
      mayHaveRun: true,
    });
    expect(harness.connection.bufferedBytes).toBe(0);
  });

  test("whose deadline passes as its connection ends has timed out, however late its timer is", async () => {
    let nowMs = 0;
    const clock = { now: () => nowMs, setTimeout: () => 0, clearTimeout: () => {} };
    const { connection, socket } = await connectAndOpen({ clock });
    const made = failureOf(callIdempotent(connection, book, seat, { timeoutMs: 1_000 }));
    await settled();
    nowMs = 1_000;
    await socket.end(1006);
    expect(await made).toMatchObject({ code: "timeout", mayHaveRun: true });
  });

  test("is tried no longer than the server remembers it", async () => {
    const harness = await connectAndOpen({ backoff: { initialMs: 1e6, maxMs: 1e6 } });
    const made = failureOf(
      callIdempotent(harness.connection, { ...book, idempotentMs: 5_000 }, seat, {
        timeoutMs: Number.POSITIVE_INFINITY,
      }),
    );
    await settled();
    expect(harness.socket.take()[0]?.[4]).toBe(0);
    await harness.clock.advance(2_000);
    await harness.socket.end(1006);
    await harness.clock.advance(3_000);
    expect(await made).toMatchObject({ code: "connection_lost", mayHaveRun: true });
  });

  test("cancelled between two connections, it may have run", async () => {
    const harness = await connectAndOpen();
    const controller = new AbortController();
    const made = failureOf(callIdempotent(harness.connection, book, seat, { signal: controller.signal }));
    await settled();
    await harness.socket.end(1006);
    controller.abort();
    expect(await made).toMatchObject({ code: "cancelled", mayHaveRun: true });
    expect(harness.connection.bufferedBytes).toBe(0);
  });

  test("fails with the connection that gives up, and may have run", async () => {
    const harness = await connectAndOpen();
    const calls = [
      failureOf(callIdempotent(harness.connection, book, seat)),
      failureOf(call(harness.connection, ping, undefined)),
    ];
    await settled();
    await harness.socket.end(1006);
    const later = failureOf(call(harness.connection, ping, undefined));
    await harness.clock.advance(250);
    await harness.socket.open();
    await harness.socket.end(closeCodes.unauthenticated, "no");
    expect(await Promise.all([...calls, later])).toEqual([
      expect.objectContaining({ code: "unauthenticated", mayHaveRun: true }),
      expect.objectContaining({ code: "connection_lost", mayHaveRun: true }),
      expect.objectContaining({ code: "unauthenticated", mayHaveRun: false }),
    ]);
  });

  test("above the frame limit of the next server, it may have run on the one before", async () => {
    const harness = await connectAndOpen();
    const made = failureOf(callIdempotent(harness.connection, book, { seat: "x".repeat(2_000) }));
    await settled();
    await harness.socket.end(closeCodes.tooBig);
    await harness.clock.advance(250);
    await harness.socket.open();
    await harness.socket.welcome(0, { maxFrameBytes: 1_000 });
    expect(await made).toMatchObject({ code: "limit_exceeded", mayHaveRun: true });
  });

  test("that never left does not count as sent", async () => {
    const harness = await connectAndOpen();
    harness.socket.readyState = 2;
    const made = failureOf(callIdempotent(harness.connection, book, seat));
    await settled();
    await reconnect(harness);
    expect(keyOf(harness.socket.take()[1])).toEqual(key);
    await harness.socket.receive([kinds.error, 0, "unavailable", "not yet"]);
    expect(await made).toMatchObject({ code: "unavailable", mayHaveRun: false });
  });

  test("with Hawser's own error on the second try, it may have run on the first", async () => {
    const harness = await connectAndOpen();
    const made = failureOf(callIdempotent(harness.connection, book, seat));
    await settled();
    await reconnect(harness);
    await harness.socket.receive([kinds.error, 0, "unauthenticated", "you may not"]);
    expect(await made).toMatchObject({ code: "unauthenticated", mayHaveRun: true });
  });
});

test("a call that is not idempotent has no key and is never sent again", async () => {
  const harness = await connectAndOpen();
  const made = failureOf(call(harness.connection, send, { room: "r1", text: "hi" }));
  await settled();
  expect(harness.socket.take()).toEqual([[kinds.call, 0, 3, ["r1", "hi"]]]);
  await reconnect(harness);
  expect(await made).toMatchObject({ code: "connection_lost", mayHaveRun: true });
  expect(harness.socket.take().length).toBe(1);
});

describe("what may have run", () => {
  test.each<[string, boolean, (harness: Harness) => Promise<unknown>]>([
    [
      "cancelled before it left",
      false,
      async ({ connection }) => call(connection, ping, undefined, { signal: AbortSignal.abort() }),
    ],
    [
      "without a way in time",
      false,
      async ({ connection, socket, clock }) => {
        await socket.end(1006);
        const made = call(connection, ping, undefined, { timeoutMs: 10 });
        await Promise.all([clock.advance(10), outcome(made)]);
        return made;
      },
    ],
    [
      "late for its parent",
      false,
      async ({ connection }) =>
        call(connection, ping, undefined, { parent: { signal: new AbortController().signal, remainingMs: 0 } }),
    ],
    ["not encodable", false, async ({ connection }) => call(connection, send, null as never)],
    [
      "too large to leave",
      false,
      async ({ connection }) => call(connection, send, { room: "", text: "x".repeat(2e6) }),
    ],
    [
      "after close()",
      false,
      async ({ connection }) => {
        void connection.close();
        return call(connection, ping, undefined);
      },
    ],
    [
      "in flight at close()",
      true,
      async ({ connection }) => {
        const made = call(connection, ping, undefined);
        await Promise.all([settled().then(() => connection.close()), outcome(made)]);
        return made;
      },
    ],
    [
      "in flight at its deadline",
      true,
      async ({ connection, clock }) => {
        const made = call(connection, ping, undefined, { timeoutMs: 10 });
        await Promise.all([clock.advance(10), outcome(made)]);
        return made;
      },
    ],
    [
      "of an identity that expired",
      true,
      async ({ connection, socket }) => {
        const made = call(connection, ping, undefined);
        await Promise.all([settled().then(() => socket.end(closeCodes.authExpired)), outcome(made)]);
        return made;
      },
    ],
  ])("a call %s: %s", async (_name, mayHaveRun, make) => {
    const harness = await connectAndOpen();
    expect(await failureOf(make(harness))).toMatchObject({ name: "HawserError", mayHaveRun });
  });
});

describe("deadlines on the wire", () => {
  test("the connection's stands in hello, a call's own in its frame, 0 for none", async () => {
    const { connection, socket } = await connectAndOpen({ timeoutMs: 5_000, heartbeatMs: 1e9 });
    const timeouts = [undefined, 5_000, 700.2, Number.POSITIVE_INFINITY];
    const calls = timeouts.map((timeoutMs) => outcome(call(connection, ping, undefined, { timeoutMs })));
    await settled();
    expect(socket.take()).toEqual([
      [kinds.call, 0, 1],
      [kinds.call, 1, 1],
      [kinds.call, 2, 1, null, 701],
      [kinds.call, 3, 1, null, 0],
    ]);
    await socket.receive(...calls.map((_, id): [3, number] => [kinds.result, id]));
    await Promise.all(calls);
  });

  test("without a default, hello tells none and a call without one says nothing", async () => {
    const { connection, socket } = await connect({ timeoutMs: Number.POSITIVE_INFINITY });
    const made = call(connection, ping, undefined);
    await socket.open();
    expect(socket.take()).toEqual([
      [kinds.hello, "0123456789abcdef"],
      [kinds.call, 0, "ping"],
    ]);
    await socket.welcome();
    await socket.receive([kinds.result, 0]);
    await made;
  });

  test("a call that waited says what is left, at least 1", async () => {
    const { connection, socket, clock } = await connect({ connectTimeoutMs: 60_000 });
    const calls = [ping, ping].map((procedure, index) =>
      outcome(call(connection, procedure, undefined, { timeoutMs: index === 0 ? 1_000 : 100.5 })),
    );
    await clock.advance(100);
    await socket.open();
    expect(socket.take().slice(1)).toEqual([
      [kinds.call, 0, "ping", null, 900],
      [kinds.call, 1, "ping", null, 1],
    ]);
    await socket.welcome();
    await socket.receive([kinds.result, 0], [kinds.result, 1]);
    await Promise.all(calls);
  });

  test("a parent's deadline bounds the call, and its end cancels it", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    const controller = new AbortController();
    const parent = { signal: controller.signal, remainingMs: 400 };
    const bounded = outcome(call(connection, ping, undefined, { parent, timeoutMs: 1_000 }));
    const nearer = outcome(call(connection, ping, undefined, { parent, timeoutMs: 300 }));
    const cancelled = outcome(call(connection, ping, undefined, { parent: { ...parent, remainingMs: 9_000 } }));
    await settled();
    expect(socket.take().map((frame) => frame[4])).toEqual([400, 300, 9_000]);
    await clock.advance(400);
    expect([await bounded, await nearer]).toEqual([
      "timeout: ping was not answered within 400 ms; it may have run",
      "timeout: ping was not answered within 300 ms; it may have run",
    ]);
    controller.abort();
    expect(await cancelled).toBe("cancelled: ping was aborted; it may have run");
  });
});
