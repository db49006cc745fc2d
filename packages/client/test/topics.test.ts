import { once } from "node:events";
import { createConnection, type Gap, type Position, type SubscribeOptions, type Subscription } from "@hawser/client";
import { defineSchema, fingerprintOf, type Shape, topic } from "@hawser/core";
import { createServer, MemoryBroker, wsTransport } from "@hawser/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { Connection } from "../src/connection.js";
import type { TopicDescriptor } from "../src/descriptors.js";
import { publish, publishBatch } from "../src/publish.js";
import { subscribe } from "../src/subscribe.js";

// Subscriptions and publishing against a real server, over real sockets that are cut, paused and moved.

const event = z.object({ key: z.int(), text: z.string() });
const params = z.object({ room: z.string() });

const schema = defineSchema({
  name: "newsroom",
  procedures: {},
  topics: {
    bare: topic({ params, event, publish: true }),
    conflated: topic({ params, event, slowConsumer: "conflate", conflateBy: "key" }),
    dropped: topic({ params, event, slowConsumer: "drop" }),
    journal: topic({ params, event, history: { size: 1_000, ageMs: 60_000 }, publish: true }),
    latest: topic({ params, event, retain: true }),
    short: topic({ params, event, history: { size: 5, ageMs: 60_000 } }),
  },
});

type Event = z.infer<typeof event>;
type Params = z.infer<typeof params>;
type Topic = TopicDescriptor<Params, Event>;

/** What a stub hands over. */
function topicOf(path: keyof typeof schema.topics, more: Partial<Topic> = {}): Topic {
  return {
    path,
    id: Object.keys(schema.topics).indexOf(path),
    encodeParams: ({ room }) => [room],
    decodeEvent: ([key, text]) => ({ key, text }),
    eventShape: JSON.stringify({
      kind: "object",
      fields: [
        { name: "key", shape: { kind: "int" } },
        { name: "text", shape: { kind: "string" } },
      ],
    } satisfies Shape),
    encodePublish: ({ key, text }: Event) => [key, text],
    ...more,
  };
}

const bare = topicOf("bare");
const conflated = topicOf("conflated");
const dropped = topicOf("dropped");
const journal = topicOf("journal", { history: true });
const latest = topicOf("latest", { history: true, retain: true });
const short = topicOf("short", { history: true });

const room: Params = { room: "r1" };
const numbered = (key: number): Event => ({ key, text: `e${key}` });

type Server = ReturnType<typeof serverOf>;

function serverOf(broker: MemoryBroker) {
  return createServer(schema, {
    broker,
    procedures: {},
    topics: { bare: { authorizePublish: () => true }, journal: { authorizePublish: ({ room }) => room === "r1" } },
  });
}

describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
  const opened: { close(): Promise<unknown> }[] = [];

  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
    await vi.waitFor(() => expect(openSockets()).toBe(0));
  });

  async function listen(broker = new MemoryBroker(), port = 0): Promise<{ server: Server; port: number }> {
    const server = serverOf(broker);
    opened.push({ close: () => server.close({ graceMs: 0 }) });
    const listening = await server.listen({ host: "127.0.0.1", port, transport: wsTransport() });
    return { server, port: listening.port };
  }

  interface Client {
    /** Where its next socket goes. */
    port: number;
    readonly connection: Connection;
    readonly sockets: readonly WebSocket[];
  }

  async function dial(port: number): Promise<Client> {
    const fingerprint = encoding === "positional" ? fingerprintOf(schema.shape) : "";
    const sockets: WebSocket[] = [];
    const connection = createConnection({ name: schema.name, fingerprint, definitions: {} }, "ws://127.0.0.1", {
      backoff: { initialMs: 1, maxMs: 10 },
      socket: (_url, subprotocols) => {
        const socket = new WebSocket(`ws://127.0.0.1:${client.port}`, subprotocols);
        sockets.push(socket);
        return socket;
      },
    });
    const client: Client = { port, connection, sockets };
    opened.push(connection);
    await vi.waitFor(() => expect(connection.status).toMatchObject({ state: "open", encoding }));
    return client;
  }

  /** Both ends, and a subscriber that the server has confirmed. */
  async function follow(topic: Topic, options: SubscribeOptions<Event> = {}) {
    const { server, port } = await listen();
    const client = await dial(port);
    const follower = new Follower(client.connection, topic, options);
    await follower.active();
    return { server, follower, ...client };
  }

  test("a connection that is cut again and again under publishing loses nothing and doubles nothing", async () => {
    const { server, connection, sockets, follower } = await follow(journal);
    const other = new Follower(connection, journal, { since: 0 });
    await other.active();
    let count = 0;
    const publish = () => server.publish.journal(room, numbered(++count));
    for (let cuts = 0; cuts < 20; cuts++) {
      // However long it takes, the history must reach back to the cut.
      for (let missed = 0; other.subscription.status !== "active"; missed++) {
        if (missed < 100) publish();
        await tick();
      }
      for (let more = 0; more < cuts; more++) publish();
      if (cuts % 2) await tick();
      sockets.at(-1)?.terminate();
      await vi.waitFor(() => expect(connection.status.state).not.toBe("open"), { interval: 1 });
    }
    expect(sockets).toHaveLength(20);
    for (const { keys, gaps } of await Promise.all([follower, other].map((each) => each.reaches(count)))) {
      expect(keys).toEqual(Array.from({ length: count }, (_, index) => index + 1));
      expect(gaps).toEqual([]);
    }
  });

  test("a server that goes away for another one with the same broker, under publishing", async () => {
    const broker = new MemoryBroker();
    const first = await listen(broker);
    const second = await listen(broker);
    const client = await dial(first.port);
    const followers = [journal, bare].map((topic) => new Follower(client.connection, topic));
    for (const follower of followers) await follower.active();
    client.port = second.port;
    const drained = first.server.drain({ graceMs: 2_000 });
    for (let key = 1; key <= 200; key++) {
      for (const path of ["journal", "bare"] as const) second.server.publish[path](room, numbered(key));
      if (key % 2 === 0) await tick();
    }
    await drained;
    expect(client.sockets).toHaveLength(2);
    for (const follower of followers) {
      await follower.reaches(200);
      expect(follower.keys).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
      expect(follower.gaps).toEqual([]);
    }
  });

  test("a history that no longer reaches back leaves a gap, then what it has", async () => {
    const { server, connection, sockets, follower } = await follow(short);
    server.publish.short(room, numbered(1));
    await follower.reaches(1);
    await cut(connection, sockets, () => {
      for (let key = 2; key <= 20; key++) server.publish.short(room, numbered(key));
    });
    await follower.reaches(20);
    expect(follower.entries).toEqual(["1", "expired 2-15", "16", "17", "18", "19", "20"]);
  });

  test("a topic without history tells what it missed", async () => {
    const { server, connection, sockets, follower } = await follow(bare);
    server.publish.bare(room, numbered(1));
    await follower.reaches(1);
    await cut(connection, sockets, () => {
      for (let key = 2; key <= 5; key++) server.publish.bare(room, numbered(key));
    });
    await follower.active();
    server.publish.bare(room, numbered(6));
    await follower.reaches(6);
    expect(follower.entries).toEqual(["1", "disconnected 2-5", "6"]);
  });

  test("a restart is another epoch, and all that the new server has follows", async () => {
    const { server, port, connection, follower } = await follow(short);
    for (let key = 1; key <= 3; key++) server.publish.short(room, numbered(key));
    await follower.reaches(3);
    const before = follower.subscription.epoch;
    await server.close({ graceMs: 0 });
    await vi.waitFor(() => expect(connection.status.state).not.toBe("open"));
    const broker = new MemoryBroker();
    const offline = serverOf(broker);
    for (let key = 101; key <= 107; key++) offline.publish.short(room, numbered(key));
    await listen(broker, port);
    await follower.reaches(7);
    expect(follower.entries).toEqual(["1", "2", "3", "restarted 1-2", "103", "104", "105", "106", "107"]);
    expect(follower.subscription.epoch).not.toBe(before);
  });

  test("a retained event comes first, to who shares the subscription, too", async () => {
    const { server, port } = await listen();
    const { connection } = await dial(port);
    for (let key = 1; key <= 3; key++) server.publish.latest(room, numbered(key));
    const first = new Follower(connection, latest);
    await first.reaches(3);
    const second = new Follower(connection, latest);
    server.publish.latest(room, numbered(4));
    await Promise.all([first.reaches(4), second.reaches(4)]);
    expect([first.entries, second.entries]).toEqual([
      ["3", "4"],
      ["3", "4"],
    ]);
  });

  test("a retained event is not sent again to who comes back with it", async () => {
    const { server, connection, sockets, follower } = await follow(latest);
    server.publish.latest(room, numbered(1));
    await follower.reaches(1);
    await cut(connection, sockets, () => {});
    await follower.active();
    server.publish.latest(room, numbered(2));
    await follower.reaches(2);
    expect(follower.entries).toEqual(["1", "2"]);
  });

  test("the last events, events of a time on, and a position that was stored", async () => {
    const { server, port } = await listen();
    const { connection } = await dial(port);
    for (let key = 1; key <= 5; key++) server.publish.journal(room, numbered(key));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const date = new Date();
    for (let key = 6; key <= 8; key++) server.publish.journal(room, numbered(key));

    const live = new Follower(connection, journal);
    const last = new Follower(connection, journal, { since: 2 });
    const dated = new Follower(connection, journal, { since: date });
    const all = new Follower(connection, journal, { since: 1_000 });
    await all.reaches(8);
    const stored = all.positions[4] as Position;
    const resumed = new Follower(connection, journal, { since: stored });
    const foreign = new Follower(connection, journal, { since: { epoch: "gone", offset: 4 } });
    for (const follower of [last, dated, resumed, foreign]) await follower.reaches(8);
    server.publish.journal(room, numbered(9));
    for (const follower of [live, last, dated, all, resumed, foreign]) await follower.reaches(9);

    expect(live.entries).toEqual(["9"]);
    expect(last.entries).toEqual(["7", "8", "9"]);
    expect(dated.entries).toEqual(["6", "7", "8", "9"]);
    expect(all.entries).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(stored).toEqual({ epoch: live.subscription.epoch, offset: 5 });
    expect(resumed.entries).toEqual(["6", "7", "8", "9"]);
    expect(foreign.entries).toEqual(["restarted 1-0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  });

  test("a beginning that cannot be meant", async () => {
    const { port } = await listen();
    const { connection } = await dial(port);
    for (const since of [-1, 1.5, new Date(Number.NaN), { epoch: "e", offset: -1 }]) {
      const failed = await new Promise((resolve) => {
        subscribe(connection, journal, room, { since, onEvent() {}, onEnd: (error) => resolve(error?.code) });
      });
      expect(failed).toBe("invalid_input");
    }
  });

  describe("a client that does not read for a while", () => {
    const large = (key: number): Event => ({ key, text: `e${key} ${"x".repeat(50_000)}` });
    const count = 400;

    test("resumes from the history as far as that reaches", async () => {
      const { server, sockets, follower } = await follow(short);
      await paused(sockets, () => {
        for (let key = 1; key <= count; key++) server.publish.short(room, large(key));
      });
      await follower.reaches(count);
      expect(follower.gaps).toMatchObject([{ reason: "expired", to: count - 5 }]);
      expect(follower.keys.slice(-5)).toEqual([1, 2, 3, 4, 5].map((n) => count - 5 + n));
    });

    test("is told what was left out", async () => {
      const { server, sockets, follower } = await follow(dropped);
      await paused(sockets, () => {
        for (let key = 1; key <= count; key++) server.publish.dropped(room, large(key));
      });
      await follower.reaches(count);
      server.publish.dropped(room, large(count + 1));
      await follower.reaches(count + 1);
      expect(follower.gaps).toMatchObject([{ reason: "slow", to: count }]);
    });

    test("gets the latest of each key", async () => {
      const { server, sockets, follower } = await follow(conflated);
      await paused(sockets, () => {
        for (let n = 1; n <= count; n++) server.publish.conflated(room, large(n % 3));
      });
      await follower.reaches(count);
      expect(follower.gaps.map(({ reason }) => reason)).toContain("conflated");
      expect(new Set(follower.keys.slice(-3))).toEqual(new Set([0, 1, 2]));
      expect(follower.keys.length).toBeLessThan(count);
    });
  });

  test("a client publishes, alone and in batches, and the answer says where", async () => {
    const { connection, follower, port } = await follow(journal);
    const other = new Follower((await dial(port)).connection, journal);
    await other.active();
    const first = await publish(connection, journal, room, numbered(1));
    expect(first).toEqual({ epoch: follower.subscription.epoch, offset: 1 });
    expect(await publishBatch(connection, journal, room, [2, 3].map(numbered))).toMatchObject({ offset: 3 });
    expect(await publishBatch(connection, journal, room, [4, 5].map(numbered), { silent: true })).toMatchObject({
      offset: 5,
    });
    expect(await publish(connection, journal, room, numbered(6))).toMatchObject({ offset: 6 });
    await Promise.all([follower.reaches(6), other.reaches(6)]);
    expect(other.keys).toEqual([1, 2, 3, 4, 5, 6]);
    expect(follower.keys).toEqual([1, 2, 3, 6]);
    expect([...follower.gaps, ...other.gaps]).toEqual([]);
  });

  test.each<[string, (connection: Connection) => Promise<Position>, string]>([
    ["where it may not", (connection) => publish(connection, journal, { room: "r2" }, numbered(1)), "forbidden"],
    ["where no client may", (connection) => publish(connection, short, room, numbered(1)), "forbidden"],
    ["nothing", (connection) => publishBatch(connection, journal, room, []), "invalid_input"],
    [
      "something that is not valid among others",
      (connection) => publishBatch(connection, journal, room, [numbered(1), { key: 1.5, text: "" }]),
      "invalid_input",
    ],
  ])("a client publishes %s", async (_name, attempt, code) => {
    const { connection, follower } = await follow(journal);
    await expect(attempt(connection)).rejects.toMatchObject({ code });
    await publish(connection, journal, room, numbered(7));
    await follower.reaches(1);
    expect(follower.keys).toEqual([7]);
  });
});

/** A subscriber that writes down what it is told, and checks that nothing is missing, doubled or out of order. */
class Follower {
  readonly subscription: Subscription<Event>;
  readonly entries: string[] = [];
  readonly keys: number[] = [];
  readonly gaps: Gap[] = [];
  /** After each event. */
  readonly positions: (Position | undefined)[] = [];
  #offset: number | undefined;

  constructor(connection: Connection, topic: Topic, options: SubscribeOptions<Event> = {}) {
    this.subscription = subscribe(connection, topic, room, {
      ...options,
      onEvent: ({ key }, offset) => {
        this.#follows(offset);
        this.#offset = offset;
        this.entries.push(String(key));
        this.keys.push(key);
        this.positions.push(this.subscription.position);
      },
      onGap: (gap) => {
        if (gap.reason !== "restarted") this.#follows(gap.from);
        this.#offset = gap.to;
        this.entries.push(`${gap.reason} ${gap.from}-${gap.to}`);
        this.gaps.push(gap);
      },
    });
  }

  active(): Promise<void> {
    return vi.waitFor(() => expect(this.subscription.status).toBe("active"), { interval: 2, timeout: 5_000 });
  }

  async reaches(offset: number): Promise<this> {
    await vi.waitFor(() => expect(this.#offset).toBe(offset), { interval: 2, timeout: 10_000 });
    return this;
  }

  #follows(offset: number): void {
    if (this.#offset !== undefined && offset !== this.#offset + 1)
      this.entries.push(`${this.#offset} before ${offset}`);
  }
}

/** Cuts the newest socket, and does something before the client can be back. */
async function cut(connection: Connection, sockets: readonly WebSocket[], meanwhile: () => void): Promise<void> {
  const socket = sockets.at(-1) as WebSocket;
  const closed = once(socket, "close");
  socket.terminate();
  meanwhile();
  await closed;
  await vi.waitFor(() => expect(connection.status.state).toBe("open"));
}

/** Reads nothing from the newest socket while something is done and for a moment longer. */
async function paused(sockets: readonly WebSocket[], meanwhile: () => void): Promise<void> {
  const socket = sockets.at(-1) as WebSocket;
  socket.pause();
  meanwhile();
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.resume();
}

/** The TCP sockets of this process, on either end. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
