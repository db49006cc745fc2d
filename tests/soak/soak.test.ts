import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFailed, onTestFinished, test, vi } from "vitest";
import { bundleProgram } from "../bundle-program.js";
import { randomOf } from "../chaos/random.js";
import { openSockets } from "../open-sockets.js";
import { checkLog } from "./check-log.js";
import { ClientSubscriber } from "./client-subscriber.js";
import type { Position, SoakSubscriber } from "./instance-log.js";
import { heavyInstances, type Instance, lightInstances, reasonsOf } from "./instances.js";
import { readPublishJournal } from "./publish-journal.js";
import { PublishedInstance } from "./published.js";
import { ClientPublishChannel, Publisher, RawPublishChannel } from "./publisher.js";
import { RawSubscriber } from "./raw-subscriber.js";
import { SoakProcess } from "./soak-process.js";
import { type Link, UnreliableProxy } from "./unreliable-proxy.js";

// Everything that happens to subscribers happens to 200 of them at once, and each can account for every event.

const durationMs = Number(process.env.SOAK_SECONDS ?? 30) * 1_000;
const seed = Number(process.env.SOAK_SEED ?? 4);
const quickSubscribers = 170;
/** They stop reading for seconds, of instances that publish much meanwhile. */
const slowSubscribers = 30;
const publishers = 10;

test("every subscriber's log is complete, or marked where it is not", {
  tags: ["slow"],
  timeout: 3 * durationMs + 60_000,
}, async () => {
  onTestFailed(() => console.log(`SOAK_SEED=${seed} SOAK_SECONDS=${durationMs / 1_000} does the same again`));
  const socketsBefore = openSockets();
  const random = randomOf(seed);
  const directory = await mkdtemp(join(tmpdir(), "hawser-soak-"));
  const program = await bundleProgram(new URL("soak-server.ts", import.meta.url), directory);
  const journal = join(directory, "journal");
  const servers: SoakProcess[] = [];
  const start = async (port = 0): Promise<SoakProcess> => {
    const server = await SoakProcess.start(program, { journal, port, seed: seed + servers.length });
    servers.push(server);
    return server;
  };
  const published = new Map<string, PublishedInstance>();
  for (const { name } of [...lightInstances, ...heavyInstances]) published.set(name, new PublishedInstance());
  const publishedOf = ({ name }: Instance): PublishedInstance => published.get(name) as PublishedInstance;

  let server = await start();
  const proxy = await UnreliableProxy.open(server.port);
  const throughProxy = { url: () => `ws://127.0.0.1:${proxy.port}`, random };
  // What stands in a proxy would keep a server from noticing that nobody reads; who does not read hears no heartbeat.
  const direct = { url: () => `ws://127.0.0.1:${server.port}`, random, heartbeatMs: 60_000 };
  const quick = Array.from({ length: quickSubscribers }, (_, i): SoakSubscriber => {
    const Subscriber = i % 2 === 0 ? ClientSubscriber : RawSubscriber;
    return new Subscriber(some(lightInstances, 3, random), throughProxy);
  });
  const slow = Array.from({ length: slowSubscribers }, (_, i): SoakSubscriber => {
    const Subscriber = i % 2 === 0 ? ClientSubscriber : RawSubscriber;
    const heavy = heavyInstances[i % heavyInstances.length] as Instance;
    return new Subscriber([heavy, ...some(lightInstances, 2, random)], direct);
  });
  const clients = Array.from({ length: publishers }, (_, i) => {
    const Channel = i % 2 === 0 ? ClientPublishChannel : RawPublishChannel;
    const options = { name: `client${i}`, instances: lightInstances, published: publishedOf, random };
    return new Publisher(new Channel(throughProxy), options);
  });
  const subscribers = [...quick, ...slow];
  onTestFinished(async () => {
    for (const each of [...subscribers, ...clients]) each.close();
    proxy.close();
    for (const each of servers) await each.end("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  });
  await vi.waitFor(() => expect(subscribers.every(({ isOpen }) => isOpen)).toBe(true), 60_000);

  const startMs = performance.now();
  let isOver = false;
  const at = async (part: number): Promise<void> => {
    await pause(Math.max(0, startMs + part * durationMs - performance.now()));
  };
  const misfortunes = (async () => {
    while (!isOver) {
      await pause(20 + random() * 80);
      if (random() < 0.2) pick(subscribers, random).cut();
      else if (proxy.links.length > 0) harm(pick(proxy.links, random), random);
    }
  })();
  const sleeps = slow.map(async (subscriber) => {
    while (!isOver) {
      await pause(500 + random() * 1_500);
      subscriber.pause();
      await pause(4_000 + random() * 3_000);
      subscriber.resume();
    }
  });
  // Killed, and its place taken at once; later one is replaced while it serves.
  await at(0.4);
  await server.end("SIGKILL");
  server = await start(server.port);
  await at(0.75);
  const old = server;
  server = await start();
  proxy.targetPort = server.port;
  expect(await old.end("SIGTERM")).toBe(0);
  await at(1);
  // A slow machine takes longer to be hard on everybody.
  while (notYetHard(subscribers, clients) && performance.now() - startMs < 3 * durationMs) await pause(1_000);
  isOver = true;
  await Promise.all([misfortunes, ...sleeps]);

  // Everything is well from here on.
  for (const client of clients) client.close();
  proxy.sweep();
  await pause(500);
  await server.rest();
  for (const { instance, events, position } of readPublishJournal(journal)) {
    for (const [i, event] of events.entries()) {
      const offset = position.offset - events.length + 1 + i;
      published.get(instance)?.began(event);
      published.get(instance)?.acknowledged(event, { epoch: position.epoch, offset });
    }
  }
  const isThere = ({ logs }: SoakSubscriber): boolean => {
    return [...logs.values()].every((log) => log.hasReached(publishedOf(log.instance).last as Position));
  };
  // Whoever is late has a log that says so.
  await vi.waitFor(() => expect(subscribers.filter((each) => !isThere(each))).toHaveLength(0), 20_000).catch(() => {});

  for (const instance of published.values()) expect(instance.faults()).toEqual([]);
  const faults = subscribers.flatMap((subscriber, i) => {
    return [...subscriber.logs.values()].flatMap(({ instance, entries }) => {
      const { topic } = instance;
      const options = { published: publishedOf(instance), reasons: reasonsOf[topic], isKept: topic === "kept" };
      const found = checkLog(entries, options);
      return found.map((fault) => `subscriber ${i}, ${instance.name}: ${fault} (${subscriber.state})`);
    });
  });
  expect(faults).toEqual([]);
  expect(notYetHard(subscribers, clients)).toBeUndefined();

  for (const subscriber of subscribers) subscriber.close();
  proxy.close();
  expect(await server.end("SIGTERM")).toBe(0);
  await vi.waitFor(() => expect(openSockets()).toBe(socketsBefore));
});

function harm(link: Link, random: () => number): void {
  const kind = Math.floor(random() * 6);
  if (kind === 0) link.cut();
  else if (kind === 1) link.reset();
  else if (kind === 2) link.cutNear();
  else if (kind === 3) link.cutFar();
  else if (kind === 4) link.swallow();
  else link.stall(200 + random() * 600);
}

/** What has not happened yet: logs of subscribers to whom nothing happened would prove nothing. */
function notYetHard(subscribers: readonly SoakSubscriber[], clients: readonly Publisher[]): string | undefined {
  const sessions = subscribers.reduce((sum, each) => sum + each.sessions, 0);
  if (sessions <= 3 * subscribers.length) return `only ${sessions} sessions of ${subscribers.length} subscribers`;
  if (!clients.some(({ doubtful }) => doubtful > 0)) return "no publisher was left in doubt";
  const missed = new Set<string>();
  for (const { logs } of subscribers) {
    for (const { entries, instance } of logs.values()) {
      for (const entry of entries) if (entry.type === "gap") missed.add(`${instance.topic}: ${entry.reason}`);
    }
  }
  const expected = Object.entries(reasonsOf).flatMap(([topic, reasons]) =>
    reasons.map((reason) => `${topic}: ${reason}`),
  );
  return expected.find((each) => !missed.has(each));
}

function pick<T>(all: readonly T[], random: () => number): T {
  return all[Math.floor(random() * all.length)] as T;
}

/** So many different ones. */
function some<T>(all: readonly T[], count: number, random: () => number): T[] {
  const rest = [...all];
  return Array.from({ length: count }, () => rest.splice(Math.floor(random() * rest.length), 1)[0] as T);
}
