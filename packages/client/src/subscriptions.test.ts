import { kinds, toWire } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { messages, news, ping } from "../test/fixtures.js";
import { connect, connectAndOpen, type Harness, proveNothingIsLeft } from "../test/harness.js";
import { call } from "./make-call.js";
import { subscribe } from "./subscribe.js";
import type { SubscribeOptions } from "./subscription.js";

proveNothingIsLeft();

/** Callbacks that write down what they are told. */
function log<Event>(): { told: unknown[]; options: SubscribeOptions<Event> } {
  const told: unknown[] = [];
  return {
    told,
    options: {
      onEvent: (event, offset) => told.push([offset, event]),
      onGap: ({ reason, from, to }) => told.push([reason, from, to]),
      onEnd: (error) => told.push(["end", error?.message]),
      onStatus: (status) => told.push(status),
    },
  };
}

const event = (offset: number, text: string, channel = 4) =>
  [kinds.event, channel, offset, [text]] as [8, number, number, [string]];

async function reopen(harness: Harness): Promise<void> {
  await harness.clock.advance(30_000);
  await harness.socket.open();
  await harness.socket.welcome();
}

describe("callbacks", () => {
  test("events of a topic with params, from asking to unsubscribing", async () => {
    const { connection, socket } = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    const subscription = subscribe(connection, messages, { room: "r1" }, options);
    expect([subscription.status, subscription.offset, subscription.epoch]).toEqual([
      "subscribing",
      undefined,
      undefined,
    ]);
    await settled();
    expect(socket.take()).toEqual([[kinds.subscribe, 0, 2, ["r1", null]]]);
    await socket.receive([kinds.subscribed, 0, 4, "epoch", 10], event(11, "a"), event(12, "b"));
    expect(told).toEqual(["active", [11, { text: "a" }], [12, { text: "b" }]]);
    expect([subscription.status, subscription.offset, subscription.epoch]).toEqual(["active", 12, "epoch"]);
    const left = subscription.unsubscribe();
    expect(subscription.unsubscribe()).toBe(left);
    expect(subscription.status).toBe("ended");
    expect(told.slice(3)).toEqual(["ended", ["end", undefined]]);
    let settledYet = false;
    void left.then(() => {
      settledYet = true;
    });
    await socket.receive(event(13, "late"));
    expect(settledYet).toBe(false);
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    await socket.receive([kinds.ended, 0]);
    expect(settledYet).toBe(true);
    expect(told.length).toBe(5);
  });

  test("a topic without params, riding behind hello, in maps", async () => {
    const { connection, socket } = await connect();
    const { told, options } = log<string>();
    const subscription = subscribe(connection, news, undefined, options);
    expect(subscription.status).toBe("waiting");
    await socket.open();
    expect(socket.sent.length).toBe(1);
    expect(socket.take()[1]).toEqual([kinds.subscribe, 0, "news"]);
    await socket.welcome(1);
    await socket.receive([kinds.subscribed, 0, 0, "e", 0], [kinds.event, 0, 1, "hi"]);
    expect(told).toEqual(["subscribing", "active", [1, "hi"]]);
  });

  test("params and events in maps", async () => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.welcome(1);
    socket.take();
    const { told, options } = log<{ text: string }>();
    subscribe(connection, messages, { room: "r1" }, options);
    await settled();
    expect(socket.take()).toEqual([[kinds.subscribe, 0, "messages", new Map([["room", "r1"]])]]);
    await socket.receive(
      [kinds.subscribed, 0, 4, "e", 0],
      [
        kinds.event,
        4,
        1,
        new Map([
          ["text", "hi"],
          ["more", "x"],
        ]),
      ],
    );
    expect(told).toEqual(["active", [1, { text: "hi" }]]);
  });

  test("params are those of the moment of subscribing", async () => {
    const harness = await connectAndOpen();
    const params = { room: "before" };
    subscribe(harness.connection, messages, params, log<{ text: string }>().options);
    params.room = "after";
    await harness.socket.end(1006);
    await harness.clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take()[1]).toEqual([kinds.subscribe, 0, "messages", new Map([["room", "before"]])]);
  });
});

describe("sharing", () => {
  test("equal params share one subscription, whatever the order of their keys", async () => {
    const { connection, socket } = await connectAndOpen();
    const first = log<{ text: string }>();
    const second = log<{ text: string }>();
    const other = log<{ text: string }>();
    const one = subscribe(connection, messages, { room: "r1", from: "u1" }, first.options);
    await settled();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0], event(1, "a"));
    const two = subscribe(connection, messages, { from: "u1", room: "r1" }, second.options);
    expect([two.status, two.offset]).toEqual(["active", 1]);
    subscribe(connection, messages, { room: "r2" }, other.options);
    await settled();
    expect(socket.take()).toEqual([
      [kinds.subscribe, 0, 2, ["r1", "u1"]],
      [kinds.subscribe, 1, 2, ["r2", null]],
    ]);
    await socket.receive(event(2, "b"));
    expect(first.told).toEqual(["active", [1, { text: "a" }], [2, { text: "b" }]]);
    expect(second.told).toEqual([[2, { text: "b" }]]);
    await one.unsubscribe();
    await settled();
    expect(socket.take()).toEqual([]);
    await socket.receive(event(3, "c"));
    expect(second.told).toEqual([
      [2, { text: "b" }],
      [3, { text: "c" }],
    ]);
    void two.unsubscribe();
    await settled();
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
  });

  test("a new subscriber asks anew while the old one is being ended", async () => {
    const { connection, socket } = await connectAndOpen();
    const old = subscribe(connection, messages, { room: "r1" }, log<{ text: string }>().options);
    await settled();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0]);
    const left = old.unsubscribe();
    const { told, options } = log<{ text: string }>();
    subscribe(connection, messages, { room: "r1" }, options);
    await settled();
    expect(socket.take().slice(1)).toEqual([
      [kinds.unsubscribe, 0],
      [kinds.subscribe, 1, 2, ["r1", null]],
    ]);
    await socket.receive([kinds.ended, 0], [kinds.subscribed, 1, 4, "e", 5], event(6, "new"));
    await left;
    expect(told).toEqual(["active", [6, { text: "new" }]]);
    // The end of the old one must not make the connection forget the new one.
    subscribe(connection, messages, { room: "r1" }, log<{ text: string }>().options);
    await settled();
    expect(socket.take()).toEqual([]);
  });

  test("an end for the old subscription leaves the new one's channel alone", async () => {
    const { connection, socket } = await connectAndOpen();
    const old = subscribe(connection, messages, { room: "r1" }, log<{ text: string }>().options);
    await settled();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0]);
    void old.unsubscribe();
    const { told, options } = log<{ text: string }>();
    subscribe(connection, messages, { room: "r1" }, options);
    await settled();
    await socket.receive([kinds.subscribed, 1, 4, "e", 5], [kinds.ended, 0], event(6, "new"));
    expect(told).toEqual(["active", [6, { text: "new" }]]);
  });
});

describe("gaps", () => {
  test.each<[string, [epoch: string, offset: number], unknown[]]>([
    ["nothing was published meanwhile", ["e", 11], []],
    ["events were published meanwhile", ["e", 14], [["disconnected", 12, 14]]],
    ["the server was restarted", ["f", 3], [["restarted", 1, 3]]],
    ["the server was restarted and has published more since", ["f", 20], [["restarted", 1, 20]]],
    ["the server was restarted and published nothing", ["f", 0], [["restarted", 1, 0]]],
    ["the server counts backwards", ["e", 2], [["restarted", 1, 2]]],
  ])("after a reconnect: %s", async (_name, [epoch, offset], gaps) => {
    const harness = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    const subscription = subscribe(harness.connection, messages, { room: "r1" }, options);
    await settled();
    await harness.socket.receive([kinds.subscribed, 0, 4, "e", 10], event(11, "a"));
    await harness.socket.end(1006);
    expect(subscription.status).toBe("waiting");
    await reopen(harness);
    expect(harness.socket.take()[1]).toEqual([kinds.subscribe, 0, "messages", new Map([["room", "r1"]])]);
    await harness.socket.receive([kinds.subscribed, 0, 9, epoch, offset], event(offset + 1, "b", 9));
    expect(told).toEqual([
      "active",
      [11, { text: "a" }],
      "waiting",
      "subscribing",
      ...gaps,
      "active",
      [offset + 1, { text: "b" }],
    ]);
  });

  test("a jump on a live channel is a gap, a repetition is nothing", async () => {
    const { connection, socket } = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    subscribe(connection, messages, { room: "r1" }, options);
    await settled();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0], event(1, "a"), event(1, "a"), event(4, "d"), event(3, "c"));
    expect(told).toEqual(["active", [1, { text: "a" }], ["lost", 2, 3], [4, { text: "d" }]]);
  });

  test("who came during the outage missed nothing", async () => {
    const harness = await connectAndOpen();
    const before = log<{ text: string }>();
    const during = log<{ text: string }>();
    subscribe(harness.connection, messages, { room: "r1" }, before.options);
    await settled();
    await harness.socket.receive([kinds.subscribed, 0, 4, "e", 10]);
    await harness.socket.end(1006);
    subscribe(harness.connection, messages, { room: "r1" }, during.options);
    await reopen(harness);
    await harness.socket.receive([kinds.subscribed, 0, 4, "e", 12]);
    expect(before.told).toContainEqual(["disconnected", 11, 12]);
    expect(during.told).toEqual(["subscribing", "active"]);
  });
});

describe("ends", () => {
  test.each(["forbidden", "unknown_topic", "incompatible", "invalid_input", "limit_exceeded", "internal"])(
    "refused with %s: for good",
    async (code) => {
      const harness = await connectAndOpen();
      const { told, options } = log<{ text: string }>();
      const subscription = subscribe(harness.connection, messages, { room: "r1" }, options);
      await settled();
      await harness.socket.receive([kinds.ended, 0, code, "no", toWire({ a: 1 })]);
      expect(told).toEqual(["ended", ["end", `${code}: no`]]);
      await subscription.unsubscribe();
      await harness.socket.end(1006);
      await reopen(harness);
      expect(harness.socket.take().length).toBe(1);
    },
  );

  test("ended by the server later, for every subscriber, and asked anew by the next", async () => {
    const { connection, socket } = await connectAndOpen();
    const logs = [log<{ text: string }>(), log<{ text: string }>()];
    for (const { options } of logs) subscribe(connection, messages, { room: "r1" }, options);
    await settled();
    await socket.receive(
      [kinds.subscribed, 0, 4, "e", 0],
      [kinds.ended, 0, "forbidden", "no longer"],
      event(1, "late"),
    );
    for (const { told } of logs) expect(told).toEqual(["active", "ended", ["end", "forbidden: no longer"]]);
    socket.take();
    subscribe(connection, messages, { room: "r1" }, log<{ text: string }>().options);
    await settled();
    expect(socket.take()).toEqual([[kinds.subscribe, 0, 2, ["r1", null]]]);
  });

  test("an event that is not what was declared ends the channel, not the connection", async () => {
    const { connection, socket } = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    subscribe(connection, messages, { room: "r1" }, options);
    await settled();
    socket.take();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0], [kinds.event, 4, 1, 5], event(2, "b"));
    expect(told).toEqual(["active", "ended", ["end", "protocol: an event of messages is not what its schema says"]]);
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect(connection.status.state).toBe("open");
  });

  test("params that cannot be encoded, and a connection that is closed", async () => {
    const { connection } = await connectAndOpen();
    const bad = log<{ text: string }>();
    const late = log<{ text: string }>();
    subscribe(connection, messages, undefined as never, bad.options);
    expect(bad.told).toEqual([]);
    await settled();
    await connection.close();
    const subscription = subscribe(connection, messages, { room: "r1" }, late.options);
    await settled();
    expect(bad.told).toEqual([
      "ended",
      ["end", expect.stringMatching(/^invalid_input: the params of messages cannot/)],
    ]);
    expect(late.told).toEqual(["ended", ["end", "closed: the connection is closed"]]);
    await subscription.unsubscribe();
  });

  test.each([Number.NaN, 0, -1])("a bufferSize of %d, and the server is not asked", async (bufferSize) => {
    const { connection, socket } = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    subscribe(connection, messages, { room: "r1" }, { ...options, onEvent: undefined, bufferSize });
    await settled();
    expect(told).toEqual([
      "ended",
      ["end", `invalid_input: the option bufferSize must be above 0, but is ${bufferSize}`],
    ]);
    expect(socket.sent).toEqual([]);
  });

  test("close() ends without an error, and unsubscribing waits for nothing then", async () => {
    const { connection, socket } = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    const left = subscribe(connection, messages, { room: "r1" }, options);
    const right = subscribe(connection, messages, { room: "r2" }, {});
    await settled();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0]);
    const unsubscribing = right.unsubscribe();
    await connection.close();
    await Promise.all([unsubscribing, left.unsubscribe()]);
    expect(told).toEqual(["active", "ended", ["end", undefined]]);
  });

  test("unsubscribing is done when the connection is lost", async () => {
    const { connection, socket } = await connectAndOpen();
    const subscription = subscribe(connection, messages, { room: "r1" }, {});
    await settled();
    const left = subscription.unsubscribe();
    await socket.end(1006);
    await left;
  });

  test("a subscriber may unsubscribe, subscribe and call from within its callbacks", async () => {
    const { connection, socket } = await connectAndOpen();
    const { told, options } = log<{ text: string }>();
    const subscription = subscribe(
      connection,
      messages,
      { room: "r1" },
      {
        onEvent: () => {
          void subscription.unsubscribe();
          subscribe(connection, messages, { room: "r1" }, options);
          void call(connection, ping, undefined);
        },
      },
    );
    await settled();
    socket.take();
    await socket.receive([kinds.subscribed, 0, 4, "e", 0], event(1, "a"), event(2, "b"));
    expect(socket.take()).toEqual([
      [kinds.unsubscribe, 0],
      [kinds.subscribe, 1, 2, ["r1", null]],
      [kinds.call, 0, 1],
    ]);
    await socket.receive([kinds.ended, 0], [kinds.subscribed, 1, 4, "e", 2], event(3, "c"), [kinds.result, 0]);
    expect(told).toEqual(["active", [3, { text: "c" }]]);
  });
});
