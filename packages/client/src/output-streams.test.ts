import { kinds, type Wire } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { countdown, hello, ping, type Tick, total } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, type Harness, outcome, proveNothingIsLeft } from "../test/harness.js";
import type { StreamOptions } from "./call-options.js";
import type { ItemStream } from "./item-stream.js";
import { call as makeCall } from "./make-call.js";
import { stream as startStream, streamInput } from "./make-stream.js";
import { createWriter } from "./stream-writer.js";

proveNothingIsLeft();

/** Reads to the end; what was read and how it ended. */
async function readAll(stream: ItemStream<Tick>): Promise<{ read: number[]; error?: unknown }> {
  const read: number[] = [];
  try {
    for await (const { n } of stream) read.push(n);
    return { read };
  } catch (error) {
    return { read, error };
  }
}

describe.each([
  ["positional", 0 as const, 8, (value: object): Wire => Object.values(value)],
  ["maps", 1 as const, "countdown", (value: object): Wire => new Map(Object.entries(value))],
])("a stream of the server, %s", (_name, encoding, procedure, wireOf) => {
  interface Open extends Harness {
    stream: ItemStream<Tick>;
    /** Sends items of the stream. */
    send(...ns: number[]): Promise<void>;
  }

  async function open(options?: StreamOptions): Promise<Open> {
    const harness = await connectAndOpen({}, encoding);
    const stream = startStream(harness.connection, countdown, { from: 3 }, options);
    await settled();
    const send = (...ns: number[]) =>
      harness.socket.receive(...ns.map((n): [15, number, Wire] => [kinds.item, 0, wireOf({ n })]));
    return Object.assign(harness, { stream, send });
  }

  test("is asked for, read and ended", async () => {
    const { stream, socket, send } = await open();
    expect(socket.take()).toEqual([[kinds.stream, 0, procedure, 2, wireOf({ from: 3 })]]);
    const reading = readAll(stream);
    await send(3, 2);
    await send(1);
    await socket.receive([kinds.result, 0]);
    expect(await reading).toEqual({ read: [3, 2, 1] });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(socket.take()).toEqual([]);
  });

  test("fails with the server's error, behind what came before it", async () => {
    const { stream, socket, send } = await open();
    await send(3);
    await socket.receive([kinds.error, 0, "Aborted", "at 2", wireOf({ n: 2 })]);
    expect(await readAll(stream)).toEqual({
      read: [3],
      error: expect.objectContaining({ code: "Aborted", data: { n: 2 }, mayHaveRun: true }),
    });
  });

  test("left by its reader, it is cancelled, and what crosses that is nobody's", async () => {
    const { stream, socket, send, connection } = await open();
    socket.take();
    await send(3, 2);
    for await (const { n } of stream) if (n === 3) break;
    await settled();
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
    await send(1);
    const next = makeCall(connection, ping, undefined);
    await settled();
    // The id is taken until the server has answered.
    expect(socket.take()).toEqual([[kinds.call, 1, encoding === 0 ? 1 : "ping"]]);
    await socket.receive([kinds.error, 0, "cancelled", "as asked"], [kinds.result, 1]);
    await next;
  });

  test("cancel() ends a loop that waits", async () => {
    const { stream, socket } = await open();
    socket.take();
    const reading = readAll(stream);
    stream.cancel();
    stream.cancel();
    expect(await reading).toEqual({ read: [] });
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
  });

  test("aborted, it fails at once, and what was not read is dropped", async () => {
    const controller = new AbortController();
    const { stream, socket, send } = await open({ signal: controller.signal });
    socket.take();
    await send(3, 2);
    controller.abort("enough");
    await settled();
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
    expect(await readAll(stream)).toEqual({
      read: [],
      error: expect.objectContaining({ code: "cancelled", cause: "enough", mayHaveRun: true }),
    });
  });

  test("a deadline of its own travels, and ends it", async () => {
    const { stream, socket, clock } = await open({ timeoutMs: 1_500 });
    expect(socket.take()).toEqual([[kinds.stream, 0, procedure, 2, wireOf({ from: 3 }), 1_500]]);
    const reading = readAll(stream);
    await clock.advance(1_500);
    expect(await reading).toEqual({ read: [], error: expect.objectContaining({ code: "timeout", mayHaveRun: true }) });
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
  });

  test("a disconnect in the middle fails it, behind what had come", async () => {
    const { stream, socket, send } = await open();
    await send(3);
    await socket.end(1006);
    expect(await readAll(stream)).toEqual({
      read: [3],
      error: expect.objectContaining({ code: "connection_lost", mayHaveRun: true }),
    });
  });

  test("close() fails it", async () => {
    const { stream, connection } = await open();
    const reading = readAll(stream);
    void connection.close();
    expect(await reading).toEqual({ read: [], error: expect.objectContaining({ code: "closed" }) });
  });

  test("an item that is not what was declared ends it, and the call", async () => {
    const { stream, socket } = await open();
    socket.take();
    await socket.receive([kinds.item, 0, encoding === 0 ? 5 : new Map([["n", "five"]])]);
    const { error } = await readAll(stream);
    expect(error).toMatchObject({ code: encoding === 0 ? "protocol" : "incompatible" });
    await settled();
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
  });
});

describe("credit", () => {
  const items = (...ns: number[]) => ns.map((n): [15, number, Wire] => [kinds.item, 0, [n]]);

  test("the window is told in hello, and granted anew as the reader reads", async () => {
    const { connection, socket } = await connect({ streamWindowBytes: 20 });
    await socket.open();
    expect(socket.take()).toEqual([[...hello(), 20]]);
    await socket.welcome();
    const stream = startStream(connection, countdown, { from: 9 });
    await settled();
    socket.take();
    // Five bytes each: an array, kind, id, a list of one number.
    await socket.receive(...items(9, 8, 7, 6));
    await settled();
    expect(socket.take()).toEqual([]);
    await stream.next();
    await settled();
    expect(socket.take()).toEqual([]);
    await stream.next();
    await settled();
    expect(socket.take()).toEqual([[kinds.credit, 0, 10]]);
    stream.cancel();
  });

  test("a server that sends without credit has broken the protocol", async () => {
    const { connection, socket } = await connect({ streamWindowBytes: 20 });
    await socket.open();
    await socket.welcome();
    const stream = startStream(connection, countdown, { from: 9 });
    await settled();
    await socket.receive(...items(9, 8, 7, 6, 5));
    expect(connection.status).toMatchObject({ state: "closed", error: { code: "protocol" } });
    await expect(stream.next()).rejects.toMatchObject({ code: "protocol" });
  });

  test("a grant of nothing is no grant", async () => {
    const { connection, socket } = await connectAndOpen();
    void failureOf(streamInput(connection, total, createWriter()));
    await socket.receive([kinds.credit, 0, 0]);
    expect(connection.status).toMatchObject({ state: "closed", error: { code: "protocol" } });
  });

  test.each([
    ["an item", [kinds.item, 7, 1]],
    ["credit", [kinds.credit, 7, 1]],
    ["stop", [kinds.stop, 7]],
  ] as const)("%s of a call that has ended is left alone", async (_name, frame) => {
    const { connection, socket } = await connectAndOpen();
    await socket.receive([...frame] as never);
    expect(connection.status.state).toBe("open");
  });
});

describe("starting", () => {
  test("rides behind hello", async () => {
    const { connection, socket } = await connect();
    const stream = startStream(connection, countdown, { from: 1 });
    await socket.open();
    expect(socket.take()).toEqual([hello(), [kinds.stream, 0, "countdown", 2, new Map([["from", 1]])]]);
    await socket.welcome();
    // The server answers in the encoding of the session, whatever the call's was.
    await socket.receive([kinds.item, 0, [1]], [kinds.result, 0]);
    expect(await readAll(stream)).toEqual({ read: [1] });
  });

  test("waits no longer than a call would, and then has no deadline", async () => {
    const { connection, socket, clock } = await connect({ timeoutMs: 5_000, connectTimeoutMs: 60_000 });
    const late = outcome(startStream(connection, countdown, { from: 1 }).next());
    await clock.advance(4_000);
    const early = startStream(connection, countdown, { from: 2 });
    await clock.advance(1_000);
    expect(await late).toBe("unavailable: countdown was not sent: there was no way within 5000 ms");
    await socket.open();
    await socket.welcome();
    expect(socket.take().slice(1)).toEqual([[kinds.stream, 0, "countdown", 2, new Map([["from", 2]])]]);
    await clock.advance(20_000);
    await socket.receive([kinds.result, 0]);
    expect(await readAll(early)).toEqual({ read: [] });
  });

  test("streams beyond the server's limit wait for their turn; calls do not wait with them", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { maxStreams: 1 });
    const streams = [1, 2].map((from) => startStream(connection, countdown, { from }));
    const call = makeCall(connection, ping, undefined);
    await settled();
    expect(socket.take().map(([kind]) => kind)).toEqual([kinds.stream, kinds.call]);
    await socket.receive([kinds.result, 1], [kinds.result, 0]);
    await call;
    expect(socket.take()).toEqual([[kinds.stream, 0, "countdown", 2, new Map([["from", 2]])]]);
    await socket.receive([kinds.result, 0]);
    expect(await Promise.all(streams.map(readAll))).toEqual([{ read: [] }, { read: [] }]);
  });

  test("left before it could leave, it never does", async () => {
    const { connection, socket } = await connect();
    const stream = startStream(connection, countdown, { from: 1 });
    stream.cancel();
    expect(connection.bufferedBytes).toBe(0);
    await socket.open();
    expect(socket.take()).toEqual([hello()]);
  });

  test.each([
    ["an option that cannot be meant", { timeoutMs: -1 }, "invalid_input"],
    ["a signal that was aborted before", { signal: AbortSignal.abort() }, "cancelled"],
  ])("%s is thrown from the loop", async (_name, options, code) => {
    const { connection, socket } = await connectAndOpen();
    const stream = startStream(connection, countdown, { from: 1 }, options);
    expect((await readAll(stream)).error).toMatchObject({ code, mayHaveRun: false });
    await settled();
    expect(socket.sent).toEqual([]);
  });
});

describe("a server whose schema streams something else", () => {
  test.each([
    ["answers a stream with a single value", kinds.result, "single value"],
    ["answers a single value with items", kinds.item, "stream"],
  ])("%s", async (_name, kind, said) => {
    const { connection, socket } = await connectAndOpen({}, 1);
    const failure =
      kind === kinds.result
        ? failureOf(startStream(connection, countdown, { from: 1 }).next())
        : failureOf(makeCall(connection, ping, undefined));
    await settled();
    socket.take();
    await socket.receive([kind, 0, 5] as never);
    expect(await failure).toMatchObject({ code: "incompatible", message: expect.stringContaining(said) });
    await settled();
    expect(socket.take()).toEqual(kind === kinds.result ? [] : [[kinds.cancel, 0]]);
    expect(connection.status.state).toBe("open");
  });

  test("sends items where only the input streams", async () => {
    const { connection, socket } = await connectAndOpen({}, 1);
    const failure = failureOf(streamInput(connection, total, []));
    await settled();
    await socket.receive([kinds.item, 0, 5]);
    expect(await failure).toMatchObject({ code: "incompatible" });
  });
});
