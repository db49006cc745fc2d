import {
  decodeBatch,
  defineSchema,
  encodings,
  kinds,
  type Raw,
  type TopicOptions,
  topic,
  type Wire,
} from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { bind } from "../bind.js";
import type { BoundTopic } from "../bind-topic.js";
import type { LogRecord, Page, Position } from "./broker.js";
import { Burst } from "./burst.js";
import { Conflation } from "./conflation.js";
import { Cursor, type CursorChannel, type EventPeer } from "./cursor.js";
import { EventFrames, type EventRecord } from "./event-frames.js";
import { EventMessage } from "./event-message.js";

const event = z.object({ key: z.string(), text: z.string() });
type Policy = Omit<TopicOptions<undefined, typeof event>, "event">;

test("a peer with room gets everything, those that were published together in one frame", () => {
  const { channel, peer, cursor } = create({});
  cursor.begin(0);
  channel.publish("a");
  channel.publish("b", "c");
  expect(peer.told).toEqual(["1:a", "2:b 3:c"]);
});

test("what is published in one tick comes in one frame", () => {
  const { channel, peer, cursor } = create({});
  cursor.begin(0);
  channel.publishInTurn(["a"], ["b", "c"], ["d"]);
  expect(peer.told).toEqual(["1:a 2:b 3:c 4:d"]);
});

test("what is published in one tick comes as far as there is room, as if each had come alone", () => {
  const together = create({ slowConsumer: "drop" });
  const alone = create({ slowConsumer: "drop" });
  const parts = ["a", "bb", "ccc", "dd"].map((text) => [text]);
  for (const { cursor, peer } of [together, alone]) {
    cursor.begin(0);
    peer.roomBytes = 20;
  }
  together.channel.publishInTurn(...parts);
  for (const part of parts) alone.channel.publishInTurn(part);
  expect(together.peer.told).toEqual(["1:a", "2:bb", "3:ccc"]);
  expect(together.peer.told).toEqual(alone.peer.told);
  expect(together.peer.roomBytes).toBe(alone.peer.roomBytes);
  for (const { peer } of [together, alone]) {
    peer.roomBytes = 100;
    peer.wake();
    expect(peer.told.at(-1)).toBe("gap 4 slow");
  }
});

test("who does not want one of them back gets the others", () => {
  const { channel, peer, cursor } = create({});
  cursor.begin(0);
  channel.publishInTurn(["a"], ["b-mine"], ["c"]);
  expect(peer.told).toEqual(["1:a", "2:", "3:c"]);
});

test("events that its session does not want back are offsets", () => {
  const { channel, peer, cursor } = create({});
  cursor.begin(0);
  channel.publish("a", "b-mine", "c");
  expect(peer.told).toEqual(["1:a", "2:", "3:c"]);
});

test("a policy of resume goes on where it stopped, in as many frames as there is room for", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  cursor.begin(0);
  peer.stall();
  for (const text of ["a", "b", "c"]) channel.publish(text);
  expect(peer.told).toEqual([]);
  peer.wake();
  expect(peer.told).toEqual(["1:a 2:b 3:c"]);
  channel.publish("d");
  expect(peer.told.at(-1)).toBe("4:d");
});

test("what the history no longer has by then is a gap, and the rest comes", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  cursor.begin(0);
  peer.stall();
  for (const text of ["a", "b", "c"]) channel.publish(text);
  channel.forget(2);
  peer.wake();
  expect(peer.told).toEqual(["gap 2 expired", "3:c"]);
  expect(peer.missedEvents).toBe(2);
});

test("a policy of drop tells what it left out once there is room", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "drop" });
  cursor.begin(0);
  channel.publish("a");
  peer.stall();
  for (const text of ["b", "c"]) channel.publish(text);
  expect(peer.told).toEqual(["1:a"]);
  peer.wake();
  channel.publish("d");
  expect(peer.told).toEqual(["1:a", "gap 3 slow", "4:d"]);
});

test("a policy of conflate keeps the latest of each key at its place", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "conflate", conflateBy: "key" });
  cursor.begin(0);
  peer.stall();
  for (const text of ["a1", "b1", "a2", "c1", "a3"]) channel.publish(text);
  peer.wake();
  expect(peer.told).toEqual(["gap 1 conflated", "2:b1", "gap 3 conflated", "4:c1", "5:a3"]);
  peer.stall();
  channel.publish("a4");
  peer.wake();
  expect(peer.told.at(-1)).toBe("6:a4");
});

test("a peer that stalls again in the midst of them gets the rest later, and what replaced it", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "conflate", conflateBy: "key" });
  cursor.begin(0);
  peer.stall();
  for (const text of ["a1", "b1", "c1"]) channel.publish(text);
  peer.wake({ frames: 1 });
  expect(peer.told).toEqual(["1:a1"]);
  channel.publish("b2");
  peer.wake();
  expect(peer.told).toEqual(["1:a1", "gap 2 conflated", "3:c1", "4:b2"]);
});

test("keys without end are bounded: those that were quiet for longest are lost, and told of as slow", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "conflate", conflateBy: "key" });
  cursor.begin(0);
  peer.stall();
  for (let index = 0; index < 1_000; index++) channel.publish(`${String.fromCharCode(0x4e00 + index)}`);
  peer.wake();
  const [first = "", ...rest] = peer.told;
  expect(first).toMatch(/^gap \d+ slow$/);
  expect(rest.length).toBeGreaterThan(1);
  expect(rest.length).toBeLessThan(maxEventBytes / 64);
  expect(rest.at(-1)).toMatch(/^1000:/);
  expect(Number(first.split(" ")[1]) + rest.length).toBe(1_000);
});

test("a policy of disconnect sends, whatever waits", () => {
  const { channel, peer, cursor } = create({});
  cursor.begin(0);
  peer.stall();
  channel.publish("a");
  expect(peer.told).toEqual(["1:a"]);
});

test("another subscription that begins further back gets what it asked for; what comes twice is all that the first notices", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  for (const text of ["a", "b"]) channel.publishUnheard(text);
  cursor.begin(2);
  cursor.begin(1, channel.page(1));
  channel.publish("c");
  expect(peer.told).toEqual(["2:b", "3:c"]);
});

test("another subscription that asks for what is gone is told so, and what is kept for a slow peer stays", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "conflate", conflateBy: "key" });
  cursor.begin(0);
  channel.publish("a1");
  peer.stall();
  channel.publish("b1", "c1");
  channel.forget(3);
  cursor.begin(0, channel.page(0));
  expect(peer.told).toEqual(["1:a1", "gap 1 expired"]);
  peer.wake();
  expect(peer.told.slice(2)).toEqual(["2:b1", "3:c1"]);
});

test("a hole that the broker left is read from the history, or a gap", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  cursor.begin(0);
  channel.publishUnheard("a");
  channel.publish("b");
  expect(peer.told).toEqual(["1:a 2:b"]);
  channel.publishUnheard("c");
  channel.forget(4);
  channel.publish("d");
  expect(peer.told.slice(1)).toEqual(["gap 3 expired", "4:d"]);
});

test("a broker that says nothing about what it announced has lost it", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  cursor.begin(0);
  peer.stall();
  channel.publish("a");
  channel.read = (): Page => ({ position: channel.position, after: 0, records: [] });
  peer.wake();
  expect(peer.told).toEqual(["gap 1 expired"]);
});

test("many old events come in frames that leave the peer its say", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  for (let index = 0; index < 4; index++) channel.publishUnheard("x".repeat(20_000));
  peer.stall();
  cursor.begin(0, channel.page(0));
  expect(peer.frameCount).toBe(1);
  peer.wake({ frames: 1 });
  expect(peer.frameCount).toBe(2);
  peer.wake();
  expect(peer.frameCount).toBe(4);
});

test("what comes while a page is awaited follows upon it, kept or not", async () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  for (const text of ["a", "b"]) channel.publishUnheard(text);
  channel.isLate = true;
  cursor.begin(0);
  channel.publish("c");
  channel.forget(3);
  channel.publish("d");
  await channel.answer();
  expect(peer.told).toEqual(["1:a 2:b", "3:c", "4:d"]);
  channel.publish("e");
  expect(peer.told.at(-1)).toBe("5:e");
});

test("what comes before a subscription holds follows upon what it begins with", async () => {
  const { channel, peer, cursor } = create({ retain: true });
  channel.publish("a");
  const page = channel.page(0);
  channel.publish("b");
  channel.forget(1);
  channel.isLate = true;
  cursor.begin(0, page);
  expect(peer.told).toEqual(["1:a", "2:b"]);
});

test("a page that cannot be read is a gap, and who runs the server is told", async () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  channel.publishUnheard("a");
  channel.isLate = true;
  cursor.begin(0);
  channel.publish("b");
  await channel.answer(new Error("away"));
  expect(peer.told).toEqual(["gap 1 expired", "2:b"]);
  expect(peer.failures).toEqual(["away"]);
  channel.read = () => {
    throw new Error("away at once");
  };
  peer.stall();
  channel.publish("c");
  peer.wake();
  expect(peer.told.at(-1)).toBe("gap 3 expired");
  expect(peer.failures).toEqual(["away", "away at once"]);
});

test("who has left while a page was awaited is told nothing", async () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  channel.publishUnheard("a");
  channel.isLate = true;
  for (const answer of [undefined, new Error("away")]) {
    cursor.subscriptions = 1;
    cursor.begin(0);
    cursor.subscriptions = 0;
    await channel.answer(answer);
  }
  expect(peer.told).toEqual([]);
  expect(peer.failures).toEqual([]);
});

test("who has left while it had no room is told nothing", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "drop" });
  cursor.begin(0);
  peer.stall();
  channel.publish("a");
  cursor.subscriptions = 0;
  peer.wake();
  expect(peer.told).toEqual([]);
});

test("who begins further back while a page is awaited misses nothing in between", async () => {
  const { channel, peer, cursor } = create({ history: { size: 999, ageMs: 9 } });
  channel.publishUnheard(...Array.from({ length: 6 }, (_, index) => `${index + 1}`));
  channel.isLate = true;
  cursor.begin(5);
  cursor.begin(1, { ...channel.page(1), records: channel.page(1).records.slice(0, 2) });
  await channel.answer();
  await channel.answer();
  expect(peer.told.join(" ")).toBe("2:2 3:3 4:4 5:5 6:6");
});

test("one that waits is called back once, however often it is told to begin", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  for (const text of ["a", "b", "c"]) channel.publishUnheard(text);
  cursor.begin(3);
  peer.stall();
  channel.publish("d");
  for (let count = 0; count < 50; count++)
    cursor.begin(0, { ...channel.page(0), records: channel.page(0).records.slice(0, 1) });
  expect(peer.waiterCount).toBe(1);
});

test("events that cannot be sent are gaps at their places, and the rest comes", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  for (const text of ["a", "?", "b", "?", "?"]) channel.publishUnheard(text);
  cursor.begin(0, channel.page(0));
  expect(peer.told).toEqual(["1:a", "gap 2 expired", "3:b", "gap 5 expired"]);
});

test("those that come to nobody are a gap at once, but not where the peer has no room", () => {
  const { channel, peer, cursor } = create({ slowConsumer: "drop" });
  cursor.begin(0);
  channel.publishUnheard("?");
  cursor.lose(1, 1);
  expect(peer.told).toEqual(["gap 1 expired"]);
  peer.stall();
  channel.publishUnheard("?");
  cursor.lose(2, 2);
  expect(peer.told).toHaveLength(1);
  peer.wake();
  expect(peer.told).toEqual(["gap 1 expired", "gap 2 slow"]);
});

test("where the broker left something out before them, that is read from the history", () => {
  const { channel, peer, cursor } = create({ history: { size: 9, ageMs: 9 } });
  cursor.begin(0);
  channel.publishUnheard("a");
  channel.publishUnheard("?");
  cursor.lose(2, 2);
  expect(peer.told).toEqual(["1:a", "gap 2 expired"]);
});

const maxEventBytes = 5_000;

function create(policy: Policy): { channel: FakeChannel; peer: FakePeer; cursor: Cursor } {
  const schema = defineSchema({ name: "s", procedures: {}, topics: { t: topic({ event, ...policy }) } });
  const bound = bind(schema, { procedures: {}, topics: {} }).topics.byNumber[0] as BoundTopic;
  const channel = new FakeChannel(bound);
  const peer = new FakePeer();
  const cursor = new Cursor(peer, channel);
  cursor.subscriptions = 1;
  channel.cursor = cursor;
  return { channel, peer, cursor };
}

/** A log that keeps everything until it is told to forget, and may take its time with pages. */
class FakeChannel implements CursorChannel {
  readonly number = 4;
  readonly topic: BoundTopic;
  cursor: Cursor | undefined;
  conflation: Conflation | undefined;
  isLate = false;
  position: Position = { epoch: "e", offset: 0 };
  #records: LogRecord[] = [];
  #answers: ((failure?: Error) => void)[] = [];

  constructor(topic: BoundTopic) {
    this.topic = topic;
  }

  /** An event's key is its first character; one that ends in "mine" is the peer's own. */
  publish(...texts: string[]): void {
    this.publishInTurn(texts);
  }

  /** As several publishes of one tick, which come together. */
  publishInTurn(...parts: readonly string[][]): void {
    const records = parts.map((texts) => this.#append(texts));
    const [first, ...others] = records.map((part) => this.frames(part));
    const burst = new Burst(first as EventFrames, "");
    for (const other of others) expect(burst.add(other, "")).toBe(true);
    this.cursor?.receive(burst);
    if (this.topic.slowConsumer !== "conflate" || !this.cursor?.isLagging) return;
    this.conflation ??= new Conflation(maxEventBytes);
    this.conflation.add(records.flat());
  }

  /** Nothing waits here. */
  settle(): void {}

  /** The broker does not get around to telling. */
  publishUnheard(...texts: string[]): void {
    this.#append(texts);
  }

  forget(upTo: number): void {
    this.#records = this.#records.filter(({ offset }) => offset > upTo);
  }

  page(offset: number): Page {
    const records = this.#records.filter((record) => record.offset > offset);
    return { position: this.position, after: (records[0]?.offset ?? this.position.offset + 1) - 1, records };
  }

  read = (from: { after: Position } | object): Page | Promise<Page> => {
    const page = this.page((from as { after: Position }).after.offset);
    if (!this.isLate) return page;
    return new Promise((resolve, reject) => {
      this.#answers.push((failure) => (failure ? reject(failure) : resolve(page)));
    });
  };

  /** Lets the oldest read that waits have its page. */
  async answer(failure?: Error): Promise<void> {
    this.#answers.shift()?.(failure);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** An event whose text begins with "?" cannot be sent. */
  readable(records: readonly LogRecord[]): EventRecord[] {
    return (records as readonly EventRecord[]).filter(({ event }) => !isUnfit(event));
  }

  frames(records: readonly EventRecord[]): EventFrames {
    return new EventFrames(this.number, records);
  }

  #append(texts: readonly string[]): EventRecord[] {
    const records = texts.map((text) => {
      const { epoch, offset } = this.position;
      this.position = { epoch, offset: offset + 1 };
      const except = text.endsWith("mine") ? "me" : undefined;
      return { offset: offset + 1, event: new EventMessage(this.topic, { key: text[0], text }, except) };
    });
    this.#records.push(...records);
    return records;
  }
}

function isUnfit(event: EventMessage): boolean {
  return (event.value() as { text: string }).text.startsWith("?");
}

class FakePeer implements EventPeer {
  readonly encoding = encodings.positional;
  readonly session = "me";
  readonly maxEventBytes = maxEventBytes;
  /** Frames in words: `offset:text`, `gap to reason`. */
  readonly told: string[] = [];
  readonly failures: string[] = [];
  channelCount = 1;
  missedEvents = 0;
  frameCount = 0;
  /** Bytes that it has room for; absent where frames are counted. */
  roomBytes: number | undefined;
  #roomFrames = Number.POSITIVE_INFINITY;
  #waiters: (() => void)[] = [];

  get takesEvents(): boolean {
    return this.eventRoomBytes > 0;
  }

  get eventRoomBytes(): number {
    return this.roomBytes ?? (this.#roomFrames > 0 ? Number.POSITIVE_INFINITY : 0);
  }

  get waiterCount(): number {
    return this.#waiters.length;
  }

  stall(): void {
    this.#roomFrames = 0;
  }

  /** Has room again, for so many frames of events. */
  wake({ frames = Number.POSITIVE_INFINITY }: { frames?: number } = {}): void {
    this.#roomFrames = frames;
    for (const callback of this.#waiters.splice(0)) callback();
  }

  send([, , to, reason]: Wire): void {
    this.told.push(`gap ${to} ${reason}`);
  }

  sendEvents(frame: Raw, byteCount: number): void {
    this.#roomFrames -= 1;
    if (this.roomBytes !== undefined) this.roomBytes -= byteCount;
    this.frameCount += 1;
    this.told.push(wordsOf(frame));
  }

  follow(): boolean {
    return false;
  }

  unfollow(): void {}

  look(): boolean {
    return false;
  }

  whenItTakesEvents(callback: () => void): void {
    this.#waiters.push(callback);
  }

  missed(_topic: BoundTopic, { events }: { events: number }): void {
    this.missedEvents += events;
  }

  failed(_topic: BoundTopic, cause: unknown): void {
    this.failures.push((cause as Error).message);
  }
}

function wordsOf({ bytes }: Raw): string {
  const [kind, , offset, payload] = decodeBatch(bytes).frames[0] as Wire[];
  const events: Wire[] = kind === kinds.events ? payload : [payload];
  return events.map((item, index) => `${offset + index}:${item?.[1] ?? ""}`).join(" ");
}
