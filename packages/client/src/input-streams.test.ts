import { type ClientFrame, decodeBatch, kinds, type Wire } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { hello, mirror, ping, store, type Tick, total } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, type Harness, outcome, proveNothingIsLeft } from "../test/harness.js";
import type { StreamOptions, StreamProgress } from "./call-options.js";
import { call as makeCall } from "./make-call.js";
import { stream as startStream, streamInput } from "./make-stream.js";
import { createWriter } from "./stream-writer.js";

proveNothingIsLeft();

/** A source that writes down what is asked of it. */
async function* ticks(log: string[], count = Number.POSITIVE_INFINITY): AsyncGenerator<Tick> {
  try {
    for (let n = 1; n <= count; n++) {
      log.push(`asked ${n}`);
      yield { n };
    }
    log.push("done");
  } finally {
    log.push("finally");
  }
}

/** Everything that falls due without time. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 20; i++) await settled();
}

describe.each([
  ["positional", 0 as const, (value: object): Wire => Object.values(value)],
  ["maps", 1 as const, (value: object): Wire => new Map(Object.entries(value))],
])("a stream of the client, %s", (_name, encoding, wireOf) => {
  interface Open extends Harness {
    call: Promise<unknown>;
    log: string[];
  }

  /** Sending; the server has granted so little that the source waits at its second item. */
  async function open(options?: StreamOptions): Promise<Open> {
    const harness = await connectAndOpen({}, encoding, { streamWindowBytes: 1 });
    const log: string[] = [];
    const call = outcome(streamInput(harness.connection, total, ticks(log), options));
    await quiet();
    const procedure = encoding === 0 ? 9 : "total";
    const timeout = options?.timeoutMs ? [null, options.timeoutMs] : [];
    expect(harness.socket.take()).toEqual([
      [kinds.stream, 0, procedure, 1, ...timeout],
      [kinds.item, 0, wireOf({ n: 1 })],
    ]);
    expect(log).toEqual(["asked 1"]);
    return Object.assign(harness, { call, log });
  }

  test("is sent item by item, ended and answered", async () => {
    const { connection, socket } = await connectAndOpen({}, encoding);
    const log: string[] = [];
    const call = streamInput(connection, total, ticks(log, 2));
    await quiet();
    expect(socket.take()).toEqual([
      [kinds.stream, 0, encoding === 0 ? 9 : "total", 1],
      [kinds.item, 0, wireOf({ n: 1 })],
      [kinds.item, 0, wireOf({ n: 2 })],
      [kinds.end, 0],
    ]);
    expect(log).toEqual(["asked 1", "asked 2", "done", "finally"]);
    await socket.receive([kinds.result, 0, wireOf({ sum: 3 })]);
    expect(await call).toEqual({ sum: 3 });
  });

  test("goes on as the server grants", async () => {
    const { socket, log } = await open();
    // The first item has cost more than there was.
    await socket.receive([kinds.credit, 0, 1]);
    await quiet();
    expect(log).toEqual(["asked 1"]);
    await socket.receive([kinds.credit, 0, 6]);
    await quiet();
    expect(log).toEqual(["asked 1", "asked 2"]);
    expect(socket.take()[0]).toEqual([kinds.item, 0, wireOf({ n: 2 })]);
  });

  test.each<[string, (open: Open) => unknown, string | RegExp, ClientFrame[]]>([
    ["the server's result", ({ socket }) => socket.receive([kinds.result, 0, wireOf({ sum: 1 })]), "", []],
    ["the server's error", ({ socket }) => socket.receive([kinds.error, 0, "internal", "x"]), "internal: x", []],
    ["a disconnect", ({ socket }) => socket.end(1006), /^connection_lost: .* total .*it may have run$/, []],
    ["close()", ({ connection }) => connection.close(), "closed: the connection is closed", []],
    ["the deadline", ({ clock }) => clock.advance(700), /^timeout: total .*within 700 ms/, [[kinds.cancel, 0]]],
  ])("ends its source at %s", async (_end, end, message, sent) => {
    const harness = await open({ timeoutMs: 700 });
    await end(harness);
    const result = await harness.call;
    if (message === "") expect(result).toEqual({ sum: 1 });
    else expect(result).toMatch(message);
    await quiet();
    expect(harness.log).toEqual(["asked 1", "finally"]);
    expect(harness.socket.take()).toEqual(sent);
  });

  test("ends its source when it is aborted", async () => {
    const controller = new AbortController();
    const { call, socket, log } = await open({ signal: controller.signal });
    controller.abort();
    expect(await call).toMatch(/^cancelled: total was aborted; it may have run$/);
    await quiet();
    expect(log).toEqual(["asked 1", "finally"]);
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
  });

  test("ends its source when the server wants no more of it; the call goes on", async () => {
    const { call, socket, log } = await open();
    await socket.receive([kinds.stop, 0]);
    await quiet();
    expect(log).toEqual(["asked 1", "finally"]);
    expect(socket.take()).toEqual([]);
    await socket.receive([kinds.result, 0, wireOf({ sum: 1 })]);
    expect(await call).toEqual({ sum: 1 });
  });
});

describe("a source", () => {
  test("is not asked before the welcome, and items are in the encoding of the call's frame", async () => {
    const { connection, socket } = await connect();
    const log: string[] = [];
    const call = streamInput(connection, total, ticks(log, 1));
    await socket.open();
    await quiet();
    expect(socket.take()).toEqual([hello(), [kinds.stream, 0, "total", 1]]);
    expect(log).toEqual([]);
    await socket.welcome(0);
    await quiet();
    expect(socket.take()).toEqual([
      [kinds.item, 0, new Map([["n", 1]])],
      [kinds.end, 0],
    ]);
    await socket.receive([kinds.result, 0, [1]]);
    expect(await call).toEqual({ sum: 1 });
  });

  test("that throws cancels the call, with what it threw as the cause", async () => {
    const { connection, socket } = await connectAndOpen();
    const cause = new Error("the sensor is gone");
    const source = (function* (): Generator<Tick> {
      yield { n: 1 };
      throw cause;
    })();
    const failure = failureOf(streamInput(connection, total, source));
    expect(await failure).toMatchObject({ code: "cancelled", cause, mayHaveRun: true });
    await quiet();
    expect(socket.take().map(([kind]) => kind)).toEqual([kinds.stream, kinds.item, kinds.cancel]);
  });

  test("that throws before its first item cancels a call that was not sent", async () => {
    const { connection, socket } = await connectAndOpen();
    const cause = new Error("none");
    const source: Iterable<Tick> = {
      [Symbol.iterator]() {
        throw cause;
      },
    };
    expect(await failureOf(streamInput(connection, total, source))).toMatchObject({
      code: "cancelled",
      cause,
      mayHaveRun: false,
    });
    expect(socket.sent).toEqual([]);
  });

  test.each([
    ["text", "abc"],
    ["nothing", undefined],
    ["an object", {}],
  ])("that is %s fails the call", async (_name, source) => {
    const { connection } = await connectAndOpen();
    expect(await failureOf(streamInput(connection, total, source as never))).toMatchObject({ code: "invalid_input" });
  });

  test("with an item that cannot be encoded is ended, and the call with it", async () => {
    const { connection, socket } = await connectAndOpen();
    let ended = false;
    const source = (function* (): Generator<Tick> {
      try {
        yield null as never;
      } finally {
        ended = true;
      }
    })();
    expect(await failureOf(streamInput(connection, total, source))).toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("an item for total"),
    });
    await quiet();
    expect(ended).toBe(true);
    expect(socket.take().map(([kind]) => kind)).toEqual([kinds.stream, kinds.cancel]);
  });

  test("with an item above the server's frame limit is ended, and the call with it", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { maxFrameBytes: 1_000 });
    const failure = await failureOf(streamInput(connection, store, [new Uint8Array(2_000)]));
    expect(failure).toMatchObject({ code: "limit_exceeded", data: { limit: "maxFrameBytes", max: 1_000 } });
    await quiet();
    expect(socket.take().map(([kind]) => kind)).toEqual([kinds.stream, kinds.cancel]);
  });

  test("of a call that never left is ended", async () => {
    const { connection } = await connect();
    const writer = createWriter<Tick>();
    const call = outcome(streamInput(connection, total, writer, { signal: AbortSignal.abort() }));
    await expect(writer.write({ n: 1 })).rejects.toMatchObject({ code: "cancelled" });
    expect(await call).toMatch(/^cancelled/);
  });
});

describe("bytes", () => {
  const chunksOf = (frames: readonly ClientFrame[]) =>
    frames.filter(([kind]) => kind === kinds.item).map(([, , chunk]) => (chunk as Uint8Array).length);

  async function drain(socket: FakeSocket, frames: ClientFrame[]): Promise<void> {
    await quiet();
    frames.push(...socket.take());
  }

  test("of a Blob leave in chunks of 64 KiB, byte for byte, with progress", async () => {
    const { connection, socket } = await connectAndOpen();
    const bytes = Uint8Array.from({ length: 150_000 }, (_, index) => index % 251);
    const progress: StreamProgress[] = [];
    const call = streamInput(connection, store, new Blob([bytes]), { onProgress: (next) => progress.push(next) });
    const frames: ClientFrame[] = [];
    for (let i = 0; i < 50 && frames.at(-1)?.[0] !== kinds.end; i++) await drain(socket, frames);
    expect(chunksOf(frames)).toEqual([65_536, 65_536, 18_928]);
    const sent = frames.filter(([kind]) => kind === kinds.item).flatMap(([, , chunk]) => [...(chunk as Uint8Array)]);
    expect(Uint8Array.from(sent)).toEqual(bytes);
    expect(progress.map(({ sentItems, sentBytes }) => [sentItems, sentBytes])).toEqual([
      [1, 65_536],
      [2, 131_072],
      [3, 150_000],
    ]);
    await socket.receive([kinds.result, 0, 150_000]);
    expect(await call).toBe(150_000);
  });

  test("progress counts other items as they stand on the wire, both ways", async () => {
    const { connection, socket } = await connectAndOpen();
    const progress: StreamProgress[] = [];
    const stream = startStream(connection, mirror, [{ n: 1 }, { n: 1_000 }], {
      onProgress: (next) => progress.push(next),
    });
    await quiet();
    await socket.receive([kinds.item, 0, [1]], [kinds.result, 0]);
    expect(await stream.next()).toEqual({ done: false, value: { n: 1 } });
    expect(progress).toEqual([
      { sentItems: 1, sentBytes: 2, receivedItems: 0, receivedBytes: 0 },
      { sentItems: 2, sentBytes: 6, receivedItems: 0, receivedBytes: 0 },
      { sentItems: 2, sentBytes: 6, receivedItems: 1, receivedBytes: 2 },
    ]);
  });
});

describe("room", () => {
  const chunk = new Uint8Array(30_000);

  test("items wait while 64 KiB wait for the network; other frames do not", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    const send = socket.send.bind(socket);
    socket.send = (bytes) => {
      send(bytes);
      socket.bufferedAmount += bytes.length;
    };
    const call = outcome(
      streamInput(
        connection,
        store,
        (function* () {
          for (;;) yield chunk;
        })(),
      ),
    );
    await quiet();
    const count = () => socket.take().filter(([kind]) => kind === kinds.item).length;
    expect(count()).toBe(3);
    const small = makeCall(connection, ping, undefined);
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 1, 1]]);
    await socket.receive([kinds.result, 1]);
    await small;
    await clock.advance(100);
    expect(count()).toBe(0);
    socket.bufferedAmount = 0;
    await clock.advance(4);
    await quiet();
    expect(count()).toBe(3);
    // Credit means that the server has read, so it is not waited for the clock.
    socket.bufferedAmount = 0;
    await socket.receive([kinds.credit, 0, 100_000]);
    await quiet();
    expect(count()).toBe(3);
    await socket.receive([kinds.error, 0, "internal", "enough"]);
    expect(await call).toBe("internal: enough");
    await clock.advance(4);
  });

  test("several streams share it", async () => {
    const { connection, socket } = await connectAndOpen();
    const send = socket.send.bind(socket);
    socket.send = (bytes) => {
      send(bytes);
      socket.bufferedAmount += bytes.length;
    };
    const endless = function* () {
      for (;;) yield chunk;
    };
    const calls = Array.from({ length: 20 }, () => outcome(streamInput(connection, store, endless())));
    await quiet();
    expect(socket.bufferedAmount).toBeLessThan(65_536 + 2 * chunk.length);
    void connection.close();
    await Promise.all(calls);
  });

  test.each([
    ["an array", (items: Tick[]) => items],
    [
      "an async generator",
      async function* (items: Tick[]) {
        yield* items;
      },
    ],
  ])("with room, the items of %s share messages", async (_name, sourceOf) => {
    const { connection, socket } = await connectAndOpen();
    const items = Array.from({ length: 10_000 }, (_, n) => ({ n }));
    const call = outcome(streamInput(connection, total, sourceOf(items)));
    await quiet();
    const frames = socket.sent.map((message) => decodeBatch(message).frames.length);
    expect(frames.reduce((sum, count) => sum + count)).toBe(10_002);
    // 84 KB in messages of 16 KiB.
    expect(frames.length).toBeLessThan(12);
    await socket.receive([kinds.result, 0, [1]]);
    await call;
  });
});

describe("a writer", () => {
  test("settles a write when the item is taken, and ends after what was written", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { streamWindowBytes: 1 });
    const writer = createWriter<Tick>();
    const call = streamInput(connection, total, writer);
    const log: string[] = [];
    void writer.write({ n: 1 }).then(() => log.push("one"));
    void writer.write({ n: 2 }).then(() => log.push("two"));
    writer.end();
    await quiet();
    expect(log).toEqual(["one"]);
    await socket.receive([kinds.credit, 0, 100]);
    await quiet();
    expect(log).toEqual(["one", "two"]);
    expect(socket.take().slice(1)).toEqual([
      [kinds.item, 0, [1]],
      [kinds.item, 0, [2]],
      [kinds.end, 0],
    ]);
    await expect(writer.write({ n: 3 })).rejects.toMatchObject({ code: "cancelled" });
    await socket.receive([kinds.result, 0, [3]]);
    expect(await call).toEqual({ sum: 3 });
  });

  test("aborted, it fails the call with the reason as the cause, and drops what has not left", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { streamWindowBytes: 1 });
    const writer = createWriter<Tick>();
    const call = failureOf(streamInput(connection, total, writer));
    await writer.write({ n: 1 });
    const second = failureOf(writer.write({ n: 2 }));
    writer.abort("why");
    expect(await second).toMatchObject({ code: "cancelled" });
    await socket.receive([kinds.credit, 0, 100]);
    expect(await call).toMatchObject({ code: "cancelled", cause: "why" });
    writer.abort("again");
  });

  test("takes no more when the call is over, and a write that nobody waits for harms nobody", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { streamWindowBytes: 1 });
    const writer = createWriter<Tick>();
    const call = streamInput(connection, total, writer);
    await writer.write({ n: 1 });
    const second = failureOf(writer.write({ n: 2 }));
    void writer.write({ n: 3 });
    await quiet();
    await socket.receive([kinds.stop, 0]);
    expect(await second).toMatchObject({ code: "cancelled" });
    await socket.receive([kinds.result, 0, [1]]);
    await call;
  });
});

describe("a ReadableStream", () => {
  const three = () =>
    new ReadableStream<Tick>({
      start(controller) {
        for (const n of [1, 2, 3]) controller.enqueue({ n });
        controller.close();
      },
    });

  test.each([
    ["where it can be iterated", (stream: ReadableStream<Tick>) => stream],
    ["where it cannot", (stream: ReadableStream<Tick>) => ({ getReader: () => stream.getReader() })],
  ])("is read, %s", async (_name, wrap) => {
    const { connection, socket } = await connectAndOpen();
    const call = streamInput(connection, total, wrap(three()));
    await quiet();
    expect(socket.take().length).toBe(5);
    await socket.receive([kinds.result, 0, [6]]);
    expect(await call).toEqual({ sum: 6 });
  });

  test("is cancelled where nobody wants more, and its error is the cause", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { streamWindowBytes: 1 });
    let cancelled = false;
    const endless = new ReadableStream<Tick>({
      pull: (controller) => controller.enqueue({ n: 1 }),
      cancel() {
        cancelled = true;
      },
    });
    const call = streamInput(connection, total, { getReader: () => endless.getReader() });
    await quiet();
    await socket.receive([kinds.result, 0, [1]]);
    await call;
    await quiet();
    expect(cancelled).toBe(true);
    const broken = new ReadableStream<Tick>({ pull: (controller) => controller.error("torn") });
    expect(await failureOf(streamInput(connection, total, { getReader: () => broken.getReader() }))).toMatchObject({
      code: "cancelled",
      cause: "torn",
    });
  });
});

test("both ways at once", async () => {
  const { connection, socket } = await connectAndOpen();
  const writer = createWriter<Tick>();
  const stream = startStream(connection, mirror, writer);
  await writer.write({ n: 1 });
  await quiet();
  expect(socket.take()).toEqual([
    [kinds.stream, 0, 10, 3],
    [kinds.item, 0, [1]],
  ]);
  await socket.receive([kinds.item, 0, [1]]);
  expect(await stream.next()).toEqual({ done: false, value: { n: 1 } });
  // Leaving the loop ends the source, too.
  await stream.return();
  await expect(writer.write({ n: 2 })).rejects.toMatchObject({ code: "cancelled" });
  await quiet();
  expect(socket.take()).toEqual([[kinds.cancel, 0]]);
});
