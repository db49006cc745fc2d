import { randomBytes } from "node:crypto";
import { fromWire } from "@hawser/core";
import type { Broker } from "@hawser/server";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";
import { brokers, delays, runs } from "./late-or-not.js";
import { flawsOf, type LogEntry, logOf } from "./subscriber-log.js";
import { createPoliciesServer, type PolicyName, policiesFingerprint } from "./topics-server.js";

const subscriberCount = 6;
/** Of the events of one run: small ones are broadcast, and large ones go to each subscriber on its own. */
const filler = fc.constantFrom("", randomBytes(150).toString("hex"));

const who = fc.nat({ max: subscriberCount - 1 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("batch" as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("stall" as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wake" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const), who }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("turn" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Play {
  readonly policy: PolicyName;
  readonly broker: Broker;
  readonly filler: string;
  readonly hasGroups: boolean;
}

/**
 * Publishes, stalls, wakes and cuts as the steps say, lets everybody read to the end, and looks at what each was told.
 * @returns how many messages were broadcast.
 */
async function play(steps: readonly Step[], { policy, broker, filler, hasGroups }: Play): Promise<number> {
  const { server, faults } = createPoliciesServer(broker);
  const connections = new FakeConnections(server, { hasGroups });
  const subscribers = Array.from(
    { length: subscriberCount },
    (_, index) => new Subscriber(connections, policy, index % 2 === 0 ? "" : policiesFingerprint),
  );
  const published: { key: string; n: number }[] = [];
  const eventsOf = (count: number) =>
    Array.from({ length: count }, () => {
      const n = published.length + 1;
      const event = { key: `k${(n * 7) % 5}`, n, filler };
      published.push(event);
      return event;
    });
  for (const each of steps) {
    if (each.kind === "publish") for (const event of eventsOf(each.count)) void server.publish[policy](event);
    else if (each.kind === "batch") void server.publish[policy].batch(eventsOf(each.count));
    else if (each.kind === "turn") await new Promise((resolve) => setImmediate(resolve));
    else if (each.kind === "stall") subscribers[each.who]?.connection.stall();
    else if (each.kind === "wake") subscribers[each.who]?.connection.wake();
    else subscribers[each.who]?.reconnect();
  }
  for (const { connection } of subscribers) connection.wake();
  await until(() => {
    for (const { connection } of subscribers) connection.wake();
    return subscribers.every((subscriber) => subscriber.offset === published.length);
  });
  for (const subscriber of subscribers) {
    subscriber.collect();
    const { log } = subscriber;
    expect(flawsOf(log, subscriber.resumedFrom)).toEqual([]);
    expect(subscriber.offset).toBe(published.length);
    for (const entry of log) {
      if (entry.kind !== "event") continue;
      const n = Array.isArray(entry.event) ? entry.event[2] : (fromWire(entry.event) as { n: number }).n;
      expect(n).toBe(entry.offset);
    }
    expectPromise(policy, log, published);
  }
  for (const { connection } of subscribers) connection.cut();
  await server.close({ graceMs: 0 });
  expect(server.connectionCount).toBe(0);
  expect(faults).toEqual([]);
  return connections.broadcastCount;
}

/** What each policy promises beyond order and gaps. */
function expectPromise(policy: PolicyName, log: readonly LogEntry[], published: readonly { key: string }[]): void {
  const reasons = new Set(log.flatMap((entry) => (entry.kind === "gap" ? [entry.reason] : [])));
  const allowed: Record<PolicyName, readonly string[]> = {
    // Who comes back where nothing is kept is told so.
    conflate: ["expired", "conflated"],
    disconnect: ["expired"],
    drop: ["expired", "slow"],
    resume: [],
    retained: ["expired", "slow"],
    short: ["expired"],
  };
  expect([...reasons].filter((reason) => !allowed[policy].includes(reason))).toEqual([]);
  const delivered = log.flatMap((entry) => (entry.kind === "event" ? [entry.offset] : []));
  let at = 0;
  for (const entry of log) {
    const reached = entry.kind === "gap" ? entry.to : entry.offset;
    if (entry.kind === "gap" && entry.reason === "conflated") {
      for (let offset = at + 1; offset <= reached; offset++) {
        const { key } = published[offset - 1] ?? {};
        const isReplaced = delivered.some((later) => later > offset && published[later - 1]?.key === key);
        expect(isReplaced || log.indexOf(entry) < lastBeginning(log), `${offset} has a later one of its key`).toBe(
          true,
        );
      }
    }
    at = reached;
  }
}

/** A connection that is cut while it lags never learns the latest of each key. */
function lastBeginning(log: readonly LogEntry[]): number {
  return log.findLastIndex(({ kind }) => kind === "began");
}

/** Subscribes, and goes on from where it was when its connection was cut, as PROTOCOL.md says. */
class Subscriber {
  connection: FakeConnection;
  readonly log: LogEntry[] = [];
  readonly resumedFrom = new Map<number, number>();
  readonly #connections: FakeConnections;
  readonly #topic: PolicyName;
  readonly #fingerprint: string;

  constructor(connections: FakeConnections, topic: PolicyName, fingerprint: string) {
    this.#connections = connections;
    this.#topic = topic;
    this.#fingerprint = fingerprint;
    this.connection = connections.open(fingerprint);
    this.connection.subscribe(topic);
  }

  /** Up to which it was told, with what it has not looked at yet. */
  get offset(): number {
    this.collect();
    const last = this.log.at(-1);
    return last ? (last.kind === "gap" ? last.to : last.offset) : 0;
  }

  collect(): void {
    this.log.push(...logOf(this.connection.frames.splice(0)));
  }

  reconnect(): void {
    const offset = this.offset;
    const epoch = this.log.filter((entry) => entry.kind === "began").at(-1)?.epoch;
    this.connection.cut();
    this.connection = this.#connections.open(this.#fingerprint);
    if (epoch !== undefined) this.resumedFrom.set(this.log.length, offset);
    this.connection.subscribe(this.#topic, epoch === undefined ? undefined : [epoch, offset]);
  }
}

describe.each(["conflate", "disconnect", "drop", "resume", "retained", "short"] as const)("%s", (policy) => {
  test.each(brokers)("whatever happens, every log is in order and marked, on a broker %s", async (_, create) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), delays, filler, async (steps, late, filler) => {
        await play(steps, { policy, broker: create(late), filler, hasGroups: false });
      }),
      runs,
    );
  });

  test.each(brokers)("so is it where many are told together, on a broker %s", async (_, create) => {
    let broadcasts = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 100, size: "max" }), delays, filler, async (steps, late, filler) => {
        broadcasts += await play(steps, { policy, broker: create(late), filler, hasGroups: true });
      }),
      // Their runs are the longest.
      { ...runs, numRuns: 30 },
    );
    expect(broadcasts).toBeGreaterThan(100);
  });
});
