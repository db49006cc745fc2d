import { setTimeout as pause } from "node:timers/promises";
import { defineSchema, fingerprintOf, topic, type Wire } from "@hawser/core";
import { type Broker, createServer } from "@hawser/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";
import { LateBroker } from "./late-broker.js";
import { brokers, delays, runs } from "./late-or-not.js";

const schema = defineSchema({
  name: "present",
  procedures: {},
  topics: { room: topic({ event: z.string(), presence: z.string() }) },
});

const personCount = 4;
const presenceGraceMs = 5;
/** Long enough to stall a connection with a few changes. */
const filler = "x".repeat(900);

const who = fc.nat({ max: personCount - 1 });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("enter" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("watch" as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("leave" as const), who }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("update" as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("cut" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("stall" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wake" as const), who }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("turn" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("quiet" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Joins, loses, updates and stalls; whenever it is quiet, every attendee knows who is there and what they tell. */
async function play(broker: Broker, steps: readonly Step[]): Promise<void> {
  const faults: string[] = [];
  const server = createServer(schema, {
    procedures: {},
    limits: { maxEventBytes: 1_000, presenceGraceMs },
    broker,
    onError: ({ during, cause }) => faults.push(`${during}: ${String(cause)}`),
  });
  const connections = new FakeConnections(server);
  const people = Array.from(
    { length: personCount },
    (_, index) => new Person(connections, `p${index}`, index % 2 === 0 ? "" : fingerprintOf(schema.shape)),
  );
  // Watches from the beginning to the end.
  const witness = new Person(connections, "witness", "");
  witness.watch();
  people.push(witness);
  let count = 0;
  for (const each of [...steps, { kind: "quiet" as const }]) {
    if (each.kind === "turn") await new Promise((resolve) => setImmediate(resolve));
    else if (each.kind === "quiet") await expectTruth(people);
    else {
      const person = people[each.who] as Person;
      if (each.kind === "enter") person.enter(`${++count} ${filler}`);
      else if (each.kind === "update") person.update(`${++count} ${filler}`);
      else person[each.kind]();
    }
  }
  const known = await server.topics.room.members();
  expect(Object.fromEntries(known.map(({ id, data }) => [id, data]))).toEqual(truthOf(people));
  for (const { connection } of people) connection.cut();
  await server.close({ graceMs: 0 });
  if (broker instanceof LateBroker) {
    await until(() => broker.listenerCount === 0);
    expect(broker.listenerCount).toBe(0);
  }
  expect(faults).toEqual([]);
}

async function expectTruth(people: readonly Person[]): Promise<void> {
  // Until then those whose connection was cut are still there.
  await pause(3 * presenceGraceMs);
  const views = () => people.filter((person) => person.isAttending).map(({ view }) => Object.fromEntries(view));
  const expected = () => {
    for (const person of people) person.settle();
    const truth = truthOf(people);
    return views().map(() => truth);
  };
  await until(() => {
    const truths = expected();
    return (
      people.every(({ isSettled }) => isSettled) && JSON.stringify(sorted(views())) === JSON.stringify(sorted(truths))
    );
  });
  expect(views()).toEqual(expected());
  expect(people.map(({ isSettled }) => isSettled)).toEqual(people.map(() => true));
}

function sorted(views: readonly Record<string, string>[]): unknown {
  return views.map((view) => Object.entries(view).sort());
}

/** Who is there, and what they were answered that they tell. */
function truthOf(people: readonly Person[]): Record<string, string> {
  return Object.fromEntries(people.flatMap(({ self, data }) => (self && data !== undefined ? [[self, data]] : [])));
}

/** Attends or not, as a member or not, on one connection after the other. */
class Person {
  connection: FakeConnection;
  isAttending = false;
  /** What it tells, once it was answered; absent where it is no member. */
  data: string | undefined;
  /** The same on every connection. */
  self: string | undefined;
  view = new Map<string, string>();
  readonly #connections: FakeConnections;
  readonly #name: string;
  readonly #fingerprint: string;
  #isTold = true;
  #endingCount = 0;
  #nextId = 0;
  /** What was sent and is not answered yet; `undefined` where the attendance is over. */
  readonly #updates = new Map<number, string | undefined>();

  constructor(connections: FakeConnections, name: string, fingerprint: string) {
    this.#connections = connections;
    this.#name = name;
    this.#fingerprint = fingerprint;
    this.connection = connections.open(fingerprint);
  }

  /** Whether it has all its answers. */
  get isSettled(): boolean {
    return this.#isTold && this.#endingCount === 0 && this.#updates.size === 0;
  }

  enter(data: string): void {
    this.#attend([`the secret key of ${this.#name}`, data], data);
  }

  watch(): void {
    this.#attend(null, undefined);
  }

  leave(): void {
    if (!this.isAttending) return;
    this.connection.tell([9, 0]);
    this.#endingCount += 1;
    for (const id of this.#updates.keys()) this.#updates.set(id, undefined);
    this.#stop();
  }

  update(data: string): void {
    this.#collect();
    if (!this.isAttending) return;
    const id = this.#nextId++;
    this.#updates.set(id, data);
    this.connection.tell([25, id, 0, data]);
  }

  cut(): void {
    this.connection.cut();
    this.connection = this.#connections.open(this.#fingerprint);
    this.#endingCount = 0;
    this.#updates.clear();
    this.#stop();
  }

  stall(): void {
    this.connection.stall();
  }

  wake(): void {
    this.connection.wake();
    this.#collect();
  }

  /** Reads all that there is. */
  settle(): void {
    this.wake();
  }

  #attend(member: Wire, data: string | undefined): void {
    this.#collect();
    // The id is free once the end has been read.
    if (this.isAttending || this.#endingCount > 0) return;
    this.isAttending = true;
    this.#isTold = false;
    this.data = data;
    this.connection.tell([24, 0, "room", null, member]);
  }

  #stop(): void {
    this.isAttending = false;
    this.#isTold = true;
    this.data = undefined;
    this.view = new Map();
  }

  #collect(): void {
    for (const [kind, id, third, self, members] of this.connection.frames.splice(0)) {
      if (kind === 10) this.#endingCount -= 1;
      else if (kind === 3 || kind === 4) {
        const data = this.#updates.get(id);
        this.#updates.delete(id);
        if (kind === 3 && data !== undefined) this.data = data;
      } else if (this.#endingCount > 0) {
        // What comes before the end is of the attendance that ends.
      } else if (kind === 26) {
        this.#isTold = true;
        this.view = new Map(members);
        if (self !== null) {
          expect(this.self ?? self, "a key stands for one member").toBe(self);
          this.self = self;
        }
      } else if (kind === 27) {
        for (const [member, ...data] of third) {
          if (data.length > 0) this.view.set(member, data[0]);
          else this.view.delete(member);
        }
      }
    }
  }
}

test.each(brokers)("whatever happens, who attends knows who is there, on a broker %s", async (_, create) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), delays, (steps, late) => play(create(late), steps)),
    runs,
  );
});
