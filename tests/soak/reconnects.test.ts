import { setTimeout as pause } from "node:timers/promises";
import { createServer } from "@hawser/server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { randomOf } from "../chaos/random.js";
import { transports } from "../matrix/transports.js";
import { openSockets } from "../open-sockets.js";
import { checkLog } from "./check-log.js";
import { ClientSubscriber } from "./client-subscriber.js";
import type { Instance } from "./instances.js";
import { PublishedInstance } from "./published.js";
import { RawSubscriber } from "./raw-subscriber.js";
import schema from "./soak.schema.js";

// A connection that is lost again and again, of a subscriber who notices nothing.

const reconnects = 1_000;
const rooms = ["a", "b", "c", "d", "e"];
/** Of events to every instance: far more often than the connection comes back. */
const intervalMs = 1;

const subscribers = [
  { name: "of a client", Subscriber: ClientSubscriber },
  { name: "without a client", Subscriber: RawSubscriber },
] as const;

describe.each(transports)("over %s", (_, createTransport) => {
  test.each(subscribers)("nothing is lost in 1,000 reconnects $name", { tags: ["slow"] }, async ({ Subscriber }) => {
    const socketsBefore = openSockets();
    const random = randomOf(1);
    const everybody = { authorizePublish: () => true };
    const topics = {
      conflated: everybody,
      dropped: everybody,
      kept: everybody,
      keptShortly: everybody,
      retained: everybody,
    };
    const server = createServer(schema, { procedures: {}, topics });
    onTestFinished(() => server.close({ graceMs: 0 }));
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await createTransport() });

    const instances = rooms.map((room): Instance => ({ name: room, topic: "kept", params: { room } }));
    const published = new Map(instances.map(({ name }) => [name, new PublishedInstance()]));
    let count = 0;
    const publish = ({ name, params }: Instance): void => {
      count += 1;
      const event = { id: `${count}`, key: "k" };
      published.get(name)?.began(event);
      const position = server.publish.kept(params, { ...event, filler: new Uint8Array(100) });
      if (!(position instanceof Promise)) published.get(name)?.acknowledged(event, position);
    };
    const timer = setInterval(() => instances.forEach(publish), intervalMs);
    onTestFinished(() => clearInterval(timer));

    const url = (): string => `ws://127.0.0.1:${port}`;
    const subscriber = new Subscriber(instances, { url, random: () => random() / 50 });
    onTestFinished(() => subscriber.close());
    while (subscriber.sessions <= reconnects) {
      const { sessions } = subscriber;
      // Sometimes before it has heard anything at all.
      await pause(random() * 8);
      if (subscriber.isOpen || random() < 0.02) subscriber.cut();
      await vi.waitFor(() => expect(subscriber.sessions).toBeGreaterThan(sessions), { interval: 1 });
    }

    clearInterval(timer);
    instances.forEach(publish);
    const { logs } = subscriber;
    const ends = (): (number | undefined)[] => [...logs.values()].map(({ position }) => position?.offset);
    const last = [...published.values()].map((instance) => instance.last?.offset);
    await vi.waitFor(() => expect(ends()).toEqual(last));
    for (const [name, { entries }] of logs) {
      const instance = published.get(name) as PublishedInstance;
      expect(checkLog(entries, { published: instance, reasons: [] })).toEqual([]);
      expect(entries.length).toBeGreaterThan(reconnects);
    }
    subscriber.close();
    await server.close({ graceMs: 0 });
    await vi.waitFor(() => expect(openSockets()).toBe(socketsBefore));
  });
});
