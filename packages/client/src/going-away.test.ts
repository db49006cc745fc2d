import { kinds, type ServerFrame } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { book, countdown, hello, messages, ping, send } from "../test/fixtures.js";
import { connectAndOpen, failureOf, type Harness, proveNothingIsLeft } from "../test/harness.js";
import { callIdempotent } from "./call-idempotent.js";
import { call } from "./make-call.js";
import { stream } from "./make-stream.js";
import { subscribe } from "./subscribe.js";
import type { Subscription, Update } from "./subscription.js";

proveNothingIsLeft();

const hi = { room: "r1", text: "hi" };
/** What a server sends that stops. */
const leave: ServerFrame[] = [
  [kinds.goingAway, 10_000],
  [kinds.ping, 1],
];

function socketsOf({ sockets }: Harness): [FakeSocket, FakeSocket] {
  return [sockets[0] as FakeSocket, sockets[1] as FakeSocket];
}

describe("calls", () => {
  test("with nothing in flight the client leaves at once, for another session", async () => {
    const harness = await connectAndOpen();
    await harness.socket.receive(...leave);
    const [first, second] = socketsOf(harness);
    expect(first.closedWith).toEqual({ code: 1000, reason: undefined });
    expect(harness.statuses.map(({ state }) => state)).toEqual(["open", "moving"]);
    const made = call(harness.connection, ping, undefined);
    await second.open();
    expect(second.take()).toEqual([hello(), [kinds.call, 0, "ping"]]);
    await second.welcome();
    await second.receive([kinds.result, 0]);
    await made;
    expect(harness.connection.status.state).toBe("open");
  });

  test("those in flight are answered on the old session, new ones take the new one", async () => {
    const harness = await connectAndOpen();
    const { connection } = harness;
    const before = call(connection, send, hi);
    await settled();
    harness.socket.take();
    await harness.socket.receive(...leave);
    const [first, second] = socketsOf(harness);
    expect(first.take()).toEqual([[kinds.pong, 1]]);
    const after = call(connection, ping, undefined);
    await second.open();
    await second.welcome();
    expect(second.take()).toEqual([hello(), [kinds.call, 0, "ping"]]);
    // The same id on two sessions.
    await second.receive([kinds.result, 0]);
    await after;
    expect(first.closedWith).toBeUndefined();
    await first.receive([kinds.result, 0, [7]]);
    expect(await before).toEqual({ id: 7 });
    expect(first.closedWith).toEqual({ code: 1000, reason: undefined });
    expect(connection.status.state).toBe("open");
  });

  test("streams go on where they are", async () => {
    const harness = await connectAndOpen();
    const items = stream(harness.connection, countdown, { from: 2 });
    await settled();
    await harness.socket.receive([kinds.item, 0, [2]], ...leave);
    const [first, second] = socketsOf(harness);
    await second.open();
    await second.welcome();
    await first.receive([kinds.item, 0, [1]], [kinds.result, 0]);
    const read: number[] = [];
    for await (const { n } of items) read.push(n);
    expect(read).toEqual([2, 1]);
    expect(first.closedWith).toEqual({ code: 1000, reason: undefined });
  });

  test("a call that the old server refuses as not started is made on the new one, where it may be", async () => {
    const harness = await connectAndOpen();
    const retried = callIdempotent(harness.connection, book, { seat: "1A" });
    const other = failureOf(call(harness.connection, ping, undefined));
    await settled();
    await harness.socket.receive(...leave, [kinds.error, 0, "unavailable", "x"], [kinds.error, 1, "unavailable", "x"]);
    expect(await other).toMatchObject({ code: "unavailable", mayHaveRun: false });
    const [, second] = socketsOf(harness);
    await second.open();
    expect(second.take()[1]?.slice(0, 3)).toEqual([kinds.call, 0, "book"]);
    await second.welcome();
    await second.receive([kinds.result, 0, [7]]);
    expect(await retried).toEqual({ id: 7 });
  });

  test("what the old session loses is lost, and the new one untouched", async () => {
    const harness = await connectAndOpen();
    const plain = failureOf(call(harness.connection, ping, undefined));
    const again = callIdempotent(harness.connection, book, { seat: "1A" });
    await settled();
    await harness.socket.receive(...leave);
    const [first, second] = socketsOf(harness);
    await second.open();
    await second.welcome();
    second.take();
    await first.end(1001);
    expect(await plain).toMatchObject({ code: "connection_lost", mayHaveRun: true });
    await settled();
    expect(second.take()[0]?.slice(0, 3)).toEqual([kinds.call, 0, "book"]);
    await second.receive([kinds.result, 0, [7]]);
    expect(await again).toEqual({ id: 7 });
    expect(harness.connection.status.state).toBe("open");
  });

  test("without another server, attempts follow as always, while the old session answers", async () => {
    const harness = await connectAndOpen();
    const before = call(harness.connection, send, hi);
    await settled();
    await harness.socket.receive(...leave);
    const [first, second] = socketsOf(harness);
    await second.fail("ECONNREFUSED");
    expect(harness.connection.status.state).toBe("waiting");
    await first.receive([kinds.result, 0, [7]]);
    expect(await before).toEqual({ id: 7 });
    await harness.clock.advance(500);
    expect(harness.sockets.length).toBe(3);
    await harness.socket.open();
    await harness.socket.welcome();
    expect(harness.connection.status.state).toBe("open");
  });

  test("a server that sends one away again and again is not asked without a pause", async () => {
    const harness = await connectAndOpen();
    await harness.socket.receive(...leave);
    await harness.socket.open();
    await harness.socket.welcome();
    await harness.socket.receive(...leave);
    expect(harness.connection.status).toMatchObject({ state: "waiting", delayMs: 500, attempt: 3 });
  });

  test("the deadline holds on the old session, and close() closes it", async () => {
    const harness = await connectAndOpen();
    const late = failureOf(call(harness.connection, ping, undefined, { timeoutMs: 100 }));
    const closed = failureOf(call(harness.connection, ping, undefined));
    await settled();
    await harness.socket.receive(...leave);
    const [first] = socketsOf(harness);
    await harness.clock.advance(100);
    expect(await late).toMatchObject({ code: "timeout" });
    expect(first.take().at(-1)).toEqual([kinds.cancel, 0]);
    void harness.connection.close();
    expect(await closed).toMatchObject({ code: "closed" });
    expect(first.closedWith).toEqual({ code: 1000, reason: undefined });
  });
});

describe("subscriptions", () => {
  interface Moving extends Harness {
    first: FakeSocket;
    second: FakeSocket;
    updates: Update<{ text: string }>[];
    states: string[];
    subscription: Subscription<{ text: string }>;
  }

  /** Subscribed at offset 5 of epoch "e"; the server goes away and the new session has asked. */
  async function moving(): Promise<Moving> {
    const harness = await connectAndOpen();
    const updates: Update<{ text: string }>[] = [];
    const states: string[] = [];
    const subscription = subscribe(
      harness.connection,
      messages,
      { room: "r1" },
      {
        onEvent: (event, offset) => updates.push({ type: "event", event, offset }),
        onGap: (gap) => updates.push(gap),
        onStatus: (status) => states.push(status),
        onEnd: (error) => states.push(error?.code ?? "end"),
      },
    );
    await settled();
    await harness.socket.receive([kinds.subscribed, 0, 4, "e", 5], ...leave);
    const [first, second] = socketsOf(harness);
    await second.open();
    await second.welcome();
    expect(second.take()[1]?.slice(0, 3)).toEqual([kinds.subscribe, 0, "messages"]);
    first.take();
    return {
      ...harness,
      get socket() {
        return harness.socket;
      },
      first,
      second,
      updates,
      states,
      subscription,
    };
  }

  const event = (channel: number, offset: number): ServerFrame => [kinds.event, channel, offset, [`e${offset}`]];
  const offsetsOf = (updates: Update<unknown>[]) =>
    updates.map((update) => (update.type === "event" ? update.offset : update.reason));

  test("move without losing or doubling an event, in order", async () => {
    const { first, second, updates, states } = await moving();
    await first.receive(event(4, 6));
    await second.receive([kinds.subscribed, 0, 0, "e", 7], event(0, 8));
    expect(first.take()).toEqual([
      [kinds.unsubscribe, 0],
      [kinds.ping, 0],
    ]);
    await first.receive(event(4, 7), event(4, 8));
    await second.receive(event(0, 9));
    expect(offsetsOf(updates)).toEqual([6, 7, 8]);
    await first.receive([kinds.ended, 0]);
    expect(first.closedWith).toEqual({ code: 1000, reason: undefined });
    await second.receive(event(0, 10));
    expect(offsetsOf(updates)).toEqual([6, 7, 8, 9, 10]);
    // All the while it was active.
    expect(states).toEqual(["active"]);
  });

  test("what nobody brought is a gap", async () => {
    const { first, second, updates } = await moving();
    await second.receive([kinds.subscribed, 0, 0, "e", 8], event(0, 9));
    await first.end(1001);
    expect(updates).toEqual([
      { type: "gap", reason: "disconnected", from: 6, to: 8 },
      { type: "event", event: { text: "e9" }, offset: 9 },
    ]);
  });

  test("a server that counts anew is told as such, once the old one has let go", async () => {
    const { first, second, updates } = await moving();
    await second.receive([kinds.subscribed, 0, 0, "other", 2], event(0, 3));
    await first.receive(event(4, 6), [kinds.ended, 0]);
    expect(offsetsOf(updates)).toEqual([6, "restarted", 3]);
  });

  test("an old session that is gone without a word does not hold up the new one for long", async () => {
    const { first, second, updates, clock } = await moving();
    await second.receive([kinds.subscribed, 0, 0, "e", 7], event(0, 8));
    await clock.advance(9_999);
    expect(updates).toEqual([]);
    await clock.advance(1);
    expect(first.closedWith).toBe("terminated");
    expect(offsetsOf(updates)).toEqual(["disconnected", 8]);
  });

  test("an old session that ends before the new one confirmed leaves nothing but a wait", async () => {
    const { first, second, updates, states } = await moving();
    await first.end(1001);
    await second.receive([kinds.subscribed, 0, 0, "e", 5], event(0, 6));
    expect(offsetsOf(updates)).toEqual([6]);
    expect(states).toEqual(["active", "subscribing", "active"]);
  });

  test("a new session that is lost leaves the old one in place", async () => {
    const harness = await moving();
    await harness.second.end(1006);
    await harness.first.receive(event(4, 6));
    expect(offsetsOf(harness.updates)).toEqual([6]);
    await harness.clock.advance(500);
    await harness.socket.open();
    await harness.socket.welcome();
    await harness.socket.receive([kinds.subscribed, 0, 0, "e", 6], event(0, 7));
    await harness.first.receive([kinds.ended, 0]);
    expect(offsetsOf(harness.updates)).toEqual([6, 7]);
  });

  test("refused by the new server, it ends, on the old one too", async () => {
    const { first, second, states } = await moving();
    await second.receive([kinds.ended, 0, "forbidden", "no"]);
    expect(first.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect(states).toEqual(["active", "ended", "forbidden"]);
  });

  test("unsubscribing in between waits for both servers", async () => {
    const { subscription, first, second } = await moving();
    const log: string[] = [];
    void subscription.unsubscribe().then(() => log.push("left"));
    await settled();
    expect([first.take(), second.take()]).toEqual([[[kinds.unsubscribe, 0]], [[kinds.unsubscribe, 0]]]);
    await second.receive([kinds.subscribed, 0, 0, "e", 5], [kinds.ended, 0]);
    expect(log).toEqual([]);
    await first.receive([kinds.ended, 0]);
    expect(log).toEqual(["left"]);
  });
});
