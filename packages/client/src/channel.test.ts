import { type ClientFrame, kinds, type ServerFrame } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { journal, messages, news, quote } from "../test/fixtures.js";
import { connectAndOpen, type Harness, proveNothingIsLeft } from "../test/harness.js";
import type { TopicDescriptor } from "./descriptors.js";
import { subscribe } from "./subscribe.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";

proveNothingIsLeft();

type Told = (number | string)[];

/** Writes down offsets, gaps as "reason from-to", and the end. */
function told<Event>(): { told: Told; options: SubscribeOptions<Event> } {
  const told: Told = [];
  return {
    told,
    options: {
      onEvent: (_event, offset) => told.push(offset),
      onGap: ({ reason, from, to }) => told.push(`${reason} ${from}-${to}`),
      onEnd: (error) => told.push(error?.code ?? "end"),
    },
  };
}

interface Subscribed extends Harness {
  readonly told: Told;
  readonly subscription: Subscription<{ text: string }>;
}

/** Subscribed; what the server was asked is still to be taken. */
async function listen(
  topic: TopicDescriptor<{ room: string }, { text: string }> = journal,
  more: SubscribeOptions<{ text: string }> = {},
): Promise<Subscribed> {
  const harness = await connectAndOpen();
  const log = told<{ text: string }>();
  const subscription = subscribe(harness.connection, topic, { room: "r1" }, { ...log.options, ...more });
  await settled();
  return Object.assign(harness, { told: log.told, subscription });
}

/** Another session, up to what it was asked behind hello. */
async function reconnect(harness: Harness): Promise<unknown[]> {
  const [, ...asked] = await greet(harness);
  await harness.socket.welcome();
  return asked;
}

/** @returns the frames of hello's message. */
async function greet({ connection, sockets }: Harness): Promise<ClientFrame[]> {
  await sockets.at(-1)?.end(1006);
  connection.reconnect();
  await settled();
  const socket = sockets.at(-1) as FakeSocket;
  await socket.open();
  expect(socket.sent).toHaveLength(1);
  return socket.take();
}

const room = new Map([["room", "r1"]]);
const at = (offset: number, epoch = "e", channel = 4): ServerFrame => [kinds.subscribed, 0, channel, epoch, offset];
const event = (offset: number, channel = 4): ServerFrame => [kinds.event, channel, offset, [`e${offset}`]];
const gap = (to: number, reason: "expired" | "slow" | "conflated"): ServerFrame => [kinds.gap, 4, to, reason];

describe("frames", () => {
  test("several events in one, also such as came before", async () => {
    const { socket, told } = await listen();
    await socket.receive(at(0), [kinds.events, 4, 1, [["a"], ["b"]]], [kinds.events, 4, 2, [["b"], ["c"]]]);
    expect(told).toEqual([1, 2, 3]);
  });

  test("several events that begin too late leave a gap", async () => {
    const { socket, told } = await listen();
    await socket.receive(at(0), [kinds.events, 4, 3, [["c"], ["d"]]]);
    expect(told).toEqual(["lost 1-2", 3, 4]);
  });

  test("gaps stand at their place, from what came last", async () => {
    const { socket, told, subscription } = await listen();
    await socket.receive(at(5), gap(7, "expired"), event(8), gap(10, "slow"), event(11), gap(12, "conflated"));
    expect(told).toEqual(["expired 6-7", 8, "slow 9-10", 11, "conflated 12-12"]);
    expect(subscription.position).toEqual({ epoch: "e", offset: 12 });
  });

  test("a gap over what came before is nothing, one that reaches further tells the rest", async () => {
    const { socket, told } = await listen();
    await socket.receive(at(5), event(6), gap(6, "expired"), event(7), gap(9, "expired"));
    expect(told).toEqual([6, 7, "expired 8-9"]);
  });

  test("an event that was not wanted back counts in silence, but not what it skips", async () => {
    const { socket, told, subscription } = await listen();
    await socket.receive(at(5), [kinds.event, 4, 6], event(7), [kinds.event, 4, 7], [kinds.event, 4, 10], event(11));
    expect(told).toEqual([7, "lost 8-9", 11]);
    expect(subscription.offset).toBe(11);
  });

  test("an event that is nil is an event", async () => {
    const { connection, socket } = await connectAndOpen();
    const events: unknown[] = [];
    subscribe(connection, news, undefined, { onEvent: (event) => events.push(event) });
    await settled();
    await socket.receive(at(0), [kinds.event, 4, 1, null], [kinds.event, 4, 2]);
    expect(events).toEqual([null]);
  });
});

describe("after a reconnect", () => {
  test("a topic with history resumes from where it was", async () => {
    const harness = await listen();
    await harness.socket.receive(at(5), event(6));
    expect(await reconnect(harness)).toEqual([[kinds.subscribe, 0, "journal", room, ["e", 6]]]);
    await harness.socket.receive(at(6), event(7), event(8));
    expect(harness.told).toEqual([6, 7, 8]);
  });

  test("all subscriptions together, in the message of hello", async () => {
    const harness = await connectAndOpen();
    for (const name of ["r1", "r2"]) subscribe(harness.connection, journal, { room: name }, { onEvent() {} });
    await settled();
    await harness.socket.receive(at(5), [kinds.subscribed, 1, 5, "f", 7]);
    const [, ...asked] = await greet(harness);
    expect(asked.map((frame) => frame[4])).toEqual([
      ["e", 5],
      ["f", 7],
    ]);
  });

  test("what the history no longer has is a gap, then it goes on", async () => {
    const harness = await listen();
    await harness.socket.receive(at(5), event(6));
    await reconnect(harness);
    await harness.socket.receive(at(6), gap(8, "expired"), event(9));
    expect(harness.told).toEqual([6, "expired 7-8", 9]);
  });

  test("another epoch is told with what the new one no longer has, then comes all that it has", async () => {
    const harness = await listen();
    await harness.socket.receive(at(5), event(6));
    await reconnect(harness);
    await harness.socket.receive(at(2, "f"), event(3), event(4));
    expect(harness.told).toEqual([6, "restarted 1-2", 3, 4]);
    expect(harness.subscription.position).toEqual({ epoch: "f", offset: 4 });
    expect(await reconnect(harness)).toEqual([[kinds.subscribe, 0, "journal", room, ["f", 4]]]);
  });

  test("a reported gap and a silent event are not asked for again", async () => {
    const harness = await listen();
    await harness.socket.receive(at(5), gap(8, "slow"), [kinds.event, 4, 9]);
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "journal", room, ["e", 9]]);
  });

  test("a session that ends before it confirmed changes nothing", async () => {
    const harness = await listen();
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "journal", room]);
    await harness.socket.receive(at(5));
    await reconnect(harness);
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "journal", room, ["e", 5]]);
  });

  test("a session that ends in the middle of what is resumed is resumed from there", async () => {
    const harness = await listen();
    await harness.socket.receive(at(5));
    await reconnect(harness);
    await harness.socket.receive(at(5), event(6), event(7));
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "journal", room, ["e", 7]]);
    await harness.socket.receive(at(7), event(8));
    expect(harness.told).toEqual([6, 7, 8]);
  });

  test("a topic without history asks for what comes, and tells what was missed", async () => {
    const harness = await listen(messages);
    await harness.socket.receive(at(5), event(6));
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "messages", room]);
    await harness.socket.receive(at(8), event(9));
    expect(harness.told).toEqual([6, "disconnected 7-8", 9]);
  });
});

describe("moved to another session", () => {
  /** The server goes away; the new session has asked. */
  async function moving(
    topic = journal,
  ): Promise<Subscribed & { first: FakeSocket; second: FakeSocket; asked: unknown }> {
    const harness = await listen(topic);
    const first = harness.socket;
    first.take();
    await first.receive(at(5), event(6), [kinds.goingAway, 10_000]);
    const second = harness.socket;
    await second.open();
    const [, asked] = second.take();
    await second.welcome();
    return Object.assign(harness, { first, second, asked });
  }

  test("the new one takes over as soon as it resumes, whatever the old one still brings", async () => {
    const { first, second, asked, told } = await moving();
    expect(asked).toEqual([kinds.subscribe, 0, "journal", room, ["e", 6]]);
    await first.receive(event(7), event(8));
    await second.receive(at(6), event(7), event(8), event(9));
    expect(first.take()).toEqual([[kinds.unsubscribe, 0]]);
    await first.receive(event(9), gap(20, "slow"), event(21), [kinds.ended, 0]);
    expect(first.closedWith).toEqual({ code: 1000, reason: undefined });
    await second.receive(event(10));
    expect(told).toEqual([6, 7, 8, 9, 10]);
  });

  test("another epoch waits until the old session has brought what it has", async () => {
    const { first, second, told } = await moving();
    await second.receive(at(0, "f"), event(1), gap(3, "slow"), [kinds.event, 4, 4], event(5));
    await first.receive(event(7));
    expect(told).toEqual([6, 7]);
    await first.receive([kinds.ended, 0]);
    expect(told).toEqual([6, 7, "restarted 1-0", 1, "slow 2-3", 5]);
  });

  test("a new session that is lost while the old one is being left is followed by another", async () => {
    const harness = await moving();
    await harness.second.receive(at(0, "f"), event(1));
    await harness.second.end(1006);
    await harness.first.receive(event(7), [kinds.ended, 0]);
    expect(harness.subscription.status).toBe("waiting");
    expect(await reconnect(harness)).toEqual([[kinds.subscribe, 0, "journal", room, ["e", 7]]]);
    await harness.socket.receive(at(0, "f"), event(1), event(2));
    expect(harness.told).toEqual([6, 7, "restarted 1-0", 1, 2]);
  });

  test("an old session that is lost before the new one confirmed is resumed", async () => {
    const { first, second, told } = await moving();
    await first.receive(event(7));
    await first.end(1001);
    await second.receive(at(6), event(7), event(8));
    expect(told).toEqual([6, 7, 8]);
  });

  test("so is one of a topic without history, whose confirmation was on its way meanwhile", async () => {
    const { first, second, told } = await moving(messages);
    await first.receive(event(7), event(8));
    await first.end(1001);
    await second.receive(at(7), event(8), event(9));
    expect(told).toEqual([6, 7, 8, 9]);
  });

  test("a new session that is lost is followed by one that resumes from where the old one is by then", async () => {
    const harness = await moving();
    await harness.second.end(1006);
    await harness.first.receive(event(7));
    await harness.clock.advance(500);
    await harness.socket.open();
    expect(harness.socket.take()[1]).toEqual([kinds.subscribe, 0, "journal", room, ["e", 7]]);
    await harness.socket.welcome();
    await harness.socket.receive(at(7), event(8));
    expect(harness.told).toEqual([6, 7, 8]);
  });
});

describe("since", () => {
  const noon = new Date(Date.UTC(2030, 0, 1, 12));

  test.each([
    ["a number of events", 3],
    ["none of them", 0],
    ["a time", noon],
  ])("%s is asked for until the server confirms, then it resumes", async (_name, since) => {
    const harness = await listen(messages, { since });
    expect(harness.socket.take()).toEqual([[kinds.subscribe, 0, 2, ["r1", null], since]]);
    expect(harness.subscription.position).toBeUndefined();
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "messages", room, since]);
    await harness.socket.receive(at(2), event(3));
    expect((await reconnect(harness))[0]).toEqual([kinds.subscribe, 0, "messages", room, ["e", 3]]);
    await harness.socket.receive(at(3), event(4));
    expect(harness.told).toEqual([3, 4]);
  });

  test("a position goes on from there", async () => {
    const position = { epoch: "e", offset: 7 };
    const harness = await listen(journal, { since: position });
    position.offset = 9;
    expect(harness.socket.take()).toEqual([[kinds.subscribe, 0, 1, ["r1"], ["e", 7]]]);
    expect(harness.subscription.position).toEqual({ epoch: "e", offset: 7 });
    await harness.socket.receive(at(7), gap(9, "expired"), event(10));
    expect(harness.told).toEqual(["expired 8-9", 10]);
  });

  test("a position of another epoch is a restart", async () => {
    const { socket, told } = await listen(journal, { since: { epoch: "old", offset: 7 } });
    await socket.receive(at(2), event(3));
    expect(told).toEqual(["restarted 1-2", 3]);
  });

  test("without params", async () => {
    const { connection, socket } = await connectAndOpen();
    subscribe(connection, news, undefined, { since: 1 });
    await settled();
    expect(socket.take()).toEqual([[kinds.subscribe, 0, 0, null, 1]]);
  });

  test("an invalid date is not sent", async () => {
    const { socket, told } = await listen(journal, { since: new Date(Number.NaN) });
    expect(socket.sent).toEqual([]);
    expect(told).toEqual(["invalid_input"]);
  });

  test("a position that the server has not reached is a restart", async () => {
    const { socket, told } = await listen(journal, { since: { epoch: "e", offset: 99 } });
    await socket.receive(at(2), event(3));
    expect(told).toEqual(["restarted 1-2", 3]);
  });

  test("what the server cannot read ends it", async () => {
    const { socket, told } = await listen(journal, { since: -1 });
    await socket.receive([kinds.ended, 0, "invalid_input", "a subscription begins after"]);
    expect(told).toEqual(["invalid_input"]);
  });

  test("is not shared: each takes from one channel what it has not seen", async () => {
    const harness = await listen();
    const { connection, socket } = harness;
    await socket.receive(at(8), event(9));
    const [late, later] = [told<{ text: string }>(), told<{ text: string }>()];
    subscribe(connection, journal, { room: "r1" }, { ...late.options, since: 3 });
    const last = subscribe(connection, journal, { room: "r1" }, { ...later.options, since: 3 });
    await settled();
    expect(socket.take().slice(1)).toEqual([
      [kinds.subscribe, 1, 1, ["r1"], 3],
      [kinds.subscribe, 2, 1, ["r1"], 3],
    ]);
    await socket.receive([kinds.subscribed, 1, 4, "e", 6], gap(7, "slow"), event(8), event(9));
    await socket.receive([kinds.subscribed, 2, 4, "e", 6], [kinds.events, 4, 7, [["a"], ["b"], ["c"], ["d"]]]);
    expect(harness.told).toEqual([9, 10]);
    expect(late.told).toEqual(["slow 7-7", 8, 9, 10]);
    expect(later.told).toEqual([7, 8, 9, 10]);

    // One that leaves takes nothing from the others.
    void last.unsubscribe();
    await socket.receive([kinds.ended, 2], event(11));
    expect(later.told.slice(4)).toEqual(["end"]);
    expect([harness.told.at(-1), late.told.at(-1)]).toEqual([11, 11]);
    const [, ...asked] = await greet(harness);
    expect(asked.map((frame) => frame[4])).toEqual([
      ["e", 11],
      ["e", 11],
    ]);
  });

  test("is not joined by who wants what comes", async () => {
    const { connection, socket } = await listen(journal, { since: 3 });
    subscribe(connection, journal, { room: "r1" }, { onEvent() {} });
    await settled();
    expect(socket.take().map((frame) => frame[4])).toEqual([3, undefined]);
  });

  test("is told when nobody shares it any more, and closed with the connection", async () => {
    const harness = await listen(journal, { since: 3 });
    const left = harness.subscription.unsubscribe();
    await settled();
    expect(harness.socket.take().slice(1)).toEqual([[kinds.unsubscribe, 0]]);
    await harness.socket.receive([kinds.ended, 0]);
    await left;
    expect(await reconnect(harness)).toEqual([]);
    const other = told<{ text: string }>();
    subscribe(harness.connection, journal, { room: "r1" }, { ...other.options, since: 3 });
    await harness.connection.close();
    expect(other.told).toEqual(["end"]);
  });
});

describe("a retained event", () => {
  interface Quoted extends Harness {
    readonly told: Told;
  }

  async function quoted(): Promise<Quoted> {
    const harness = await connectAndOpen();
    const log = told<number>();
    subscribe(harness.connection, quote, undefined, log.options);
    await settled();
    expect(harness.socket.take()).toEqual([[kinds.subscribe, 0, 3]]);
    await harness.socket.receive(at(6), [kinds.event, 4, 7, 1.5]);
    return Object.assign(harness, { told: log.told });
  }

  test("comes to who joins later, from what is here", async () => {
    const { connection, socket, told: first } = await quoted();
    const log = told<number>();
    const subscription = subscribe(connection, quote, undefined, log.options);
    expect(log.told).toEqual([]);
    await settled();
    expect(socket.take()).toEqual([]);
    await socket.receive([kinds.event, 4, 8, 2]);
    expect(log.told).toEqual([7, 8]);
    expect(first).toEqual([7, 8]);
    expect(subscription.position).toEqual({ epoch: "e", offset: 8 });
  });

  test("is read by a loop, which has not come further before", async () => {
    const { connection } = await quoted();
    const subscription = subscribe(connection, quote, undefined);
    await settled();
    expect(subscription.position).toEqual({ epoch: "e", offset: 6 });
    expect(await subscription[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 1.5 });
    expect(subscription.position).toEqual({ epoch: "e", offset: 7 });
  });

  test.each<[string, ServerFrame[]]>([
    ["that very event", [[kinds.event, 4, 8, 2]]],
    [
      "another one behind it",
      [
        [kinds.event, 4, 8, 2],
        [kinds.event, 4, 9, 3],
      ],
    ],
  ])("comes once to who joins while %s comes", async (_name, frames) => {
    const { connection, socket } = await quoted();
    const log = told<number>();
    const onEvent = (_event: number, offset: number): void => {
      if (offset === 8) subscribe(connection, quote, undefined, log.options);
    };
    subscribe(connection, quote, undefined, { onEvent });
    await settled();
    await socket.receive(...frames);
    expect(log.told).toEqual([8, 9].slice(0, frames.length));
  });

  test("is not given where a newer one came before it could be", async () => {
    const { connection, socket } = await quoted();
    const log = told<number>();
    const onEnd = () => void subscribe(connection, quote, undefined, log.options);
    subscribe(connection, messages, { room: "r1" }, { onEnd });
    await settled();
    await socket.receive([kinds.ended, 1, "forbidden", "no"], [kinds.event, 4, 8, 2]);
    expect(log.told).toEqual([8]);
  });

  test("comes to who joins while there is no connection, and then what follows upon it, or a gap", async () => {
    const harness = await quoted();
    await harness.socket.end(1006);
    const log = told<number>();
    subscribe(harness.connection, quote, undefined, log.options);
    const [, ...asked] = await greet(harness);
    expect(asked).toEqual([[kinds.subscribe, 0, "quote", null, ["e", 7]]]);
    await harness.socket.welcome();
    await harness.socket.receive(at(7), gap(9, "expired"), [kinds.event, 4, 10, 2]);
    expect(log.told).toEqual([7, "expired 8-9", 10]);
  });

  test.each<[string, ServerFrame]>([
    ["was published here, unwanted", [kinds.event, 4, 8]],
    ["is missing", gap(8, "slow")],
  ])("that %s is asked for by who joins later, alone", async (_name, frame) => {
    const { connection, socket, told: first } = await quoted();
    await socket.receive(frame);
    const logs = [told<number>(), told<number>()];
    for (const { options } of logs) subscribe(connection, quote, undefined, options);
    await settled();
    expect(socket.take()).toEqual([[kinds.subscribe, 1, 3]]);
    await socket.receive([kinds.subscribed, 1, 4, "e", 7], [kinds.event, 4, 8, 2], [kinds.event, 4, 9, 3]);
    for (const { told } of logs) expect(told).toEqual([8, 9]);
    expect(first.filter((entry) => typeof entry === "number")).toEqual([7, 9]);
  });
});

describe("the position of a subscriber", () => {
  test("is what its callback has just got", async () => {
    const positions: unknown[] = [];
    const harness = await connectAndOpen();
    const subscription: Subscription<{ text: string }> = subscribe(
      harness.connection,
      journal,
      { room: "r1" },
      { onEvent: () => positions.push(subscription.position), onGap: () => positions.push(subscription.position) },
    );
    await settled();
    await harness.socket.receive(at(5), event(6), event(8));
    expect(positions.map((position) => (position as { offset: number }).offset)).toEqual([6, 7, 8]);
    void subscription.unsubscribe();
    await harness.socket.receive(event(9));
    expect(subscription.position).toEqual({ epoch: "e", offset: 8 });
  });

  test("is how far its loop has read, over a restart too, and stays where it was left", async () => {
    const harness = await connectAndOpen();
    const subscription = subscribe(harness.connection, journal, { room: "r1" });
    await settled();
    await harness.socket.receive(at(5), event(6), gap(8, "slow"), event(9));
    await reconnect(harness);
    await harness.socket.receive(at(2, "f"), event(3), [kinds.event, 4, 4]);
    const positions = [subscription.position];
    const reader = subscription.updates()[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i++) {
      await reader.next();
      positions.push(subscription.position);
    }
    expect(positions.map((position) => `${position?.epoch} ${position?.offset}`)).toEqual([
      "e 5",
      "e 6",
      "e 8",
      "e 9",
      "f 2",
      "f 4",
    ]);
    await harness.socket.receive(event(5), event(6));
    await reader.next();
    void subscription.unsubscribe();
    expect(subscription.position).toEqual({ epoch: "f", offset: 5 });
  });

  test("does not pass an event that was dropped before it was read", async () => {
    const harness = await connectAndOpen();
    const subscription = subscribe(harness.connection, journal, { room: "r1" }, { bufferSize: 1 });
    await settled();
    await harness.socket.receive(at(5), event(6), event(7), event(8));
    expect(subscription.position).toEqual({ epoch: "e", offset: 5 });
    const reader = subscription.updates()[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ type: "gap", from: 6, to: 7 });
    expect(subscription.position).toEqual({ epoch: "e", offset: 7 });
  });

  test("is what a loop had read when the server ended it, and follows the rest of the reading", async () => {
    const harness = await connectAndOpen();
    const subscription = subscribe(harness.connection, journal, { room: "r1" });
    await settled();
    await harness.socket.receive(at(5), event(6), event(7), [kinds.ended, 0, "forbidden", "no"]);
    expect(subscription.position).toEqual({ epoch: "e", offset: 5 });
    await subscription[Symbol.asyncIterator]().next();
    expect(subscription.position).toEqual({ epoch: "e", offset: 6 });
  });
});
