import { defineSchema, fingerprintOf, procedure, topic, type Wire } from "@hawser/core";
import { createServer } from "@hawser/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { type FakeConnection, FakeConnections } from "./fake-connections.js";
import { runs } from "./late-or-not.js";

const event = z.object({ key: z.string(), n: z.int(), filler: z.string() });
const history = { size: 30, ageMs: 3_600_000 };

const schema = defineSchema({
  name: "order",
  procedures: {
    ask: procedure({ output: z.int() }),
    tell: procedure({ input: z.int(), output: z.int() }),
  },
  topics: {
    conflate: topic({ event, slowConsumer: "conflate", conflateBy: "key" }),
    disconnect: topic({ event, publish: true }),
    drop: topic({ event, slowConsumer: "drop", publish: true }),
    quiet: topic({ event }),
    resume: topic({ event, history, presence: z.int() }),
    retained: topic({ event, retain: true, slowConsumer: "drop" }),
    rooms: topic({ event, history, params: z.object({ room: z.int() }), wildcards: ["room"] }),
  },
});
const fingerprint = fingerprintOf(schema.shape);

/** So little that what is published in one tick can be too much. */
const little = 600;

const names = ["conflate", "disconnect", "drop", "resume", "retained"] as const;
type Name = (typeof names)[number];

const actorCount = 6;
const who = fc.nat({ max: actorCount - 1 });
const name = fc.constantFrom(...names);
const room = fc.nat({ max: 2 });
const count = fc.integer({ min: 1, max: 4 });
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ do: fc.constant("publish" as const), name, count, fill: fc.nat({ max: 90 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("batch" as const), name, count }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("publish to a room" as const), room }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("publish for others" as const), who, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("publish as a client" as const), who, isSilent: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("ask" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tell" as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("subscribe" as const), who, name, since: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("subscribe to a room" as const), who, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("subscribe to rooms" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unsubscribe" as const), who, nth: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("revoke" as const), who, name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("attend" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("turn" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test("everybody is told the same in the same order as if each event had left when it was published", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
      const { told } = await play(steps, { how: "joined" });
      expect(told).toEqual((await play(steps, { how: "each alone" })).told);
    }),
    { ...runs, numRuns: 200 },
  );
});

test("who are told together are told the same in the same order as each alone", async () => {
  let broadcasts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), fc.boolean(), async (later, isJoined) => {
      const how = isJoined ? "joined" : "each alone";
      const steps = [...everybodySubscribes, ...later];
      const { told, broadcastCount } = await play(steps, { how, hasGroups: true, ...enough });
      expect(told).toEqual((await play(steps, { how: "each alone", ...enough })).told);
      broadcasts += broadcastCount;
    }),
    { ...runs, numRuns: 200 },
  );
  expect(broadcasts).toBeGreaterThan(1_000);
});

const everybodySubscribes = (["drop", "resume"] as const).flatMap((name) =>
  [...Array(actorCount).keys()].map((who): Step => ({ do: "subscribe", who, name, since: 0 })),
);

/** For all that is published here: what is left out where there is less depends on who is told together. */
const enough = { maxEventBytes: 262_144 };

interface Play {
  readonly how: "joined" | "each alone";
  readonly hasGroups?: boolean;
  readonly maxEventBytes?: number;
}

/** @returns what each connection was told, and the code with which it was closed. */
async function play(
  steps: readonly Step[],
  { how, hasGroups = false, maxEventBytes = little }: Play,
): Promise<{ told: Wire[][]; broadcastCount: number }> {
  let n = 0;
  const next = (fill = 0) => ({ key: `k${n % 3}`, n: ++n, filler: "x".repeat(fill) });
  const server = createServer(schema, {
    procedures: {
      ask: () => 7,
      tell: (value) => {
        publish("disconnect", next());
        publish("drop", next());
        return value;
      },
    },
    topics: {
      disconnect: { authorizePublish: () => true },
      drop: { authorizePublish: () => true },
      rooms: { authorizePattern: () => true },
    },
    limits: { maxEventBytes },
  });
  const connections = new FakeConnections(server, { hasGroups });
  const actors = [...Array(actorCount).keys()].map(
    (index) => new Actor(connections.open(index % 2 === 0 ? fingerprint : ""), index),
  );
  const witness = connections.open();
  witness.subscribe("quiet");
  // An answer to one who subscribes to something lets all events go, and so does whoever comes and goes.
  const settle = (): void => {
    if (how === "joined") return;
    witness.tell([11, 0]);
    witness.tell([9, witness.subscribe("quiet")]);
  };
  const steady = (each: Step): void => {
    const actor = "who" in each ? (actors[each.who] as Actor) : undefined;
    if (actor?.connection.closedWith !== undefined) return;
    if (each.do === "publish") for (let i = 0; i < each.count; i++) publish(each.name, next(each.fill));
    else if (each.do === "batch") server.publish[each.name].batch(Array.from({ length: each.count }, () => next()));
    else if (each.do === "publish to a room") server.publish.rooms({ room: each.room }, next());
    else if (each.do === "publish for others") publish(each.name, next(), actor?.connection.session);
    else if (each.do === "revoke") {
      server.topics[each.name].revoke({ where: ({ session }) => session === actor?.connection.session });
    } else actor?.act(each, next);
  };
  const publish = (to: Name, value: ReturnType<typeof next>, except?: string): void => {
    server.publish[to](value, except === undefined ? {} : { except });
    settle();
  };
  for (const each of steps) {
    if (each.do === "turn") await new Promise((resolve) => setImmediate(resolve));
    else steady(each);
    settle();
  }
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  const told = actors.map((actor) => actor.told());
  for (const { connection } of [...actors, { connection: witness }]) connection.cut();
  await server.close({ graceMs: 0 });
  return { told, broadcastCount: connections.broadcastCount };
}

/** A client that does what a step says. */
class Actor {
  readonly connection: FakeConnection;
  readonly #index: number;
  #id = 0;
  readonly #subscriptions: number[] = [];

  constructor(connection: FakeConnection, index: number) {
    this.connection = connection;
    this.#index = index;
  }

  act(each: Step, next: () => { key: string; n: number; filler: string }): void {
    const { connection } = this;
    const id = this.#id++;
    const subscribe = (frame: Wire[]): void => {
      this.#subscriptions.push(id);
      connection.tell(frame);
    };
    switch (each.do) {
      case "ask":
        connection.tell([2, id, "ask"]);
        break;
      case "tell":
        connection.tell([2, id, "tell", this.#index], [11, id]);
        break;
      case "publish as a client":
        connection.tell([22, id, id % 2 === 0 ? "drop" : "disconnect", null, [mapOf(next())], each.isSilent]);
        break;
      case "subscribe":
        subscribe([6, id, each.name, null, [null, 0, 2, this.#place(each.name)][each.since]]);
        break;
      case "subscribe to a room":
        subscribe([6, id, "rooms", mapOf({ room: each.room })]);
        break;
      case "subscribe to rooms":
        subscribe([28, id, "rooms", new Map(), ["room"], 2]);
        break;
      case "unsubscribe": {
        const [subscription] = this.#subscriptions.splice(each.nth, 1);
        if (subscription !== undefined) connection.tell([9, subscription]);
        break;
      }
      case "attend":
        subscribe([24, id, "resume", null, [`a member's secret ${this.#index}`, this.#index]]);
        break;
      case "close":
        // An id that is none: the server closes, and what was published before leaves first.
        connection.tell([2, "none"]);
        break;
      default:
        break;
    }
  }

  told(): Wire[] {
    const { frames, closedWith } = this.connection;
    return [...frames.slice(1).flatMap(each), closedWith];
  }

  /** Some place that the connection was told of. */
  #place(_topic: Name): Wire {
    const place = this.connection.frames.findLast(([kind]) => kind === 7);
    return place ? [place[3], 1] : null;
  }
}

function mapOf(value: object): Wire {
  return new Map(Object.entries(value));
}

/** Events one by one, and nothing in it that is another with each server. */
function each(frame: Wire[]): Wire[] {
  const [kind, channel, offset, third] = frame;
  if (kind === 23) return third.map((value: Wire, index: number) => [8, channel, offset + index, value]);
  if (kind === 7) return [[7, channel, offset, "epoch", frame[4]]];
  if (kind === 29) return [[29, channel, offset, third, "epoch", frame[5]]];
  if (kind === 3 && Array.isArray(offset) && typeof offset[0] === "string") return [[3, channel, ["epoch", offset[1]]]];
  return [frame];
}
