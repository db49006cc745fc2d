import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type {
  Broker,
  BrokerAttendance,
  BrokerEvent,
  Ending,
  ListingListener,
  LogListener,
  LogRecord,
  LogSubscription,
  MemberChange,
  MembersListener,
  Page,
  Position,
  ReadFrom,
  Retention,
} from "./broker.js";

/** Makes the broker of one test. `advance` lets time pass for it, without waiting where its clock can be set. */
export type CreateBroker = () => TestedBroker | Promise<TestedBroker>;

export interface TestedBroker {
  readonly broker: Broker;
  /** What its clock says, in milliseconds since 1970. */
  readonly now: () => number;
  readonly advance: (ms: number) => void | Promise<void>;
  readonly close?: () => void | Promise<void>;
}

/** Declares the tests that every implementation of {@link Broker} passes. Each test has a broker without logs. */
export function brokerBehaviour(name: string, create: CreateBroker): void {
  describe(`${name} behaves as a broker`, () => {
    let rig: Rig;
    beforeEach(async () => {
      rig = new Rig(await create());
    });
    afterEach(() => rig.tested.close?.());

    describe("publish", () => {
      test("counts from 1 and returns the position of the last event", async () => {
        const { epoch, offset } = await rig.publish("a", ["one"]);
        expect(offset).toBe(1);
        expect(await rig.publish("a", ["two", "three"])).toEqual({ epoch, offset: 3 });
      });

      test("each log counts for itself", async () => {
        await rig.publish("a", ["one", "two"]);
        expect((await rig.publish("b", ["one"])).offset).toBe(1);
        expect(await rig.texts("a", all)).toEqual(["one", "two"]);
        expect(await rig.texts("b", all)).toEqual(["one"]);
      });

      test("those that are not awaited keep their order", async () => {
        const heard = await rig.listen("a");
        const names = Array.from({ length: 50 }, (_, index) => `${index}`);
        const positions = await Promise.all(names.map((text) => rig.publish("a", [text])));
        expect(positions.map(({ offset }) => offset)).toEqual(names.map((_, index) => index + 1));
        expect(await rig.texts("a", all)).toEqual(names);
        await rig.until(() => heard.texts.length === names.length);
        expect(heard.texts).toEqual(names);
      });

      test("what was published stays what it was: bytes, and who does not want it back", async () => {
        await rig.tested.broker.publish("a", [{ bytes: Buffer.from("mine"), except: "me" }, eventOf("all's")], kept);
        const { records } = await rig.read("a", all);
        expect(records.map(({ event }) => [textOf(event), event.except])).toEqual([
          ["mine", "me"],
          ["all's", undefined],
        ]);
      });
    });

    describe("subscribe", () => {
      test("says where the log stood, and tells of everything after that in order", async () => {
        const { epoch } = await rig.publish("a", ["before"]);
        const heard = await rig.listen("a");
        expect(heard.subscription.position).toEqual({ epoch, offset: 1 });
        await rig.publish("a", ["one"]);
        await rig.publish("a", ["two", "three"]);
        await rig.until(() => heard.texts.length === 3);
        expect(heard.texts).toEqual(["one", "two", "three"]);
        expect(heard.offsets).toEqual([2, 3, 4]);
        expect(new Set(heard.epochs)).toEqual(new Set([epoch]));
      });

      test("of a log without events: offset 0, in the epoch of those that follow", async () => {
        const heard = await rig.listen("a");
        expect(heard.subscription.position.offset).toBe(0);
        expect((await rig.publish("a", ["one"])).epoch).toBe(heard.subscription.position.epoch);
      });

      test("leaves no hole between the position and the first that it tells of, whatever is published meanwhile", async () => {
        const publishing = Array.from({ length: 20 }, (_, index) => rig.publish("a", [`${index}`]));
        const listening = rig.listen("a");
        publishing.push(...Array.from({ length: 20 }, (_, index) => rig.publish("a", [`${20 + index}`])));
        const heard = await listening;
        await Promise.all(publishing);
        const { offset } = heard.subscription.position;
        await rig.until(() => heard.offsets.at(-1) === 40 || offset === 40);
        const after = heard.offsets.filter((each) => each > offset);
        expect(after).toEqual(Array.from({ length: 40 - offset }, (_, index) => offset + 1 + index));
        expect(heard.offsets).toEqual([...new Set(heard.offsets)].sort((a, b) => a - b));
      });

      test("tells every listener, of events that nobody keeps, too, and in one piece what was published in one", async () => {
        const [first, second] = [await rig.listen("a"), await rig.listen("a")];
        const other = await rig.listen("b");
        await rig.publish("a", ["one", "two"], unkept);
        await rig.until(() => first.texts.length === 2 && second.texts.length === 2);
        expect(first.batches).toEqual([2]);
        expect(second.batches).toEqual([2]);
        expect(other.texts).toEqual([]);
      });

      test("tells the sender's events to everybody, with who does not want them back", async () => {
        const heard = await rig.listen("a");
        await rig.tested.broker.publish("a", [{ bytes: Buffer.from("mine"), except: "me" }], unkept);
        await rig.until(() => heard.texts.length === 1);
        expect(heard.excepts).toEqual(["me"]);
      });

      test("tells of nothing once it has ended, which may be said twice, and the others go on", async () => {
        const [leaving, staying] = [await rig.listen("a"), await rig.listen("a")];
        leaving.subscription.end();
        leaving.subscription.end();
        await rig.publish("a", ["one"]);
        await rig.until(() => staying.texts.length === 1);
        expect(leaving.texts).toEqual([]);
      });

      test("who comes back finds the same epoch, and how far the log has come", async () => {
        const heard = await rig.listen("a");
        heard.subscription.end();
        await rig.publish("a", ["one"]);
        const again = await rig.listen("a");
        expect(again.subscription.position).toEqual({ ...heard.subscription.position, offset: 1 });
      });
    });

    describe("read", () => {
      test("of a log without events: nothing, after offset 0", async () => {
        for (const from of [all, { last: 3 }, { sinceMs: 0 }, { after: { epoch: "another", offset: 3 } }]) {
          expect(await rig.read("a", from)).toMatchObject({ position: { offset: 0 }, after: 0, records: [] });
        }
      });

      test("after a position: what follows upon it, with where the log stands", async () => {
        const position = await rig.publish("a", ["one", "two", "three"]);
        const after = { epoch: position.epoch, offset: 1 };
        const page = await rig.read("a", { after });
        expect(page).toMatchObject({ position, after: 1 });
        expect(page.records.map(({ offset }) => offset)).toEqual([2, 3]);
        expect(await rig.read("a", { after: position })).toMatchObject({ position, after: 3, records: [] });
      });

      test("after a position that is ahead: nothing", async () => {
        const position = await rig.publish("a", ["one"]);
        expect(await rig.read("a", { after: { ...position, offset: 9 } })).toMatchObject({ after: 1, records: [] });
      });

      test("after a position that is no longer kept: all that is, and where that begins", async () => {
        const { epoch } = await rig.publish("a", ["one", "two", "three", "four"], { ...kept, size: 2 });
        const page = await rig.read("a", { after: { epoch, offset: 1 } });
        expect(page.after).toBe(2);
        expect(page.records.map(({ event }) => textOf(event))).toEqual(["three", "four"]);
      });

      test("after a position of another epoch: all that is kept", async () => {
        await rig.publish("a", ["one", "two"]);
        expect(await rig.texts("a", { after: { epoch: "another", offset: 1 } })).toEqual(["one", "two"]);
      });

      test("so many of the latest", async () => {
        await rig.publish("a", ["one", "two", "three"]);
        expect(await rig.texts("a", { last: 2 })).toEqual(["two", "three"]);
        expect(await rig.texts("a", { last: 9 })).toEqual(["one", "two", "three"]);
        expect(await rig.read("a", { last: 0 })).toMatchObject({ after: 3, records: [] });
      });

      test("what was appended at a time or later", async () => {
        await rig.publish("a", ["one"]);
        await rig.tested.advance(20);
        const sinceMs = rig.tested.now();
        await rig.publish("a", ["two"]);
        await rig.tested.advance(20);
        await rig.publish("a", ["three"]);
        expect(await rig.texts("a", { sinceMs })).toEqual(["two", "three"]);
        expect(await rig.texts("a", { sinceMs: 0 })).toEqual(["one", "two", "three"]);
        await rig.tested.advance(20);
        expect(await rig.read("a", { sinceMs: rig.tested.now() })).toMatchObject({ after: 3, records: [] });
      });

      test("no more records than asked for, the oldest first, so that one can go on behind them", async () => {
        const { epoch } = await rig.publish("a", ["one", "two", "three", "four", "five"]);
        const read: string[] = [];
        let offset = 0;
        for (let page = await rig.read("a", all, 2); page.records.length > 0; ) {
          expect(page.records.length).toBeLessThanOrEqual(2);
          read.push(...page.records.map(({ event }) => textOf(event)));
          offset += page.records.length;
          page = await rig.read("a", { after: { epoch, offset } }, 2);
        }
        expect(read).toEqual(["one", "two", "three", "four", "five"]);
      });
    });

    describe("retention", () => {
      test("no more events than its size", async () => {
        for (const text of ["one", "two", "three"]) await rig.publish("a", [text], { ...kept, size: 2 });
        expect(await rig.texts("a", all)).toEqual(["two", "three"]);
      });

      test("no events that are older than its age", async () => {
        const retention = { ...kept, ageMs: 50 };
        await rig.publish("a", ["one"], retention);
        await rig.tested.advance(60);
        await rig.publish("a", ["two"], retention);
        expect(await rig.texts("a", all)).toEqual(["two"]);
        await rig.tested.advance(60);
        expect(await rig.read("a", all)).toMatchObject({ after: 2, records: [] });
      });

      test("the latest event for ever where it is retained", async () => {
        const retention = { size: 5, ageMs: 50, retain: true };
        await rig.publish("a", ["one", "two"], retention);
        await rig.tested.advance(60);
        expect(await rig.texts("a", all)).toEqual(["two"]);
        const alone = { size: 0, ageMs: 0, retain: true };
        for (const text of ["one", "two"]) await rig.publish("b", [text], alone);
        await rig.tested.advance(60);
        expect(await rig.texts("b", { last: 1 })).toEqual(["two"]);
        expect(await rig.texts("b", all)).toEqual(["two"]);
      });

      test("nothing where nothing is kept, but the count", async () => {
        const position = await rig.publish("a", ["one", "two"], unkept);
        expect(await rig.read("a", all)).toEqual({ position, after: 2, records: [] });
      });
    });

    describe("follow", () => {
      test("tells of the logs of a topic that have events, before it answers", async () => {
        await rig.publishListed("a", "topic");
        await rig.publishListed("b", "topic");
        await rig.publishListed("c", "another");
        await rig.publish("d", ["unlisted"]);
        const followed = await rig.follow("topic");
        expect([...followed.listings].sort()).toEqual(["a: params of a", "b: params of b"]);
      });

      test("tells of each later log once it has its first event, by which it can be subscribed to from its beginning", async () => {
        const followed = await rig.follow("topic");
        expect(followed.listings).toEqual([]);
        const { epoch } = await rig.publishListed("a", "topic");
        await rig.publishListed("c", "another");
        await rig.publishListed("a", "topic");
        await rig.publishListed("b", "topic");
        await rig.until(() => new Set(followed.listings).size === 2);
        // The same one may be told of again, and nothing else.
        expect(new Set(followed.listings)).toEqual(new Set(["a: params of a", "b: params of b"]));
        const page = await rig.read("a", { after: { epoch, offset: 0 } });
        expect(page.records.map(({ offset }) => offset)).toEqual([1, 2]);
      });

      test("tells of a log that was subscribed to before it had an event, and not sooner", async () => {
        await rig.listen("a");
        const followed = await rig.follow("topic");
        expect(followed.listings).toEqual([]);
        await rig.publishListed("a", "topic");
        await rig.until(() => followed.listings.length > 0);
        expect(new Set(followed.listings)).toEqual(new Set(["a: params of a"]));
      });

      test("tells of a log whose events are all gone by then, as long as it is counted on", async () => {
        const heard = await rig.listen("a");
        await rig.publishListed("a", "topic", unkept);
        const followed = await rig.follow("topic");
        expect(new Set(followed.listings)).toEqual(new Set(["a: params of a"]));
        heard.subscription.end();
      });

      test("tells everybody who follows, and nobody any more who has ended it, which may be said twice", async () => {
        const [leaving, staying] = [await rig.follow("topic"), await rig.follow("topic")];
        leaving.ending.end();
        leaving.ending.end();
        await rig.publishListed("a", "topic");
        await rig.until(() => staying.listings.length > 0);
        expect(leaving.listings).toEqual([]);
      });

      test("misses none of those that have their first event meanwhile", async () => {
        const names = Array.from({ length: 20 }, (_, index) => `${index}`);
        const publishing = names.slice(0, 10).map((name) => rig.publishListed(name, "topic"));
        const following = rig.follow("topic");
        publishing.push(...names.slice(10).map((name) => rig.publishListed(name, "topic")));
        const followed = await following;
        await Promise.all(publishing);
        await rig.until(() => new Set(followed.listings).size === names.length);
        expect(new Set(followed.listings)).toEqual(new Set(names.map((name) => `${name}: params of ${name}`)));
      });
    });

    describe("members", () => {
      test("who enters is there for those who attend later, each log for itself", async () => {
        await rig.enter("a", "ann", "1", "hello");
        await rig.enter("b", "bob", "1", "hi");
        const attended = await rig.attend("a");
        expect(attended.members).toEqual({ ann: "hello" });
        expect(attended.changes).toEqual([]);
      });

      test("those who attend hear of everything, in its order", async () => {
        const attended = await rig.attend("a");
        await rig.enter("a", "ann", "1", "hello");
        await rig.enter("b", "bob", "1", "elsewhere");
        await rig.enter("a", "bob", "2", "hi");
        await rig.enter("a", "ann", "1", "busy");
        await rig.leave("a", "ann", "1");
        await rig.until(() => attended.changes.length === 4);
        expect(attended.changes).toEqual(["ann: hello", "bob: hi", "ann: busy", "ann left"]);
        expect(attended.members).toEqual({ bob: "hi" });
      });

      test("what is not awaited holds in the order in which it was asked", async () => {
        const attended = await rig.attend("a");
        const asked = Array.from({ length: 20 }, (_, index) =>
          index % 4 === 3 ? rig.leave("a", "ann", `${index - 1}`) : rig.enter("a", "ann", `${index}`, `${index}`),
        );
        await Promise.all(asked);
        const last = await rig.enter("a", "bob", "1", "the end").then(() => rig.attend("a"));
        expect(last.members).toEqual({ bob: "the end" });
        await rig.until(() => attended.changes.at(-1) === "bob: the end");
        expect(attended.members).toEqual({ bob: "the end" });
      });

      test("who comes back under another lease is not taken away under the one before", async () => {
        const attended = await rig.attend("a");
        await rig.enter("a", "ann", "old", "hello");
        await rig.enter("a", "ann", "new", "hello again");
        await rig.leave("a", "ann", "old");
        await rig.enter("a", "bob", "1", "hi");
        await rig.until(() => attended.changes.at(-1) === "bob: hi");
        expect(attended.members).toEqual({ ann: "hello again", bob: "hi" });
        expect(attended.changes).not.toContain("ann left");
        await rig.leave("a", "ann", "new");
        await rig.until(() => attended.changes.includes("ann left"));
        expect((await rig.attend("a")).members).toEqual({ bob: "hi" });
      });

      test("who is not there cannot leave, and nobody hears of it", async () => {
        const attended = await rig.attend("a");
        await rig.leave("a", "ann", "1");
        await rig.enter("a", "ann", "1", "hello");
        await rig.leave("a", "ann", "1");
        await rig.leave("a", "ann", "1");
        await rig.enter("a", "bob", "1", "hi");
        await rig.until(() => attended.changes.at(-1) === "bob: hi");
        expect(attended.changes).toEqual(["ann: hello", "ann left", "bob: hi"]);
      });

      test("whatever changes while somebody begins to attend, it comes to know what holds", async () => {
        const changing = Array.from({ length: 10 }, (_, index) => rig.enter("a", `${index}`, "1", "in"));
        const attending = rig.attend("a");
        for (let index = 0; index < 20; index++) {
          changing.push(
            index % 2 === 0 ? rig.leave("a", `${index}`, "1") : rig.enter("a", `${index}`, "1", "still in"),
          );
        }
        const attended = await attending;
        await Promise.all(changing);
        const late = await rig.attend("a");
        expect(Object.keys(late.members).sort()).toEqual(odd(20).map(String).sort());
        await rig.until(() => Object.keys(attended.members).length === 10);
        expect(attended.members).toEqual(late.members);
      });

      test("tells everybody who attends, and nobody any more who has ended it, which may be said twice", async () => {
        const [leaving, staying] = [await rig.attend("a"), await rig.attend("a")];
        leaving.attendance.end();
        leaving.attendance.end();
        await rig.enter("a", "ann", "1", "hello");
        await rig.until(() => staying.changes.length === 1);
        expect(leaving.changes).toEqual([]);
        expect((await rig.attend("a")).members).toEqual({ ann: "hello" });
      });

      test("have nothing to do with the events of the log", async () => {
        const [attended, heard] = [await rig.attend("a"), await rig.listen("a")];
        await rig.enter("a", "ann", "1", "hello");
        await rig.publish("a", ["one"]);
        await rig.until(() => attended.changes.length === 1 && heard.texts.length === 1);
        expect((await rig.read("a", all)).position.offset).toBe(1);
      });
    });
  });
}

const kept: Retention = { size: 100, ageMs: 3_600_000, retain: false };
const unkept: Retention = { size: 0, ageMs: 0, retain: false };
const all: ReadFrom = { last: 1_000 };

function eventOf(text: string): BrokerEvent {
  return { bytes: Buffer.from(text) };
}

function textOf({ bytes }: BrokerEvent): string {
  return Buffer.from(bytes).toString();
}

function odd(below: number): number[] {
  return Array.from({ length: below / 2 }, (_, index) => 2 * index + 1);
}

class Rig {
  readonly tested: TestedBroker;

  constructor(tested: TestedBroker) {
    this.tested = tested;
  }

  async publish(log: string, texts: readonly string[], retention = kept): Promise<Position> {
    return this.tested.broker.publish(log, texts.map(eventOf), retention);
  }

  async listen(log: string): Promise<Heard> {
    const heard = new Heard();
    heard.subscription = await this.tested.broker.subscribe(log, heard);
    return heard;
  }

  async read(log: string, from: ReadFrom, maxRecords = 1_000): Promise<Page> {
    return this.tested.broker.read(log, from, maxRecords);
  }

  async texts(log: string, from: ReadFrom): Promise<string[]> {
    return (await this.read(log, from)).records.map(({ event }) => textOf(event));
  }

  /** Publishes an event to a log that is listed. */
  async publishListed(log: string, topic: string, retention = kept): Promise<Position> {
    const listing = { topic, params: Buffer.from(`params of ${log}`) };
    return this.tested.broker.publish(log, [eventOf("listed")], { ...retention, listing });
  }

  async follow(topic: string): Promise<Followed> {
    const followed = new Followed();
    followed.ending = await this.tested.broker.follow(topic, followed);
    return followed;
  }

  async enter(log: string, id: string, lease: string, text: string): Promise<void> {
    await this.tested.broker.enter(log, { id, lease, bytes: Buffer.from(text) });
  }

  async leave(log: string, id: string, lease: string): Promise<void> {
    await this.tested.broker.leave(log, { id, lease });
  }

  async attend(log: string): Promise<Attended> {
    const attended = new Attended();
    attended.attendance = await this.tested.broker.attend(log, attended);
    return attended;
  }

  async until(isDone: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + 5_000;
    while (!isDone()) {
      if (Date.now() > deadlineMs) throw new Error("the listener was not told in 5 s");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

/** A listener that writes down what it hears. */
class Heard implements LogListener {
  subscription: LogSubscription = { position: { epoch: "", offset: -1 }, end: () => undefined };
  readonly records: LogRecord[] = [];
  readonly batches: number[] = [];
  readonly epochs: string[] = [];

  get texts(): string[] {
    return this.records.map(({ event }) => textOf(event));
  }

  get offsets(): number[] {
    return this.records.map(({ offset }) => offset);
  }

  get excepts(): (string | undefined)[] {
    return this.records.map(({ event }) => event.except);
  }

  appended(records: readonly LogRecord[], epoch: string): void {
    this.records.push(...records);
    this.batches.push(records.length);
    this.epochs.push(epoch);
  }
}

/** Who follows a topic and writes down what it hears. */
class Followed implements ListingListener {
  ending: Ending = { end: () => undefined };
  readonly listings: string[] = [];

  listed(log: string, params: Uint8Array): void {
    this.listings.push(`${log}: ${Buffer.from(params).toString()}`);
  }
}

/** Who attends a log and writes down what it hears. */
class Attended implements MembersListener {
  attendance: BrokerAttendance = { members: [], end: () => undefined };
  readonly #changes: MemberChange[] = [];

  get changes(): string[] {
    return this.#changes.map(({ id, bytes }) => (bytes ? `${id}: ${Buffer.from(bytes).toString()}` : `${id} left`));
  }

  /** Who is there now: those who were, with all that has changed since it began to hear. */
  get members(): Record<string, string> {
    const members: Record<string, string> = {};
    for (const { id, bytes } of [...this.attendance.members, ...this.#changes]) {
      if (bytes) members[id] = Buffer.from(bytes).toString();
      else delete members[id];
    }
    return members;
  }

  changed(changes: readonly MemberChange[]): void {
    this.#changes.push(...changes);
  }
}
