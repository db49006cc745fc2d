import { closeCodes, kinds } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { hello, messages, ping, send } from "../test/fixtures.js";
import { connect, connectAndOpen, outcome, proveNothingIsLeft } from "../test/harness.js";
import { call } from "./make-call.js";
import { subscribe } from "./subscribe.js";

proveNothingIsLeft();

const hi = { room: "r1", text: "hi" };

describe("calls at a disconnect", () => {
  test("in flight: may have run. Waiting: leave on the next connection", async () => {
    const harness = await connect();
    const { connection, clock } = harness;
    await harness.socket.open();
    await harness.socket.welcome(0, { maxCallsInFlight: 1 });
    const inFlight = outcome(call(connection, send, hi));
    const waiting = call(connection, ping, undefined);
    await settled();
    await harness.socket.end(1006);
    expect(await inFlight).toBe(
      "connection_lost: the connection ended before rooms.send was answered; it may have run",
    );
    const offline = call(connection, ping, undefined);
    await clock.advance(250);
    await harness.socket.open();
    // The limit of calls in flight is remembered until the welcome tells it anew.
    expect(harness.socket.take().slice(1)).toEqual([[kinds.call, 0, "ping", null, 29_750]]);
    await harness.socket.welcome();
    await harness.socket.receive([kinds.result, 0]);
    expect(harness.socket.take()).toEqual([[kinds.call, 0, "ping", null, 29_750]]);
    await harness.socket.receive([kinds.result, 0]);
    await Promise.all([waiting, offline]);
  });

  test("behind a hello that was answered with a close frame: not run. Without a close frame nobody knows", async () => {
    for (const [code, message] of [
      [1001, "unavailable: rooms.send was not sent: the connection ended"],
      [4408, "unavailable: rooms.send was not sent: the connection ended"],
      [1006, "connection_lost: the connection ended before rooms.send was answered; it may have run"],
    ] as const) {
      const harness = await connect();
      const made = outcome(call(harness.connection, send, hi));
      await harness.socket.open();
      expect(harness.socket.take()).toHaveLength(2);
      await harness.socket.end(code);
      expect(await made).toBe(message);
    }
  });

  test("encoded but held for the uplink: never sent, and told so", async () => {
    const { connection, socket } = await connectAndOpen();
    const send_ = socket.send.bind(socket);
    socket.send = (bytes) => {
      send_(bytes);
      socket.bufferedAmount = 300_000;
    };
    const text = "x".repeat(20_000);
    const calls = [
      outcome(call(connection, send, { room: "a", text })),
      outcome(call(connection, send, { room: "b", text })),
    ];
    await settled();
    await socket.end(1006);
    expect(await Promise.all(calls)).toEqual([
      expect.stringMatching(/^connection_lost: /),
      "unavailable: rooms.send was not sent: the connection ended",
    ]);
  });

  test("cancelled and timed out calls are not rejected twice, and their ids are free again", async () => {
    const harness = await connectAndOpen();
    const { connection, clock } = harness;
    const made = outcome(call(connection, send, hi, { timeoutMs: 100 }));
    await clock.advance(100);
    expect(await made).toMatch(/^timeout/);
    await harness.socket.end(1006);
    await clock.advance(250);
    await harness.socket.open();
    await harness.socket.welcome();
    harness.socket.take();
    const next = call(connection, ping, undefined);
    await settled();
    expect(harness.socket.take()).toEqual([[kinds.call, 0, 1]]);
    await harness.socket.receive([kinds.result, 0]);
    await next;
  });
});

describe("a message that was too big", () => {
  test("is not repeated: the next session tells its limits before anything is sent", async () => {
    const harness = await connect();
    const { connection, clock } = harness;
    const ended: unknown[] = [];
    subscribe(connection, messages, { room: "x".repeat(2_000) }, { onEvent() {}, onEnd: (error) => ended.push(error) });
    subscribe(connection, messages, { room: "small" }, { onEvent() {} });
    await harness.socket.open();
    await harness.socket.end(closeCodes.tooBig, "too big");
    await clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take()).toEqual([hello()]);
    await harness.socket.welcome(0, { maxFrameBytes: 1_000 });
    expect(harness.socket.take()).toEqual([[kinds.subscribe, 1, 2, ["small", null]]]);
    expect(ended).toEqual([
      expect.objectContaining({ code: "limit_exceeded", data: { limit: "maxFrameBytes", max: 1_000 } }),
    ]);
  });

  test("closes for good where it was hello itself", async () => {
    const harness = await connect({ auth: "x".repeat(10_000) });
    await harness.socket.open();
    await harness.socket.end(closeCodes.tooBig, "too big");
    await harness.clock.advance(250);
    await harness.socket.open();
    await harness.socket.end(closeCodes.tooBig, "too big");
    expect(harness.connection.status).toMatchObject({ state: "closed", error: { message: "unavailable: too big" } });
  });
});

describe("a dead server", () => {
  test("is pinged, dropped within a bounded time, and called again", async () => {
    const harness = await connectAndOpen({ heartbeatMs: 20_000, heartbeatTimeoutMs: 5_000 });
    const [first] = harness.sockets;
    await harness.clock.advance(20_000);
    expect(harness.socket.take()).toEqual([[kinds.ping, 0]]);
    await harness.clock.advance(5_000);
    expect(first?.closedWith).toBe("terminated");
    expect(harness.connection.status).toMatchObject({
      state: "waiting",
      error: { message: "connection_lost: the server no longer answers" },
    });
    await harness.clock.advance(250);
    expect(harness.sockets.length).toBe(2);
  });

  test("any message is a sign of life", async () => {
    const { clock, socket, connection } = await connectAndOpen({ heartbeatMs: 20_000, heartbeatTimeoutMs: 5_000 });
    for (let i = 0; i < 5; i++) {
      await clock.advance(20_000);
      await socket.receive([kinds.pong, 0]);
    }
    expect(socket.take().map(([kind]) => kind)).toEqual(Array(5).fill(kinds.ping));
    expect(connection.status.state).toBe("open");
  });

  test("a ping of the server is answered", async () => {
    const { socket } = await connectAndOpen();
    await socket.receive([kinds.ping, 5]);
    expect(socket.take()).toEqual([[kinds.pong, 5]]);
  });
});
