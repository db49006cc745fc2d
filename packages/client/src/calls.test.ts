import { fromWire, kinds, toWire } from "@hawser/core";
import { describe, expect, test, vi } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { hello, ping, send, upload } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, outcome, proveNothingIsLeft } from "../test/harness.js";
import type { Connection } from "./connection.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { call } from "./make-call.js";

proveNothingIsLeft();

const hi = { room: "r1", text: "hi" };

describe("leaving", () => {
  test("calls made while connecting ride behind hello in one message, in maps", async () => {
    const { connection, socket } = await connect();
    const calls = [call(connection, send, hi), call(connection, ping, undefined)];
    await socket.open();
    expect(socket.sent.length).toBe(1);
    expect(socket.take()).toEqual([
      hello(),
      [kinds.call, 0, "rooms.send", new Map(Object.entries(hi))],
      [kinds.call, 1, "ping"],
    ]);
    await socket.welcome();
    await socket.receive([kinds.result, 1], [kinds.result, 0, [7]]);
    expect(await Promise.all(calls)).toEqual([{ id: 7 }, undefined]);
  });

  test("a call between hello and welcome leaves at once, in maps", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    socket.take();
    const made = call(connection, send, hi);
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 0, "rooms.send", new Map(Object.entries(hi))]]);
    await socket.welcome(1);
    await socket.receive([kinds.result, 0, new Map([["id", 7]])]);
    expect(await made).toEqual({ id: 7 });
  });

  test("calls of one tick share a message, positional where the schemas agree", async () => {
    const { connection, socket } = await connectAndOpen();
    const calls = [call(connection, send, hi), call(connection, ping, undefined)];
    expect(socket.sent.length).toBe(0);
    await settled();
    expect(socket.sent.length).toBe(1);
    expect(socket.take()).toEqual([
      [kinds.call, 0, 3, ["r1", "hi"]],
      [kinds.call, 1, 1],
    ]);
    await socket.receive([kinds.result, 0, [7]], [kinds.result, 1]);
    expect(await Promise.all(calls)).toEqual([{ id: 7 }, undefined]);
  });

  test("maps for good where the schemas differ", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.welcome(1);
    socket.take();
    const made = call(connection, send, hi);
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 0, "rooms.send", new Map(Object.entries(hi))]]);
    await socket.receive([
      kinds.result,
      0,
      new Map<string, unknown>([
        ["id", 7],
        ["new", true],
      ]),
    ]);
    expect(await made).toEqual({ id: 7 });
  });

  test("an id is used again once it is answered, the smallest first", async () => {
    const { connection, socket } = await connectAndOpen();
    const calls = [
      call(connection, ping, undefined),
      call(connection, ping, undefined),
      call(connection, ping, undefined),
    ];
    await settled();
    socket.take();
    await socket.receive([kinds.result, 0]);
    calls.push(call(connection, ping, undefined), call(connection, ping, undefined));
    await settled();
    expect(socket.take()).toEqual([
      [kinds.call, 0, 1],
      [kinds.call, 3, 1],
    ]);
    await socket.receive(...[0, 1, 2, 3].map((id): [3, number] => [kinds.result, id]));
    await Promise.all(calls);
  });

  describe("sends the input as it was when the call was made", () => {
    const tag: ProcedureDescriptor<{ tags: string[] }, void> = {
      path: "tag",
      id: 4,
      encodeInput: ({ tags }) => [tags],
    };
    const list: ProcedureDescriptor<string[], void> = { path: "list", id: 5, encodeInput: (v) => v };

    /** Calls that are followed by a write into their input, and what may leave of them. */
    function callAndWrite(connection: Connection): { calls: Promise<unknown>[]; inputs: unknown[] } {
      const message = { room: "r1", text: "before" };
      const tags = ["before"];
      const items = ["before"];
      const data = Uint8Array.of(1, 2);
      const buffer = Uint8Array.of(3, 4).buffer;
      const calls = [
        call(connection, send, message),
        call(connection, tag, { tags }),
        call(connection, list, items),
        call(connection, upload, { name: "x", data }),
        call(connection, upload, { name: "x", data: buffer }),
      ];
      message.text = "after";
      tags.push("after");
      items.push("after");
      data.fill(9);
      new Uint8Array(buffer).fill(9);
      const inputs = [
        { room: "r1", text: "before" },
        { tags: ["before"] },
        ["before"],
        { name: "x", data: Uint8Array.of(1, 2) },
        { name: "x", data: Uint8Array.of(3, 4) },
      ];
      return { calls, inputs };
    }

    async function answer(socket: FakeSocket, calls: Promise<unknown>[]): Promise<void> {
      await socket.receive(...calls.map((_, id): [3, number, unknown] => [kinds.result, id, id < 3 ? [7] : 7]));
      await Promise.all(calls);
    }

    test("positional", async () => {
      const { connection, socket } = await connectAndOpen();
      const { calls, inputs } = callAndWrite(connection);
      await settled();
      const positional = inputs.map((input) => (Array.isArray(input) ? input : Object.values(input as object)));
      expect(socket.take().map(([, , , input]) => input)).toEqual(positional);
      await answer(socket, calls);
    });

    test.each([
      ["in maps", true],
      ["from the queue", false],
    ])("%s", async (_name, opened) => {
      const { connection, socket } = await connect();
      if (opened) await socket.open();
      const { calls, inputs } = callAndWrite(connection);
      if (!opened) await socket.open();
      await settled();
      const sent = socket.take().filter(([kind]) => kind === kinds.call);
      expect(sent.map(([, , , input]) => fromWire(input))).toEqual(inputs);
      await socket.welcome();
      await answer(socket, calls);
    });
  });
});

describe("failing alone", () => {
  test.each([
    ["one of Hawser's own", "internal", "broke", undefined, undefined],
    [
      "own, with data",
      "limit_exceeded",
      "too many",
      toWire({ limit: "maxCallsInFlight", max: 2 }),
      { limit: "maxCallsInFlight", max: 2 },
    ],
    ["declared", "RoomNotFound", "no r1", ["r1"], { room: "r1" }],
    ["unknown to this schema", "Teapot", "short and stout", toWire({ a: 1 }), { a: 1 }],
    ["named like a method of objects", "constructor", "x", toWire(1), 1],
  ])("an error that is %s", async (_name, code, message, wire, data) => {
    const { connection, socket } = await connectAndOpen();
    const made = failureOf(call(connection, send, hi));
    await settled();
    await socket.receive([kinds.error, 0, code, message, wire]);
    expect(await made).toMatchObject({
      name: "HawserError",
      code,
      message: `${code}: ${message}`,
      detail: message,
    });
    expect(await made).toHaveProperty("data", data);
  });

  test("a declared error in maps", async () => {
    const { connection, socket } = await connect();
    const made = failureOf(call(connection, send, hi));
    await socket.open();
    await socket.welcome(1);
    await socket.receive([kinds.error, 0, "RoomNotFound", "no r1", new Map([["room", "r1"]])]);
    expect(await made).toMatchObject({ code: "RoomNotFound", data: { room: "r1" } });
  });

  test.each([
    ["positional", 0 as const, 5, /^protocol: the answer to rooms.send is not what its schema says$/],
    [
      "maps",
      1 as const,
      new Map([["id", "seven"]]),
      /^incompatible: the answer to rooms.send: id: expected int, got string$/,
    ],
  ])("an answer that is not what was declared, %s", async (_name, encoding, output, message) => {
    const { connection, socket } = await connect();
    const calls = [outcome(call(connection, send, hi)), call(connection, ping, undefined)];
    await socket.open();
    await socket.welcome(encoding);
    await socket.receive([kinds.result, 0, output], [kinds.result, 1]);
    expect(await Promise.all(calls)).toEqual([expect.stringMatching(message), undefined]);
    expect(connection.status.state).toBe("open");
  });

  test.each([
    ["while connected", true],
    ["while connecting", false],
  ])("an input that cannot be encoded, %s", async (_name, connected) => {
    const { connection, socket } = connected ? await connectAndOpen() : await connect();
    const bad = outcome(
      call(connection, send, connected ? (null as never) : ({ room: "r1", text: () => {} } as never)),
    );
    expect(await bad).toMatch(/^invalid_input: .*(rooms\.send|text)/);
    const good = call(connection, ping, undefined);
    if (!connected) {
      await socket.open();
      await socket.welcome();
    }
    await settled();
    await socket.receive([kinds.result, 0]);
    await good;
  });

  test.each([Number.NaN, 0, -1])("a timeoutMs of %d, which arms no timer", async (timeoutMs) => {
    const { connection, socket, clock } = await connectAndOpen();
    const delaysMs = clock.delaysMs;
    expect(await failureOf(call(connection, ping, undefined, { timeoutMs }))).toMatchObject({
      code: "invalid_input",
      message: `invalid_input: the option timeoutMs must be above 0, but is ${timeoutMs}`,
      data: { issues: [{ path: ["timeoutMs"] }] },
    });
    await settled();
    expect(clock.delaysMs).toEqual(delaysMs);
    expect(socket.sent).toEqual([]);
  });

  test("a call that msgpack cannot write does not take its neighbours along", async () => {
    const { connection, socket } = await connectAndOpen();
    const bad = outcome(call(connection, send, { room: (2n ** 80n) as never, text: "hi" }));
    const good = call(connection, ping, undefined);
    await settled();
    expect(await bad).toMatch(/^invalid_input: /);
    expect(socket.take()).toEqual([[kinds.call, 1, 1]]);
    await socket.receive([kinds.result, 1]);
    await good;
  });

  test("a call above the server's frame limit", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.welcome(0, { maxFrameBytes: 1_000 });
    socket.take();
    const bad = failureOf(call(connection, send, { room: "r1", text: "x".repeat(1_000) }));
    const good = call(connection, ping, undefined);
    expect(await bad).toMatchObject({ code: "limit_exceeded", data: { limit: "maxFrameBytes", max: 1_000 } });
    expect(socket.take()).toEqual([[kinds.call, 1, 1]]);
    await socket.receive([kinds.result, 1]);
    await good;
  });
});

describe("timeouts", () => {
  test("in flight: fails, tells the server, and keeps the id until it answers", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    const made = outcome(call(connection, send, hi, { timeoutMs: 2_000 }));
    await settled();
    socket.take();
    await clock.advance(2_000);
    expect(await made).toBe("timeout: rooms.send was not answered within 2000 ms; it may have run");
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
    const next = call(connection, ping, undefined);
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 1, 1]]);
    await socket.receive([kinds.error, 0, "cancelled", "as asked"], [kinds.result, 1]);
    await next;
    const last = call(connection, ping, undefined);
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 0, 1]]);
    await socket.receive([kinds.result, 0]);
    await last;
  });

  test("without a connection: fails as never sent, and is not sent later", async () => {
    const { connection, socket, clock } = await connect();
    const made = outcome(call(connection, send, hi, { timeoutMs: 2_000 }));
    await clock.advance(2_000);
    expect(await made).toBe("unavailable: rooms.send was not sent: there was no way within 2000 ms");
    await socket.open();
    expect(socket.take()).toEqual([hello()]);
  });

  test("the connection's timeout holds for a call that sets none, and infinity for ever", async () => {
    const { connection, clock, socket } = await connectAndOpen({ timeoutMs: 5_000, heartbeatMs: 1e9 });
    const made = outcome(call(connection, send, hi));
    const patient = call(connection, ping, undefined, { timeoutMs: Number.POSITIVE_INFINITY });
    await clock.advance(5_000);
    expect(await made).toMatch(/^timeout: .*5000 ms/);
    await clock.advance(1e6);
    await socket.receive([kinds.result, 1]);
    await patient;
  });

  test("many calls share one timer, and settled ones do not wake it again", async () => {
    const { connection, clock, socket } = await connectAndOpen({ heartbeatMs: 1e6 });
    const timers = clock.delaysMs.length;
    const calls = Array.from({ length: 100 }, () => call(connection, ping, undefined));
    await settled();
    expect(clock.delaysMs.length).toBe(timers + 1);
    await socket.receive(...calls.map((_, id): [3, number] => [kinds.result, id]));
    await Promise.all(calls);
    await clock.advance(30_000);
    expect(clock.delaysMs.length).toBe(timers);
  });
});

describe("signals", () => {
  test("aborted before: nothing leaves", async () => {
    const { connection, socket } = await connectAndOpen();
    const made = call(connection, send, hi, { signal: AbortSignal.abort("why") });
    await expect(made).rejects.toMatchObject({
      message: "cancelled: rooms.send was aborted; it was not sent",
      cause: "why",
    });
    await settled();
    expect(socket.sent).toEqual([]);
  });

  test("aborted in flight: fails, tells the server, ignores the answer", async () => {
    const { connection, socket } = await connectAndOpen();
    const controller = new AbortController();
    const made = outcome(call(connection, send, hi, { signal: controller.signal }));
    await settled();
    socket.take();
    controller.abort();
    expect(await made).toBe("cancelled: rooms.send was aborted; it may have run");
    await settled();
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
    await socket.receive([kinds.result, 0, [7]]);
    expect(connection.status.state).toBe("open");
  });

  test("aborted while it waits: never leaves", async () => {
    const { connection, socket } = await connect();
    const controller = new AbortController();
    const made = outcome(call(connection, send, hi, { signal: controller.signal }));
    controller.abort();
    expect(await made).toBe("cancelled: rooms.send was aborted; it was not sent");
    expect(connection.bufferedBytes).toBe(0);
    await socket.open();
    expect(socket.take().length).toBe(1);
  });

  test("the listener goes when the call is settled, however", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const calls = [
      call(connection, send, hi, { signal }),
      call(connection, send, hi, { signal }),
      call(connection, send, hi, { signal, timeoutMs: 1 }),
      call(connection, send, null as never, { signal }),
    ].map(outcome);
    await settled();
    await socket.receive([kinds.result, 0, [7]], [kinds.error, 1, "internal", "broke"]);
    await clock.advance(1);
    await Promise.all(calls);
    expect(added.mock.calls.length).toBe(4);
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      expect.arrayContaining(added.mock.calls.map(([, listener]) => listener)),
    );
  });
});

describe("holding back", () => {
  test("calls beyond the server's limit wait for their turn, in order", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.welcome(0, { maxCallsInFlight: 2 });
    socket.take();
    const texts = ["a", "b", "c", "d"];
    const calls = texts.map((text) => call(connection, send, { room: "r1", text }));
    await settled();
    expect(socket.take().map(([, id]) => id)).toEqual([0, 1]);
    await socket.receive([kinds.result, 1, [1]]);
    expect(socket.take()).toEqual([
      [
        kinds.call,
        1,
        "rooms.send",
        new Map([
          ["room", "r1"],
          ["text", "c"],
        ]),
      ],
    ]);
    await socket.receive([kinds.result, 0, [0]], [kinds.result, 1, [2]]);
    expect(socket.take()).toEqual([
      [
        kinds.call,
        0,
        "rooms.send",
        new Map([
          ["room", "r1"],
          ["text", "d"],
        ]),
      ],
    ]);
    await socket.receive([kinds.result, 0, [3]]);
    expect(await Promise.all(calls)).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }, { id: 3 }]);
  });

  test("calls wait while the uplink is behind, and are counted", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    socket.bufferedAmount = 300_000;
    const calls = [call(connection, ping, undefined)];
    await settled();
    calls.push(call(connection, ping, undefined));
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 0, 1]]);
    expect(connection.bufferedBytes).toBe(300_000 + 6 + "ping".length);
    socket.bufferedAmount = 0;
    await clock.advance(20);
    // It says how much of its time is left.
    expect(socket.take()).toEqual([[kinds.call, 1, "ping", null, 29_980]]);
    expect(connection.bufferedBytes).toBe(0);
    await socket.receive([kinds.result, 0], [kinds.result, 1]);
    await Promise.all(calls);
  });

  test("past maxBufferedBytes a call fails at once, naming the limit", async () => {
    const { connection, socket } = await connect({ maxBufferedBytes: 1_000 });
    const small = call(connection, ping, undefined);
    const large = call(connection, send, { room: "r1", text: "x".repeat(1_000) });
    await expect(large).rejects.toMatchObject({
      code: "limit_exceeded",
      data: { limit: "maxBufferedBytes", max: 1_000 },
    });
    await socket.open();
    await socket.welcome();
    await socket.receive([kinds.result, 0]);
    await small;
  });

  test("what waits in the socket counts too", async () => {
    const { connection, socket } = await connectAndOpen({ maxBufferedBytes: 400_000 });
    socket.bufferedAmount = 400_000;
    const sent = outcome(call(connection, ping, undefined));
    await settled();
    expect(await outcome(call(connection, ping, undefined))).toMatch(/^limit_exceeded: .*maxBufferedBytes \(400000\)/);
    await socket.receive([kinds.result, 0]);
    expect(await sent).toBeUndefined();
  });
});

describe("binary inputs", () => {
  const bytes = Uint8Array.of(1, 2, 3);

  /** Reading a Blob takes more than microtasks. */
  async function until(reached: () => boolean): Promise<void> {
    for (let i = 0; i < 1_000 && !reached(); i++) await settled();
  }

  test.each([
    ["Uint8Array", bytes],
    ["ArrayBuffer", Uint8Array.from(bytes).buffer],
    ["Blob", new Blob([bytes])],
  ])("a %s arrives as bytes", async (_name, data) => {
    const { connection, socket } = await connectAndOpen();
    const made = call(connection, upload, { name: "x", data });
    await until(() => socket.sent.length > 0);
    expect(socket.take()).toEqual([[kinds.call, 0, 7, ["x", bytes]]]);
    await socket.receive([kinds.result, 0, 3]);
    expect(await made).toBe(3);
  });

  test("a Blob that cannot be read fails its call alone", async () => {
    const { connection } = await connectAndOpen();
    class Broken extends Blob {
      override arrayBuffer(): Promise<ArrayBuffer> {
        return Promise.reject(new Error("the file is gone"));
      }
    }
    expect(await outcome(call(connection, upload, { name: "x", data: new Broken() }))).toBe(
      "invalid_input: the input of upload cannot be encoded: the file is gone",
    );
  });

  test("a Blob that cannot be read is no unhandled rejection of a call that did not begin", async () => {
    const { connection } = await connectAndOpen();
    class Broken extends Blob {
      override async arrayBuffer(): Promise<never> {
        throw new Error("gone");
      }
    }
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const input = { name: "x", data: new Broken([bytes]) };
    expect(await failureOf(call(connection, upload, input, { signal: AbortSignal.abort() }))).toMatchObject({
      code: "cancelled",
    });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  class NeverRead extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return new Promise(() => {});
    }
  }

  test("timeouts, signals and close hold while a Blob is read", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    const controller = new AbortController();
    const input = () => ({ name: "x", data: new NeverRead() });
    const calls = [
      call(connection, upload, input(), { timeoutMs: 100 }),
      call(connection, upload, input(), { signal: controller.signal }),
      call(connection, upload, input()),
    ].map(outcome);
    controller.abort();
    await clock.advance(100);
    void connection.close();
    expect(await Promise.all(calls)).toEqual([
      "unavailable: upload was not sent: there was no way within 100 ms",
      "cancelled: upload was aborted; it was not sent",
      "closed: the connection is closed",
    ]);
    expect(socket.sent).toEqual([]);
  });
});
