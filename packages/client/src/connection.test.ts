import { closeCodes, kinds } from "@hawser/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { hello, messages, ping, schema } from "../test/fixtures.js";
import { connect, connectAndOpen, outcome, proveNothingIsLeft } from "../test/harness.js";
import { createConnection } from "./connection.js";
import { call } from "./make-call.js";
import { subscribe } from "./subscribe.js";

proveNothingIsLeft();
afterEach(() => vi.unstubAllGlobals());

describe("states", () => {
  test("connecting, open, waiting, connecting, closed", async () => {
    const harness = await connect();
    const { connection, clock, statuses } = harness;
    expect(connection.status).toEqual({ state: "connecting", attempt: 1 });
    expect([harness.socket.url, harness.socket.subprotocols]).toEqual(["ws://server/rpc", ["hawser.1"]]);
    await harness.socket.open();
    expect(connection.status.state).toBe("connecting");
    await harness.socket.welcome();
    await clock.advance(10_000);
    await harness.socket.end(1006);
    await clock.advance(250);
    await connection.close();
    expect(statuses).toEqual([
      { state: "open", session: "session", encoding: "positional" },
      { state: "waiting", delayMs: 250, attempt: 1, error: expect.objectContaining({ code: "connection_lost" }) },
      { state: "connecting", attempt: 1 },
      { state: "closed" },
    ]);
  });

  test("a server with another schema is told by the encoding", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.welcome(1);
    expect(connection.status).toEqual({ state: "open", session: "session", encoding: "maps" });
  });

  test("a listener that was removed hears nothing", async () => {
    const { connection, socket } = await connect();
    const heard: string[] = [];
    const remove = connection.onStatus(({ state }) => heard.push(state));
    await socket.open();
    await socket.welcome();
    remove();
    await socket.end(1006);
    expect(heard).toEqual(["open"]);
  });

  test("a listener may close the connection", async () => {
    const { connection, socket } = await connect();
    connection.onStatus(({ state }) => {
      if (state === "open") void connection.close();
    });
    await socket.open();
    await socket.welcome();
    expect(connection.status).toEqual({ state: "closed" });
  });

  test("a listener that moves the status on leaves no stale one to the others", async () => {
    const { connection, socket } = await connect();
    connection.onStatus(({ state }) => {
      if (state === "waiting") connection.reconnect();
    });
    const heard: [string, string][] = [];
    connection.onStatus(({ state }) => heard.push([state, connection.status.state]));
    await socket.fail("no");
    expect(heard).toEqual([["connecting", "connecting"]]);
  });
});

describe("attempts", () => {
  test("wait longer and longer, with jitter, up to the bound", async () => {
    const harness = await connect({ backoff: { initialMs: 1_000, maxMs: 5_000, factor: 2 } });
    const delays: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      await harness.socket.fail("ECONNREFUSED");
      const { status } = harness.connection;
      if (status.state === "waiting") delays.push([status.attempt, status.delayMs, status.error.message]);
      await harness.clock.advance(5_000);
    }
    const message = "unavailable: ECONNREFUSED";
    expect(delays).toEqual([
      [2, 500, message],
      [3, 1_000, message],
      [4, 2_000, message],
      [5, 2_500, message],
      [6, 2_500, message],
    ]);
  });

  test("start over only after a connection that lasted", async () => {
    const harness = await connectAndOpen();
    const { connection, clock } = harness;
    await clock.advance(9_999);
    await harness.socket.end(1006);
    expect(connection.status).toMatchObject({ attempt: 2, delayMs: 250 });
    await clock.advance(250);
    await harness.socket.open();
    await harness.socket.welcome();
    await harness.socket.end(1006);
    expect(connection.status).toMatchObject({ attempt: 3, delayMs: 500 });
    await clock.advance(500);
    await harness.socket.open();
    await harness.socket.welcome();
    await clock.advance(10_000);
    await harness.socket.end(1006);
    expect(connection.status).toMatchObject({ attempt: 1, delayMs: 250 });
  });

  test("reconnect() ends the wait, and does nothing else", async () => {
    const harness = await connect();
    harness.connection.reconnect();
    expect(harness.sockets.length).toBe(1);
    await harness.socket.fail("no");
    harness.connection.reconnect();
    await settled();
    expect(harness.sockets.length).toBe(2);
    expect(harness.connection.status).toEqual({ state: "connecting", attempt: 2 });
    await harness.socket.open();
    await harness.socket.welcome();
    harness.connection.reconnect();
    await harness.connection.close();
    harness.connection.reconnect();
    await settled();
    expect(harness.sockets.length).toBe(2);
  });

  test.each([
    ["the socket never opens", async () => {}],
    ["the welcome never comes", async (socket: FakeSocket) => socket.open()],
  ])("time out when %s", async (_name, step) => {
    const harness = await connect({ connectTimeoutMs: 3_000 });
    const [first] = harness.sockets;
    await step(harness.socket);
    await harness.clock.advance(3_000);
    expect(harness.connection.status).toMatchObject({
      state: "waiting",
      error: { message: "unavailable: no welcome came within connectTimeoutMs (3000)" },
    });
    expect([first?.closedWith, first?.handlers]).toEqual(["terminated", 0]);
  });

  test.each([
    [closeCodes.protocol, "broke framing", "protocol: broke framing"],
    [closeCodes.unauthenticated, "who are you", "unauthenticated: who are you"],
  ])("end for good at close code %i", async (code, reason, message) => {
    const { connection, socket, sockets, clock } = await connect();
    const made = outcome(call(connection, ping, undefined));
    const ended: unknown[] = [];
    subscribe(connection, messages, { room: "r1" }, { onEvent() {}, onEnd: (error) => ended.push(error?.message) });
    await socket.open();
    await socket.end(code, reason);
    expect(connection.status).toMatchObject({ state: "closed", error: { message } });
    expect([await made, ...ended]).toEqual([message, message]);
    await expect(call(connection, ping, undefined)).rejects.toMatchObject({ code: "closed", cause: { message } });
    await clock.advance(1e6);
    expect(sockets.length).toBe(1);
  });

  test.each([1000, 1001, 1006, 1011, closeCodes.helloTimeout, closeCodes.slowConsumer, closeCodes.internal])(
    "go on after close code %i",
    async (code) => {
      const { connection, socket } = await connectAndOpen();
      await socket.end(code, "reason");
      expect(connection.status).toMatchObject({ state: "waiting", error: { message: "connection_lost: reason" } });
    },
  );
});

describe("auth", () => {
  test("a value goes along with every hello", async () => {
    const harness = await connect({ auth: { token: "t" } });
    await harness.socket.open();
    expect(harness.socket.take()).toEqual([hello(new Map([["token", "t"]]))]);
  });

  test("a function is asked afresh for every attempt", async () => {
    let count = 0;
    const harness = await connect({ auth: async () => `token ${++count}` });
    await harness.socket.open();
    expect(harness.socket.take()[0]).toEqual(hello("token 1"));
    await harness.socket.end(1006);
    await harness.clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take()[0]).toEqual(hello("token 2"));
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no token");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no token"))],
  ])("a function that %s is a failed attempt", async (_name, auth) => {
    const { connection, sockets, clock } = await connect({ auth });
    expect(connection.status).toMatchObject({
      state: "waiting",
      error: { message: "unauthenticated: the option auth failed: no token" },
    });
    expect(sockets.length).toBe(0);
    await clock.advance(250);
    expect(connection.status).toMatchObject({ state: "waiting", attempt: 3 });
  });

  test("a function that never answers is timed out, and a late answer ignored", async () => {
    const answers: ((token: string) => void)[] = [];
    const auth = () => new Promise<string>((resolve) => answers.push(resolve));
    const { connection, sockets, clock } = await connect({ auth, connectTimeoutMs: 1_000 });
    await clock.advance(1_000);
    expect(connection.status.state).toBe("waiting");
    await clock.advance(250);
    answers[0]?.("late");
    await settled();
    expect(sockets.length).toBe(0);
    answers[1]?.("in time");
    await settled();
    expect(sockets.length).toBe(1);
  });

  test("an answer after close() opens nothing", async () => {
    const answers: ((token: string) => void)[] = [];
    const { connection, sockets } = await connect({
      auth: () => new Promise<string>((resolve) => answers.push(resolve)),
    });
    await connection.close();
    answers[0]?.("late");
    await settled();
    expect(sockets.length).toBe(0);
  });
});

describe("close()", () => {
  test("rejects what is in flight and what waits, and every later call", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.welcome(0, { maxCallsInFlight: 1 });
    const calls = [outcome(call(connection, ping, undefined)), outcome(call(connection, ping, undefined))];
    await settled();
    const closing = connection.close();
    expect(connection.close()).toBe(closing);
    await closing;
    calls.push(outcome(call(connection, ping, undefined)));
    expect(await Promise.all(calls)).toEqual(Array(3).fill("closed: the connection is closed"));
    expect(socket.closedWith).toEqual({ code: 1000, reason: undefined });
  });

  test("waits for the closing handshake, but not for ever", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    socket.answersClose = false;
    let closed = false;
    const closing = connection.close().then(() => {
      closed = true;
    });
    await clock.advance(1_999);
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
    expect(socket.closedWith).toBe("terminated");
  });

  test("sends nothing of what was made in the same tick", async () => {
    const { connection, socket } = await connectAndOpen();
    const made = outcome(call(connection, ping, undefined));
    void connection.close();
    expect(await made).toBe("closed: the connection is closed");
    await settled();
    expect(socket.sent).toEqual([]);
  });

  test("while waiting there is nothing to wait for", async () => {
    const { connection, socket, clock } = await connect();
    await socket.fail("no");
    await connection.close();
    expect(clock.delaysMs).toEqual([]);
  });
});

describe("in a page", () => {
  function page() {
    const window = new EventTarget();
    const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const listeners = new Map<string, number>();
    for (const target of [window, document]) {
      const { addEventListener, removeEventListener } = EventTarget.prototype;
      const count = (type: string, by: number) => listeners.set(type, (listeners.get(type) ?? 0) + by);
      target.addEventListener = function (type, ...rest) {
        count(type, 1);
        addEventListener.call(this, type, ...rest);
      };
      target.removeEventListener = function (type, ...rest) {
        count(type, -1);
        removeEventListener.call(this, type, ...rest);
      };
    }
    vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
    vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
    vi.stubGlobal("document", document);
    return { window, document, listeners };
  }

  test.each([
    ["the network comes back", "window", "online"],
    ["the page becomes visible", "document", "visibilitychange"],
  ] as const)("an attempt follows at once when %s", async (_name, target, type) => {
    const surroundings = page();
    const harness = await connect();
    await harness.socket.fail("no");
    surroundings[target].dispatchEvent(new Event(type));
    await settled();
    expect(harness.sockets.length).toBe(2);
    await harness.connection.close();
    expect([...surroundings.listeners.values()]).toEqual([0, 0]);
  });

  test("a page that becomes hidden wakes nothing", async () => {
    const { document } = page();
    const harness = await connect();
    await harness.socket.fail("no");
    document.visibilityState = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
    await settled();
    expect(harness.sockets.length).toBe(1);
  });

  test("an open connection is asked for a sign of life", async () => {
    const { window } = page();
    const { socket } = await connectAndOpen();
    window.dispatchEvent(new Event("online"));
    await settled();
    expect(socket.take()).toEqual([[kinds.ping, 0]]);
  });
});

describe("what cannot be meant", () => {
  test.each([
    ["a URL of another kind", "ftp://host", {}, /ftp:\/\/host/],
    ["a negative timeout", "ws://host", { timeoutMs: -1 }, /timeoutMs must be above 0, but is -1/],
    [
      "a back-off of NaN",
      "ws://host",
      { backoff: { factor: Number.NaN } },
      /backoff.factor must be above 0, but is NaN/,
    ],
  ])("%s throws at once", (_name, url, options, message) => {
    const open = () => createConnection(schema, url, { ...options, socket: () => expect.fail("opened a socket") });
    expect(open).toThrow(message);
    expect(open).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });

  test("a socket that cannot be made closes the connection for good", async () => {
    const { connection } = await connect({
      socket: () => {
        throw new Error("mixed content");
      },
    });
    expect(connection.status).toMatchObject({
      state: "closed",
      error: { message: "unavailable: no socket to ws://server/rpc: mixed content" },
    });
    await expect(call(connection, ping, undefined)).rejects.toMatchObject({ code: "closed" });
  });
});
