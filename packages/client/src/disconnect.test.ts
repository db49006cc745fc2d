import { closeCodes, kinds } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { messages, ping, send } from "../test/fixtures.js";
import { connect, connectAndOpen, outcome, proveNothingIsLeft } from "../test/harness.js";

proveNothingIsLeft();

const hi = { room: "r1", text: "hi" };

describe("calls at a disconnect", () => {
  test("in flight: may have run. Waiting: leave on the next connection", async () => {
    const harness = await connect();
    const { connection, clock } = harness;
    await harness.socket.open();
    await harness.socket.welcome(0, { maxCallsInFlight: 1 });
    const inFlight = outcome(connection.call(send, hi));
    const waiting = connection.call(ping, undefined);
    await settled();
    await harness.socket.end(1006);
    expect(await inFlight).toBe(
      "connection_lost: the connection ended before rooms.send was answered; it may have run",
    );
    const offline = connection.call(ping, undefined);
    await clock.advance(250);
    await harness.socket.open();
    // The limit of calls in flight is remembered until the welcome tells it anew.
    expect(harness.socket.take().slice(1)).toEqual([[kinds.call, 0, "ping"]]);
    await harness.socket.welcome();
    await harness.socket.receive([kinds.result, 0]);
    expect(harness.socket.take()).toEqual([[kinds.call, 0, "ping"]]);
    await harness.socket.receive([kinds.result, 0]);
    await Promise.all([waiting, offline]);
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
      outcome(connection.call(send, { room: "a", text })),
      outcome(connection.call(send, { room: "b", text })),
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
    const call = outcome(connection.call(send, hi, { timeoutMs: 100 }));
    await clock.advance(100);
    expect(await call).toMatch(/^timeout/);
    await harness.socket.end(1006);
    await clock.advance(250);
    await harness.socket.open();
    await harness.socket.welcome();
    harness.socket.take();
    const next = connection.call(ping, undefined);
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
    connection.subscribe(messages, { room: "x".repeat(2_000) }, { onEvent() {}, onEnd: (error) => ended.push(error) });
    connection.subscribe(messages, { room: "small" }, { onEvent() {} });
    await harness.socket.open();
    await harness.socket.end(closeCodes.tooBig, "too big");
    await clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take()).toEqual([[kinds.hello, "0123456789abcdef"]]);
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

describe("a server that goes away", () => {
  test("with nothing in flight: the client leaves at once and comes back", async () => {
    const harness = await connectAndOpen();
    await harness.socket.receive([kinds.goingAway, 10_000]);
    expect(harness.socket.closedWith).toEqual({ code: 1000, reason: undefined });
    expect(harness.connection.status).toMatchObject({ state: "waiting", error: { code: "connection_lost" } });
  });

  test("calls in flight are waited for, new ones take the next connection", async () => {
    const harness = await connectAndOpen();
    const { connection, clock } = harness;
    const [first] = harness.sockets;
    const before = connection.call(send, hi);
    await settled();
    await harness.socket.receive([kinds.goingAway, 10_000]);
    const after = connection.call(ping, undefined);
    const subscription = connection.subscribe(messages, { room: "r1" }, { onEvent() {} });
    await settled();
    harness.socket.take();
    expect(subscription.status).toBe("waiting");
    expect(first?.closedWith).toBeUndefined();
    await harness.socket.receive([kinds.result, 0, [7]]);
    expect(await before).toEqual({ id: 7 });
    expect(first?.closedWith).toEqual({ code: 1000, reason: undefined });
    expect(first?.take()).toEqual([]);
    await clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take().map(([kind]) => kind)).toEqual([kinds.hello, kinds.subscribe, kinds.call]);
    await harness.socket.welcome();
    await harness.socket.receive([kinds.result, 0]);
    await after;
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
