import { randomBytes } from "node:crypto";
import { defineSchema, fingerprintOf, topic, type Wire } from "@hawser/core";
import { type Broker, createServer } from "@hawser/server";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";
import { LateBroker } from "./late-broker.js";
import { brokers, delays, runs } from "./late-or-not.js";
import { flawsOf, type LogEntry, logOf } from "./subscriber-log.js";

const params = z.object({ symbol: z.string() });
const event = z.object({ n: z.int(), filler: z.string() });
const ageMs = 3_600_000;

const schema = defineSchema({
  name: "patterns",
  procedures: {},
  topics: {
    drop: topic({ params, event, slowConsumer: "drop", wildcards: ["symbol"] }),
    resume: topic({ params, event, history: { size: 100_000, ageMs }, wildcards: ["symbol"] }),
    short: topic({ params, event, history: { size: 4, ageMs }, wildcards: ["symbol"] }),
  },
});
type TopicName = keyof typeof schema.topics;

const filler = randomBytes(150).toString("hex");
const subscriberCount = 3;
const symbolCount = 4;

const who = fc.nat({ max: subscriberCount - 1 });
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("publish" as const),
      symbol: fc.nat({ max: symbolCount - 1 }).map((index) => `s${index}`),
      count: fc.integer({ min: 1, max: 10 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("stall" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wake" as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("cut" as const), who }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("turn" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Publishes to several instances, stalls, wakes and cuts, and looks at what each was told of each instance. */
async function play(topic: TopicName, broker: Broker, steps: readonly Step[]): Promise<void> {
  const faults: string[] = [];
  const free = { authorizePattern: () => true };
  const server = createServer(schema, {
    procedures: {},
    topics: { drop: free, resume: free, short: free },
    limits: { maxEventBytes: 2_000 },
    broker,
    onError: ({ during, cause }) => faults.push(`${during}: ${String(cause)}`),
  });
  const connections = new FakeConnections(server);
  const subscribers = Array.from(
    { length: subscriberCount },
    (_, index) => new Subscriber(connections, topic, index % 2 === 0 ? "" : fingerprintOf(schema.shape)),
  );
  const published = new Map<string, number>();
  for (const each of steps) {
    if (each.kind === "turn") await new Promise((resolve) => setImmediate(resolve));
    else if (each.kind === "publish") {
      const before = published.get(each.symbol) ?? 0;
      published.set(each.symbol, before + each.count);
      const events = Array.from({ length: each.count }, (_, index) => ({ n: before + index + 1, filler }));
      void server.publish[topic].batch({ symbol: each.symbol }, events);
    } else if (each.kind === "stall") subscribers[each.who]?.connection.stall();
    else if (each.kind === "wake") subscribers[each.who]?.connection.wake();
    else subscribers[each.who]?.reconnect();
  }
  await until(() => {
    for (const { connection } of subscribers) connection.wake();
    return subscribers.every((subscriber) => subscriber.isToldOf(published));
  });
  for (const subscriber of subscribers) {
    expect(Object.fromEntries(subscriber.offsets)).toEqual(Object.fromEntries(published));
    for (const { entries, resumedFrom } of subscriber.logs.values()) {
      expect(flawsOf(entries, resumedFrom)).toEqual([]);
      const reasons = new Set(entries.flatMap((entry) => (entry.kind === "gap" ? [entry.reason] : [])));
      expect([...reasons].filter((reason) => !allowedGaps[topic].includes(reason))).toEqual([]);
      for (const entry of entries) if (entry.kind === "event") expect(numberIn(entry.event)).toBe(entry.offset);
    }
  }
  for (const { connection } of subscribers) connection.cut();
  await server.close({ graceMs: 0 });
  if (broker instanceof LateBroker) {
    await until(() => broker.listenerCount + broker.subscriptionCount === 0);
    expect([broker.listenerCount, broker.subscriptionCount]).toEqual([0, 0]);
  }
  expect(faults).toEqual([]);
}

/** Where all is kept nothing may be missing, whatever happens. */
const allowedGaps: Readonly<Record<TopicName, readonly string[]>> = {
  drop: ["expired", "slow"],
  resume: [],
  short: ["expired"],
};

function numberIn(event: Wire): unknown {
  return event instanceof Map ? event.get("n") : event[1];
}

/** What one instance told, with the offsets from which it was asked to go on, by index. */
interface InstanceLog {
  readonly entries: LogEntry[];
  readonly resumedFrom: Map<number, number>;
}

/** Subscribes to all symbols, and goes on from where it was when its connection was cut, as PROTOCOL.md says. */
class Subscriber {
  connection: FakeConnection;
  readonly logs = new Map<string, InstanceLog>();
  readonly #connections: FakeConnections;
  readonly #topic: TopicName;
  readonly #fingerprint: string;
  #symbols = new Map<unknown, string>();
  #isSubscribed = false;

  constructor(connections: FakeConnections, topic: TopicName, fingerprint: string) {
    this.#connections = connections;
    this.#topic = topic;
    this.#fingerprint = fingerprint;
    this.connection = this.#open();
    this.#subscribe([]);
  }

  /** Up to which it was told of each symbol. */
  get offsets(): Map<string, number> {
    this.#collect();
    return new Map(
      [...this.logs].map(([symbol, { entries }]) => {
        const last = entries.at(-1);
        return [symbol, last ? (last.kind === "gap" ? last.to : last.offset) : 0];
      }),
    );
  }

  isToldOf(published: ReadonlyMap<string, number>): boolean {
    const { offsets } = this;
    return this.#isSubscribed && [...published].every(([symbol, count]) => offsets.get(symbol) === count);
  }

  reconnect(): void {
    const { offsets } = this;
    const since = [...this.logs].map(([symbol, { entries, resumedFrom }]) => {
      const offset = offsets.get(symbol) ?? 0;
      resumedFrom.set(entries.length, offset);
      const begun = entries.filter((entry) => entry.kind === "began").at(-1);
      return [new Map([["symbol", symbol]]), begun?.epoch, offset];
    });
    this.connection.cut();
    this.connection = this.#open();
    this.#subscribe(since);
  }

  #open(): FakeConnection {
    this.#symbols = new Map();
    this.#isSubscribed = false;
    return this.#connections.open(this.#fingerprint);
  }

  #subscribe(since: Wire): void {
    this.connection.tell([28, 0, this.#topic, new Map(), ["symbol"], since]);
  }

  #collect(): void {
    for (const frame of this.connection.frames.splice(0)) {
      const [kind, second, third, channel, epoch, offset] = frame;
      if (kind === 30) this.#isSubscribed = true;
      else if (kind === 29) {
        const symbol = third.get("symbol") as string;
        this.#symbols.set(channel, symbol);
        this.#logOf(symbol).entries.push({ kind: "began", epoch, offset });
      } else if (kind !== 1) {
        // Of a channel that nobody has told of there is nothing to hear.
        this.#logOf(this.#symbols.get(second) ?? `frame ${kind}`).entries.push(...logOf([frame]));
      }
    }
  }

  #logOf(symbol: string): InstanceLog {
    let log = this.logs.get(symbol);
    if (!log) {
      log = { entries: [], resumedFrom: new Map() };
      this.logs.set(symbol, log);
    }
    return log;
  }
}

describe.each(["drop", "resume", "short"] as const)("%s", (topic) => {
  test.each(brokers)("whatever happens, every instance is in order and marked, on a broker %s", async (_, create) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), delays, (steps, late) => play(topic, create(late), steps)),
      runs,
    );
  });
});
