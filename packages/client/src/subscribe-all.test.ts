import { type ClientFrame, kinds, type ServerFrame } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { prices } from "../test/fixtures.js";
import { connectAndOpen, failureOf, type Harness, proveNothingIsLeft } from "../test/harness.js";
import { any, type Pattern } from "./pattern.js";
import type { PatternOptions, PatternSubscription } from "./pattern-subscription.js";
import { subscribe } from "./subscribe.js";
import { subscribeAll } from "./subscribe-all.js";

proveNothingIsLeft();

type Params = { market: string; symbol: string };
type Options = PatternOptions<Params, { text: string }>;

interface Subscribed extends Harness {
  /** "symbol offset", gaps as "symbol reason from-to", and the end. */
  readonly told: string[];
  readonly subscription: PatternSubscription<Params, { text: string }>;
}

const wildcard: Pattern<Params> = { market: "m", symbol: any };

/** Subscribed; what the server was asked is still to be taken. */
async function listen(
  params: readonly Params[] | Pattern<Params> = wildcard,
  more: Options = {},
  topic = prices,
): Promise<Subscribed> {
  const harness = await connectAndOpen();
  const told: string[] = [];
  const subscription = subscribeAll(harness.connection, topic, params, {
    onEvent: (_event, { params, offset }) => told.push(`${params.symbol} ${offset}`),
    onGap: ({ params, reason, from, to }) => told.push(`${params.symbol} ${reason} ${from}-${to}`),
    onEnd: (error) => told.push(error?.code ?? "end"),
    ...more,
  });
  await settled();
  return Object.assign(harness, { told, subscription });
}

/** @param messages in how many it asks, hello included. */
async function reconnect({ connection, sockets }: Harness, messages = 1): Promise<ClientFrame[]> {
  await sockets.at(-1)?.end(1006);
  connection.reconnect();
  await settled();
  const socket = sockets.at(-1) as FakeSocket;
  await socket.open();
  expect(socket.sent).toHaveLength(messages);
  const [, ...asked] = socket.take();
  await socket.welcome();
  return asked;
}

async function move(harness: Harness): Promise<[old: FakeSocket, next: FakeSocket]> {
  const old = harness.socket;
  await old.receive([kinds.goingAway, 10_000]);
  const next = harness.socket;
  await next.open();
  await next.welcome();
  old.take();
  return [old, next];
}

const given = new Map([["market", "m"]]);
const open = (symbol: string) => new Map([["symbol", symbol]]);
const subscribed: ServerFrame = [kinds.patternSubscribed, 0];

function matched(symbol: string, channel: number, offset: number, epoch = "e"): ServerFrame {
  return [kinds.matched, 0, open(symbol), channel, epoch, offset];
}

function event(channel: number, offset: number): ServerFrame {
  return [kinds.event, channel, offset, [`e${offset}`]];
}

describe("a pattern", () => {
  test("asks once, and hears of every instance", async () => {
    const { socket, told, subscription } = await listen();
    expect(socket.take()).toEqual([[kinds.subscribePattern, 0, 5, given, ["symbol"]]]);
    expect(subscription.status).toBe("subscribing");
    await socket.receive(matched("EUR", 1, 5), matched("USD", 2, 0), subscribed);
    expect(subscription.status).toBe("active");
    await socket.receive(event(1, 6), event(2, 1), [kinds.gap, 2, 3, "slow"], matched("JPY", 3, 0), event(3, 1));
    expect(told).toEqual(["EUR 6", "USD 1", "USD slow 2-3", "JPY 1"]);
    expect([...subscription.positions()]).toEqual([
      { params: { market: "m", symbol: "EUR" }, position: { epoch: "e", offset: 6 } },
      { params: { market: "m", symbol: "USD" }, position: { epoch: "e", offset: 3 } },
      { params: { market: "m", symbol: "JPY" }, position: { epoch: "e", offset: 1 } },
    ]);
  });

  test("gives each event with its place", async () => {
    const places: unknown[] = [];
    const { socket } = await listen(wildcard, { onEvent: ({ text }, place) => places.push(text, place) });
    await socket.receive(matched("EUR", 1, 0, "x"), event(1, 1));
    expect(places).toEqual(["e1", { params: { market: "m", symbol: "EUR" }, epoch: "x", offset: 1 }]);
  });

  test("by its path and in maps, on a session with another schema", async () => {
    const harness = await connectAndOpen({}, 1);
    const texts: string[] = [];
    subscribeAll(harness.connection, prices, wildcard, { onEvent: ({ text }) => texts.push(text), since: 2 });
    await settled();
    expect(harness.socket.take()).toEqual([[kinds.subscribePattern, 0, "prices", given, ["symbol"], 2]]);
    await harness.socket.receive(matched("EUR", 1, 0), [kinds.event, 1, 1, new Map([["text", "hi"]])]);
    expect(texts).toEqual(["hi"]);
  });

  test("shares the channel of an ordinary subscription to an instance", async () => {
    const { socket, told, connection } = await listen();
    const offsets: number[] = [];
    subscribe(
      connection,
      prices,
      { market: "m", symbol: "EUR" },
      { onEvent: (_event, offset) => offsets.push(offset) },
    );
    await settled();
    await socket.receive(matched("EUR", 1, 5), subscribed, [kinds.subscribed, 1, 1, "e", 6], event(1, 6), event(1, 7));
    expect(told).toEqual(["EUR 6", "EUR 7"]);
    expect(offsets).toEqual([7]);
  });

  test("an instance that is matched anew counts anew", async () => {
    const { socket, told } = await listen();
    await socket.receive(matched("EUR", 1, 5), subscribed, matched("EUR", 2, 0, "f"), event(1, 6), event(2, 1));
    expect(told).toEqual(["EUR restarted 1-0", "EUR 1"]);
  });

  test("ends with what the server says, and with what is no event", async () => {
    const theirs = await listen();
    await theirs.socket.receive(matched("EUR", 1, 5), [kinds.ended, 0, "limit_exceeded", "too many"]);
    expect(theirs.told).toEqual(["limit_exceeded"]);
    const broken = await listen();
    broken.socket.take();
    await broken.socket.receive(matched("EUR", 1, 5), [kinds.event, 1, 6, 7], matched("USD", 2, 0), event(2, 1));
    expect(broken.told).toEqual(["protocol"]);
    expect(broken.socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect([...broken.subscription.positions()]).toHaveLength(1);
  });

  test.each<[string, ServerFrame]>([
    ["a subscription's answer", [kinds.subscribed, 0, 1, "e", 0]],
    ["a match that nobody asked for", [kinds.matched, 7, open("EUR"), 1, "e", 0]],
    ["a match without params", [kinds.matched, 0, null, 1, "e", 0]],
  ])("%s breaks the protocol", async (_name, frame) => {
    const { socket, connection, told } = await listen();
    await socket.receive(frame);
    expect(connection.status).toMatchObject({ state: "closed", error: { code: "protocol" } });
    expect(told).toEqual(["protocol"]);
  });

  test("unsubscribing settles when the server has confirmed", async () => {
    const { socket, told, subscription } = await listen();
    await socket.receive(matched("EUR", 1, 5), subscribed, event(1, 6));
    socket.take();
    let isDone = false;
    const done = subscription.unsubscribe().then(() => {
      isDone = true;
    });
    await settled();
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect(isDone).toBe(false);
    await socket.receive(event(1, 7), [kinds.ended, 0]);
    await done;
    expect(told).toEqual(["EUR 6", "end"]);
    expect([...subscription.positions()]).toMatchObject([{ position: { offset: 6 } }]);
  });

  test("unsubscribed without a connection, it is not asked for again", async () => {
    const harness = await listen();
    await harness.socket.end(1006);
    await harness.subscription.unsubscribe();
    expect(await reconnect(harness)).toEqual([]);
  });

  test("ends with the connection, and at once after its close", async () => {
    const { connection, told } = await listen();
    await connection.close();
    expect(told).toEqual(["end"]);
    const codes: unknown[] = [];
    subscribeAll(connection, prices, wildcard, { onEnd: (error) => codes.push(error) });
    await settled();
    expect(codes).toEqual([undefined]);
  });
});

describe("a pattern after a reconnect", () => {
  test("resumes every instance in one message", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), matched("USD", 2, 8), subscribed, event(1, 6));
    expect(await reconnect(harness)).toEqual([
      [
        kinds.subscribePattern,
        0,
        "prices",
        given,
        ["symbol"],
        [
          [open("EUR"), "e", 6],
          [open("USD"), "e", 8],
        ],
      ],
    ]);
    await harness.socket.receive(matched("EUR", 7, 6), matched("USD", 8, 8), subscribed, event(7, 7), event(8, 9));
    expect(harness.told).toEqual(["EUR 6", "EUR 7", "USD 9"]);
  });

  test("tells what is gone of an instance that came to be meanwhile, and a restart", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), subscribed);
    await reconnect(harness);
    await harness.socket.receive(matched("JPY", 3, 2), matched("EUR", 1, 1, "f"), subscribed, event(3, 3), event(1, 2));
    expect(harness.told).toEqual(["JPY disconnected 1-2", "EUR restarted 1-1", "JPY 3", "EUR 2"]);
  });

  test("an instance that the server does not know any more goes on when it comes back", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), matched("USD", 2, 5), subscribed);
    await reconnect(harness);
    await harness.socket.receive(subscribed, matched("EUR", 1, 0, "f"), matched("USD", 2, 6), event(1, 1), event(2, 7));
    expect(harness.told).toEqual(["EUR restarted 1-0", "USD disconnected 6-6", "EUR 1", "USD 7"]);
  });

  test("an instance that begins before where it was asked to lost its count", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), subscribed);
    await reconnect(harness);
    await harness.socket.receive(matched("EUR", 1, 2), subscribed, event(1, 3));
    expect(harness.told).toEqual(["EUR restarted 1-2", "EUR 3"]);
  });

  test("of more than 10,000 instances that did not come back, the oldest are told to be gone", async () => {
    const harness = await listen();
    const symbols = Array.from({ length: 10_002 }, (_, index) => `s${index}`);
    await harness.socket.receive(...symbols.map((symbol, index) => matched(symbol, index, 1)), subscribed);
    await reconnect(harness, 2);
    await harness.socket.receive(matched("s0", 0, 1), subscribed);
    expect(harness.told).toEqual(["s1 restarted 1-0"]);
    expect([...harness.subscription.positions()]).toHaveLength(10_001);
  });

  test("asks as before where it had not all instances, and tells none twice", async () => {
    const harness = await listen(wildcard, { since: 3 });
    await harness.socket.receive(matched("EUR", 1, 5), event(1, 6));
    expect(await reconnect(harness)).toMatchObject([{ 5: 3 }]);
    await harness.socket.receive(matched("EUR", 1, 3), matched("USD", 2, 4), subscribed, event(1, 6), event(1, 7));
    expect(harness.told).toEqual(["EUR 6", "EUR 7"]);
  });

  test("a topic without history begins with what comes", async () => {
    const { history: _history, ...forgetful } = prices;
    const harness = await listen(wildcard, {}, forgetful);
    await harness.socket.receive(matched("EUR", 1, 5), subscribed);
    expect(await reconnect(harness)).toEqual([[kinds.subscribePattern, 0, "prices", given, ["symbol"]]]);
    await harness.socket.receive(matched("EUR", 1, 7), matched("USD", 2, 1), subscribed, event(1, 8));
    expect(harness.told).toEqual(["EUR disconnected 6-7", "USD disconnected 1-1", "EUR 8"]);
  });

  test("goes on from positions that were stored", async () => {
    const first = await listen();
    await first.socket.receive(matched("EUR", 1, 5), matched("USD", 2, 5), subscribed, event(1, 6));
    const since = JSON.parse(JSON.stringify([...first.subscription.positions()]));
    const { socket, told } = await listen(wildcard, { since });
    expect(socket.take()).toMatchObject([
      {
        5: [
          [open("EUR"), "e", 6],
          [open("USD"), "e", 5],
        ],
      },
    ]);
    await socket.receive(matched("EUR", 1, 6), matched("USD", 2, 5), matched("JPY", 3, 0), subscribed);
    await socket.receive(event(1, 7), event(3, 1), event(2, 7));
    expect(told).toEqual(["EUR 7", "JPY 1", "USD lost 6-6", "USD 7"]);
  });
});

describe("a pattern of a server that goes away", () => {
  test("is left when the next one has told of all instances, and each event comes once", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), subscribed);
    const [old, next] = await move(harness);
    await next.receive(matched("EUR", 4, 5), event(4, 6));
    await old.receive(event(1, 6), event(1, 7));
    expect(old.take()).toEqual([]);
    await next.receive(subscribed, event(4, 7));
    expect(old.take()).toEqual([[kinds.unsubscribe, 0]]);
    await old.receive([kinds.ended, 0]);
    await next.receive(event(4, 8));
    expect(harness.told).toEqual(["EUR 6", "EUR 7", "EUR 8"]);
    expect(harness.subscription.status).toBe("active");
  });

  test.each([
    ["the old one first", true],
    ["the next one first", false],
  ])("an instance that comes to be while both are there is told once: %s", async (_name, isOldFirst) => {
    const harness = await listen();
    await harness.socket.receive(subscribed);
    const [old, next] = await move(harness);
    await next.receive(subscribed);
    const tellOld = () => old.receive(matched("EUR", 1, 0), event(1, 1), event(1, 2));
    const tellNext = () => next.receive(matched("EUR", 4, 0), event(4, 1), event(4, 2));
    for (const tell of isOldFirst ? [tellOld, tellNext] : [tellNext, tellOld]) await tell();
    await old.receive([kinds.ended, 0]);
    await next.receive(event(4, 3));
    expect(harness.told).toEqual(["EUR 1", "EUR 2", "EUR 3"]);
  });

  test("goes on where the old one ends before the next one has begun", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), subscribed);
    const [old, next] = await move(harness);
    await old.receive(event(1, 6));
    await old.end(1001);
    expect(harness.subscription.status).toBe("subscribing");
    await next.receive(matched("EUR", 4, 5), subscribed, event(4, 6), event(4, 7));
    expect(harness.told).toEqual(["EUR 6", "EUR 7"]);
  });

  test("stays where the next one is lost", async () => {
    const harness = await listen();
    await harness.socket.receive(matched("EUR", 1, 5), matched("USD", 2, 0), subscribed);
    const [old, next] = await move(harness);
    await next.receive(matched("EUR", 4, 5), event(4, 6));
    await next.end(1006);
    await old.receive(event(2, 1), event(1, 6), event(1, 7));
    expect(harness.subscription.status).toBe("active");
    await old.end(1001);
    expect(await reconnect(harness)).toMatchObject([
      {
        5: [
          [open("EUR"), "e", 6],
          [open("USD"), "e", 1],
        ],
      },
    ]);
    await harness.socket.receive(matched("EUR", 1, 6), matched("USD", 2, 1), subscribed, event(1, 7));
    expect(harness.told).toEqual(["EUR 6", "USD 1", "EUR 7"]);
  });
});

describe("a list", () => {
  const list = [
    { market: "m", symbol: "EUR" },
    { symbol: "USD", market: "m" },
    { symbol: "EUR", market: "m" },
  ];

  test("is as many subscriptions, equal params once", async () => {
    const { socket, told, subscription } = await listen(list);
    expect(socket.take()).toEqual([
      [kinds.subscribe, 0, 5, ["m", "EUR"]],
      [kinds.subscribe, 1, 5, ["m", "USD"]],
    ]);
    await socket.receive([kinds.subscribed, 0, 1, "e", 5]);
    expect(subscription.status).toBe("subscribing");
    await socket.receive([kinds.subscribed, 1, 2, "e", 0], event(2, 1), event(1, 7));
    expect(subscription.status).toBe("active");
    expect(told).toEqual(["USD 1", "EUR lost 6-6", "EUR 7"]);
  });

  test("shares what is subscribed to already, and goes on over a reconnect", async () => {
    const harness = await listen(list);
    harness.socket.take();
    subscribe(harness.connection, prices, { market: "m", symbol: "USD" });
    await settled();
    expect(harness.socket.take()).toEqual([]);
    await harness.socket.receive([kinds.subscribed, 0, 1, "e", 5], [kinds.subscribed, 1, 2, "e", 0]);
    expect(await reconnect(harness)).toMatchObject([{ 4: ["e", 5] }, { 4: ["e", 0] }]);
    await harness.socket.receive([kinds.subscribed, 0, 1, "e", 5], [kinds.subscribed, 1, 2, "f", 0]);
    expect(harness.told).toEqual(["USD restarted 1-0"]);
  });

  test("begins where the positions of its instances say", async () => {
    const since = [{ params: { symbol: "USD", market: "m" }, position: { epoch: "e", offset: 3 } }];
    const { socket, subscription } = await listen(list, { since });
    expect(socket.take()).toEqual([
      [kinds.subscribe, 0, 5, ["m", "EUR"]],
      [kinds.subscribe, 1, 5, ["m", "USD"], ["e", 3]],
    ]);
    expect([...subscription.positions()]).toEqual([{ params: list[1], position: { epoch: "e", offset: 3 } }]);
  });

  test("ends as soon as one of them does", async () => {
    const { socket, told, subscription } = await listen(list);
    socket.take();
    await socket.receive([kinds.ended, 1, "forbidden", "no"]);
    expect(told).toEqual(["forbidden"]);
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect(subscription.status).toBe("ended");
    await socket.receive([kinds.ended, 0]);
    await subscription.unsubscribe();
  });

  test("of one: params without anything left open", async () => {
    const { socket } = await listen({ market: "m", symbol: "EUR" });
    expect(socket.take()).toEqual([[kinds.subscribe, 0, 5, ["m", "EUR"]]]);
  });

  test("of none is active and silent", async () => {
    const { socket, subscription } = await listen([]);
    expect(socket.take()).toEqual([]);
    expect(subscription.status).toBe("active");
    await subscription.unsubscribe();
  });
});

test.each<[string, readonly Params[] | Pattern<Params>, Options]>([
  ["a param that may not be left open", { market: any, symbol: "EUR" }, {}],
  ["params that cannot be encoded", [{ market: "m", symbol: Symbol() as never }], {}],
  ["given params that cannot be encoded", { market: Symbol() as never, symbol: any }, {}],
  ["a bufferSize that is not above 0", wildcard, { bufferSize: 0 }],
  ["an invalid date", wildcard, { since: new Date(Number.NaN) }],
])("%s ends it at once", async (_name, params, options) => {
  const { socket, told } = await listen(params, options);
  expect(told).toEqual(["invalid_input"]);
  expect(socket.take()).toEqual([]);
});

describe("a loop", () => {
  const looped = { onEvent: undefined };

  test("reads events with their params; gaps go to onGap at their place", async () => {
    const { socket, told, subscription } = await listen(wildcard, looped);
    await socket.receive(matched("EUR", 1, 5), matched("USD", 2, 0), subscribed, event(1, 7), event(2, 1));
    expect(told).toEqual([]);
    for await (const { params, event, offset, epoch } of subscription) {
      told.push(`${params.symbol} ${event.text} ${epoch} ${offset}`);
      if (params.symbol === "USD") break;
    }
    expect(told).toEqual(["EUR lost 6-6", "EUR e7 e 7", "USD e1 e 1", "end"]);
    await socket.receive([kinds.ended, 0]);
  });

  test("reads updates, and its positions are of what it has read", async () => {
    const { socket, subscription } = await listen(wildcard, looped);
    await socket.receive(matched("EUR", 1, 5), matched("USD", 2, 0), subscribed, event(1, 7), event(2, 1));
    const offsets = () => [...subscription.positions()].map(({ position }) => position.offset);
    const loop = subscription.updates()[Symbol.asyncIterator]();
    expect(offsets()).toEqual([5, 0]);
    expect((await loop.next()).value).toEqual({
      type: "gap",
      reason: "lost",
      from: 6,
      to: 6,
      params: { market: "m", symbol: "EUR" },
    });
    expect(offsets()).toEqual([6, 0]);
    expect((await loop.next()).value).toMatchObject({ type: "event", offset: 7 });
    expect(offsets()).toEqual([7, 0]);
    await socket.receive(event(1, 8));
    void subscription.unsubscribe();
    expect(offsets()).toEqual([7, 0]);
    await socket.receive([kinds.ended, 0]);
    expect(await loop.next()).toEqual({ done: true, value: undefined });
  });

  test("that falls behind misses the oldest of all, and is told where", async () => {
    const { socket, subscription } = await listen(wildcard, { ...looped, bufferSize: 2 });
    await socket.receive(matched("EUR", 1, 0), matched("USD", 2, 0), subscribed);
    await socket.receive(event(1, 1), event(1, 2), event(2, 1), event(2, 2));
    const loop = subscription.updates()[Symbol.asyncIterator]();
    expect((await loop.next()).value).toMatchObject({ reason: "overflow", from: 1, to: 2, params: { symbol: "EUR" } });
    expect((await loop.next()).value).toMatchObject({ offset: 1, params: { symbol: "USD" } });
  });

  test("that falls behind ends, where that is asked for", async () => {
    const { socket, told, subscription } = await listen(wildcard, { ...looped, bufferSize: 1, overflow: "end" });
    await socket.receive(matched("EUR", 1, 0), matched("USD", 2, 0), subscribed, event(1, 1), event(2, 1));
    expect(told).toEqual(["limit_exceeded"]);
    const loop = subscription[Symbol.asyncIterator]();
    expect((await loop.next()).value).toMatchObject({ offset: 1, params: { symbol: "EUR" } });
    expect(await failureOf(loop.next())).toMatchObject({
      code: "limit_exceeded",
      data: { limit: "bufferSize", max: 1 },
    });
  });

  test("waits for what comes, and throws the server's end", async () => {
    const { socket, subscription } = await listen(wildcard, looped);
    const loop = subscription[Symbol.asyncIterator]();
    const first = loop.next();
    await socket.receive(matched("EUR", 1, 0), event(1, 1));
    expect((await first).value).toMatchObject({ offset: 1 });
    const failure = failureOf(loop.next());
    await socket.receive([kinds.ended, 0, "forbidden", "no"]);
    expect(await failure).toMatchObject({ code: "forbidden" });
  });

  test("is not for who has a callback", async () => {
    const { subscription } = await listen();
    expect(await failureOf(subscription[Symbol.asyncIterator]().next())).toMatchObject({ code: "invalid_input" });
  });
});
