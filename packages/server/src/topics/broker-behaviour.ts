import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type {
  Broker,
  BrokerEvent,
  LogListener,
  LogRecord,
  LogSubscription,
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
