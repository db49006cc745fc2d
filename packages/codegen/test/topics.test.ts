import type { Gap, Position, SubscribeOptions, Subscription } from "@hawser/client";
import { defineSchema, procedure } from "@hawser/core";
import { createServer, type Server, type TopicHandlers } from "@hawser/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import {
  type AlarmsEvent,
  connect,
  type GaugesReadingsEvent,
  type GaugesSettingEvent,
  type PhotosEvent,
  type Plant,
  type ShiftsEvent,
} from "./golden/topics.client.js";
import schema from "./golden/topics.schema.js";
import { transports } from "./transports.js";

// A generated client against a real server: events that are kept, that clients publish and that slow ones miss, over sockets.

/** A server with one procedure more has another fingerprint, so the same client speaks to it in maps. */
const newer = defineSchema({
  name: "plant",
  auth: schema.auth,
  procedures: { ...schema.procedures, added: procedure({}) },
  topics: schema.topics,
});

interface User {
  readonly user: string;
}

const north = { hall: "north" };

describe.each(transports)("over $name", ({ transport }) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    let server: Server<typeof schema, User>;
    let plant: Plant;
    let other: Plant;
    /** Of `plant`, one after the other. */
    let sockets: WebSocket[];
    /** What `authorizePublish` answers to who may publish at all. */
    let decision: () => boolean | Promise<boolean>;

    beforeEach(async () => {
      decision = () => true;
      const implementation = { authenticate: ({ auth }: { auth: User }) => auth, topics: topics(() => decision()) };
      const procedures = { idle: () => {} };
      server =
        encoding === "positional"
          ? createServer(schema, { ...implementation, procedures })
          : createServer(newer, { ...implementation, procedures: { ...procedures, added: () => {} } });
      const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await transport() });
      sockets = [];
      plant = connect(`ws://127.0.0.1:${port}`, {
        auth: { user: "ann" },
        backoff: { initialMs: 1 },
        socket: (url, subprotocols) => {
          const socket = new WebSocket(url, subprotocols);
          sockets.push(socket);
          return socket;
        },
      });
      other = connect(`ws://127.0.0.1:${port}`, { auth: { user: "guest" } });
      await Promise.all([plant.idle(), other.idle()]);
      expect(plant.connection.status).toMatchObject({ state: "open", encoding });
    });

    // Nothing waits to be sent, and nobody stays connected.
    afterEach(async () => {
      expect(plant.connection.bufferedBytes).toBe(0);
      await Promise.all([plant.connection.close(), other.connection.close()]);
      await vi.waitFor(() => expect(server.connectionCount).toBe(0));
      await server.close();
    });

    test("a published event is acknowledged with the offset at which everybody gets it", async () => {
      const mine = await watch<ShiftsEvent>((options) => plant.shifts.subscribe(north, options));
      const theirs = await watch<ShiftsEvent>((options) => other.shifts.subscribe(north, options));
      const first = await plant.shifts.publish(north, { note: "one" });
      const second = await plant.shifts.publish(north, { note: "two" });
      expect([first.offset, second.offset]).toEqual([1, 2]);
      expect(second.epoch).toBe(first.epoch);
      const expected = [
        [{ note: "one" }, 1],
        [{ note: "two" }, 2],
      ];
      await vi.waitFor(() => expect([mine.log, theirs.log]).toEqual([expected, expected]));
      expect(theirs.subscription.position).toEqual(second);
    });

    test("an event goes into its type where it is published, and comes out where it is read", async () => {
      const { log } = await watch<GaugesSettingEvent>((options) => other.gauges.setting.subscribe(undefined, options));
      const at = "2026-01-01T00:00:00.000Z";
      await plant.gauges.setting.publish(undefined, { percent: 5, at });
      await vi.waitFor(() => expect(log).toEqual([[{ percent: 5, at: new Date(at) }, 1]]));
    });

    test("bytes are published from a Blob", async () => {
      const { log } = await watch<PhotosEvent>((options) => other.photos.subscribe(options));
      await plant.photos.publish({ jpeg: new Blob([Uint8Array.of(1, 2)]) });
      await plant.photos.publishBatch([{ jpeg: Uint8Array.of(3) }, { jpeg: new Uint8Array([4]).buffer }]);
      await vi.waitFor(() => expect(log).toHaveLength(3));
      expect(log.map(([{ jpeg }]) => [...jpeg])).toEqual([[1, 2], [3], [4]]);
    });

    test("a batch keeps its order, and its last position is the answer", async () => {
      const { log } = await watch<ShiftsEvent>((options) => other.shifts.subscribe(north, options));
      const notes = Array.from({ length: 100 }, (_, i) => ({ note: String(i) }));
      expect(await plant.shifts.publishBatch(north, notes)).toMatchObject({ offset: 100 });
      await vi.waitFor(() => expect(log).toEqual(notes.map((note, i) => [note, i + 1])));
    });

    test("a silent event goes to everybody else", async () => {
      const mine = await watch<ShiftsEvent>((options) => plant.shifts.subscribe(north, options));
      const theirs = await watch<ShiftsEvent>((options) => other.shifts.subscribe(north, options));
      await plant.shifts.publish(north, { note: "silent" }, { silent: true });
      const { offset } = await plant.shifts.publish(north, { note: "loud" });
      await vi.waitFor(() => {
        expect(mine.log).toEqual([[{ note: "loud" }, offset]]);
        expect(theirs.log.map(([{ note }]) => note)).toEqual(["silent", "loud"]);
      });
      expect(mine.gaps).toEqual([]);
    });

    test("who may not publish is refused, and nobody gets it", async () => {
      const { log } = await watch<ShiftsEvent>((options) => plant.shifts.subscribe(north, options));
      await expect(other.shifts.publish(north, { note: "no" })).rejects.toMatchObject({ code: "forbidden" });
      await expect(
        plant.shifts.publishBatch(north, [{ note: "fine" }, { note: 5 as unknown as string }]),
      ).rejects.toMatchObject({ code: "invalid_input" });
      expect(await plant.shifts.publish(north, { note: "yes" })).toMatchObject({ offset: 1 });
      await vi.waitFor(() => expect(log).toEqual([[{ note: "yes" }, 1]]));
    });

    test("a cut connection loses nothing of what the topic keeps", async () => {
      const { log, gaps } = await watch<AlarmsEvent>((options) => plant.alarms.subscribe(options));
      for (let round = 0; round < 5; round += 1) {
        await other.idle();
        server.publish.alarms(alarm(2 * round));
        sockets.at(-1)?.terminate();
        server.publish.alarms(alarm(2 * round + 1));
        await vi.waitFor(() => expect(sockets).toHaveLength(round + 2));
        await plant.idle();
      }
      await vi.waitFor(() => expect(log).toHaveLength(10));
      expect(log).toEqual(Array.from({ length: 10 }, (_, i) => [alarm(i), i + 1]));
      expect(gaps).toEqual([]);
    });

    test("a cut connection is told of what the topic keeps no longer", async () => {
      const { log, gaps, subscription } = await watch<ShiftsEvent>((options) => plant.shifts.subscribe(north, options));
      server.publish.shifts(north, { note: "0" });
      await vi.waitFor(() => expect(log).toHaveLength(1));
      sockets[0]?.terminate();
      for (let i = 1; i <= 5; i += 1) server.publish.shifts(north, { note: String(i) });
      await vi.waitFor(() => expect(log).toHaveLength(4));
      expect(log.map(([, offset]) => offset)).toEqual([1, 4, 5, 6]);
      expect(gaps).toEqual([{ type: "gap", reason: "expired", from: 2, to: 3 }]);
      expect(subscription.position).toMatchObject({ offset: 6 });
    });

    test("the retained event comes first, once", async () => {
      server.publish.gauges.setting(undefined, { percent: 1, at: new Date(1).toISOString() });
      server.publish.gauges.setting(undefined, { percent: 2, at: new Date(2).toISOString() });
      const { log, gaps } = await watch<GaugesSettingEvent>((options) =>
        plant.gauges.setting.subscribe(undefined, options),
      );
      server.publish.gauges.setting(undefined, { percent: 3, at: new Date(3).toISOString() });
      await vi.waitFor(() => expect(log.map(([{ percent }]) => percent)).toEqual([2, 3]));
      expect(gaps).toEqual([]);
    });

    test("after a cut connection the retained event comes again only if it is another", async () => {
      const { log, gaps } = await watch<GaugesSettingEvent>((options) =>
        plant.gauges.setting.subscribe(undefined, options),
      );
      const set = (percent: number) =>
        server.publish.gauges.setting(undefined, { percent, at: new Date(0).toISOString() });
      set(1);
      await vi.waitFor(() => expect(log).toHaveLength(1));
      sockets[0]?.terminate();
      await vi.waitFor(() => expect(sockets).toHaveLength(2));
      await plant.idle();
      sockets[1]?.terminate();
      set(2);
      set(3);
      await vi.waitFor(() => expect(log.map(([{ percent }]) => percent)).toEqual([1, 3]));
      expect(gaps).toEqual([{ type: "gap", reason: "expired", from: 2, to: 2 }]);
    });

    test("what was being published when the connection broke fails, and is not sent again", async () => {
      const { log } = await watch<ShiftsEvent>((options) => other.shifts.subscribe(north, options));
      let release = (): void => {};
      const asked = new Promise<void>((resolve) => {
        decision = () => {
          resolve();
          return new Promise((allow) => {
            release = () => allow(true);
          });
        };
      });
      const published = plant.shifts.publish(north, { note: "perhaps" });
      const failed = expect(published).rejects.toMatchObject({ code: "connection_lost" });
      await asked;
      sockets[0]?.terminate();
      await failed;
      decision = () => true;
      // The next connection stands, and the broken one is gone on the server too.
      await plant.idle();
      await vi.waitFor(() => expect(server.connectionCount).toBe(2));
      release();
      await plant.shifts.publish(north, { note: "surely" });
      await vi.waitFor(() => expect(log).toEqual([[{ note: "surely" }, 1]]));
    });

    test("a subscription begins where it is asked to", async () => {
      for (let i = 0; i < 3; i += 1) server.publish.alarms(alarm(i));
      // The clock is the server's, and counts whole milliseconds.
      const before = Date.now();
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(before));
      const noon = new Date();
      for (let i = 3; i < 6; i += 1) server.publish.alarms(alarm(i));
      const sensorsSince = async (since: number | Date | Position): Promise<string[]> => {
        const { log, gaps, subscription } = await watch<AlarmsEvent>((options) =>
          plant.alarms.subscribe({ ...options, since }),
        );
        await vi.waitFor(() => expect(subscription.position).toMatchObject({ offset: 6 }));
        await plant.idle();
        await subscription.unsubscribe();
        expect(gaps).toEqual([]);
        return log.map(([{ sensor }]) => sensor);
      };
      expect(await sensorsSince(2)).toEqual(["4", "5"]);
      expect(await sensorsSince(0)).toEqual([]);
      expect(await sensorsSince(100)).toEqual(["0", "1", "2", "3", "4", "5"]);
      expect(await sensorsSince(noon)).toEqual(["3", "4", "5"]);
      const { epoch } = await plant.alarms.publish(alarm(6));
      const { log } = await watch<AlarmsEvent>((options) =>
        other.alarms.subscribe({ ...options, since: { epoch, offset: 4 } }),
      );
      await vi.waitFor(() => expect(log.map(([{ sensor }]) => sensor)).toEqual(["4", "5", "6"]));
    });

    test("a revoked subscription ends with the reason, and no other does", async () => {
      const mine = await watch<ShiftsEvent>((options) => plant.shifts.subscribe(north, options));
      const south = await watch<ShiftsEvent>((options) => plant.shifts.subscribe({ hall: "south" }, options));
      const theirs = await watch<ShiftsEvent>((options) => other.shifts.subscribe(north, options));
      const isAnn = ({ context }: { context: User }): boolean => context.user === "ann";
      expect(server.topics.shifts.revoke({ params: north, where: isAnn, message: "you left the hall" })).toBe(1);
      await vi.waitFor(() => expect(mine.ends).toMatchObject([{ code: "forbidden" }]));
      expect(String(mine.ends[0])).toContain("you left the hall");
      server.publish.shifts(north, { note: "for whom it may concern" });
      await vi.waitFor(() => expect(theirs.log).toHaveLength(1));
      await plant.idle();
      expect(mine.log).toEqual([]);
      expect(south.subscription.status).toBe("active");
    });

    test("a paused reader gets the latest of each gauge, and is told of all others", async () => {
      const { log, gaps } = await watch<GaugesReadingsEvent>((options) =>
        plant.gauges.readings.subscribe(north, options),
      );
      const filler = "x".repeat(16_384);
      const [socket] = sockets as [WebSocket];
      socket.pause();
      const count = 3_000;
      for (let value = 1; value <= count; value += 1) {
        server.publish.gauges.readings(north, { gauge: `g${value % 3}`, value, filler });
        if (value % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      socket.resume();
      await vi.waitFor(() => expect(log.at(-1)?.[1]).toBe(count), { timeout: 10_000 });

      expect(log.slice(-3).map(([{ gauge, value }]) => [gauge, value])).toEqual([
        ["g1", count - 2],
        ["g2", count - 1],
        ["g0", count],
      ]);
      expect(log.length).toBeLessThan(count);
      expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(["conflated"]));
      const told = [
        ...log.map(([, offset]) => [offset, offset] as const),
        ...gaps.map(({ from, to }) => [from, to] as const),
      ];
      expect(holes(told, count)).toEqual([]);
      expect(sockets).toHaveLength(1);
    }, 20_000);
  });
});

function topics(decide: () => boolean | Promise<boolean>): TopicHandlers<typeof schema.topics, User> {
  const authorizePublish = (_: unknown, { context }: { context: User }) => context.user === "ann" && decide();
  return {
    alarms: { authorizePublish },
    gauges: { setting: { authorizePublish } },
    photos: { authorizePublish },
    shifts: { authorizePublish },
  };
}

function alarm(number: number): { sensor: string; tags: string[] } {
  return { sensor: String(number), tags: ["hot", "loud"] };
}

interface Watched<Event> {
  readonly subscription: Subscription<Event>;
  readonly log: [event: Event, offset: number][];
  readonly gaps: Gap[];
  readonly ends: unknown[];
}

/** Subscribes, keeps what comes, and waits for the server's confirmation. */
async function watch<Event>(
  subscribe: (options: SubscribeOptions<Event>) => Subscription<Event>,
): Promise<Watched<Event>> {
  const log: [Event, number][] = [];
  const gaps: Gap[] = [];
  const ends: unknown[] = [];
  const subscription = subscribe({
    onEvent: (event, offset) => log.push([event, offset]),
    onGap: (gap) => gaps.push(gap),
    onEnd: (error) => ends.push(error),
  });
  await vi.waitFor(() => expect(subscription.status).toBe("active"));
  return { subscription, log, gaps, ends };
}

/** Where ranges of offsets leave something out or overlap, from 1 to the last offset. */
function holes(ranges: readonly (readonly [from: number, to: number])[], last: number): string[] {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const found: string[] = [];
  let next = 1;
  for (const [from, to] of sorted) {
    if (from !== next) found.push(`${from} in place of ${next}`);
    next = to + 1;
  }
  if (next !== last + 1) found.push(`${next} in place of the end`);
  return found;
}
