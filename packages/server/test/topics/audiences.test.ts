import type { Wire } from "@hawser/core";
import { expect, test } from "vitest";
import { FakeConnections, until } from "./fake-connections.js";
import { flawsOf, logOf } from "./subscriber-log.js";
import { createPoliciesServer, maxEventBytes, type PolicyName, policiesFingerprint } from "./topics-server.js";

/** What is published now has come by the end of it. */
async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Does nothing else for so long. */
function busy(ms: number): void {
  for (const untilMs = performance.now() + ms; performance.now() < untilMs; );
}

/** Up to which it was told, in each of its channels. */
function reachedBy(frames: readonly Wire[][]): number[] {
  const reached = new Map<Wire, number>();
  for (const frame of frames.slice(1)) {
    const last = logOf([frame]).at(-1);
    if (last) reached.set(last.kind === "began" ? frame[2] : frame[1], last.kind === "gap" ? last.to : last.offset);
  }
  return [...reached.values()];
}

const subscriberCount = 8;

function open(policy: PolicyName) {
  const { server } = createPoliciesServer();
  const connections = new FakeConnections(server, { hasGroups: true });
  const subscribers = Array.from({ length: subscriberCount }, () => {
    const connection = connections.open(policiesFingerprint);
    connection.subscribe(policy);
    return connection;
  });
  let n = 0;
  const publish = ({ filler, ...options }: { except?: string; filler?: string } = {}) => {
    n += 1;
    server.publish[policy]({ key: `k${n % 3}`, n, ...(filler && { filler }) }, options);
  };
  return { server, connections, subscribers, publish };
}

test("those who read are told together, from the second event on", async () => {
  const { server, connections, publish } = open("drop");
  for (let i = 0; i < 10; i++) {
    publish();
    await turn();
  }
  expect(connections.broadcastCount).toBe(subscriberCount * 9);
  await server.close({ graceMs: 0 });
});

test("few are told one by one", async () => {
  const { server } = createPoliciesServer();
  const connections = new FakeConnections(server, { hasGroups: true });
  const subscribers = [1, 2, 3].map(() => connections.open());
  for (const subscriber of subscribers) subscriber.subscribe("drop");
  for (let n = 1; n <= 5; n++) {
    server.publish.drop({ key: "k", n });
    await turn();
  }
  for (const { frames } of subscribers) expect(logOf(frames).filter(({ kind }) => kind === "event")).toHaveLength(5);
  expect(connections.broadcastCount).toBe(0);
  await server.close({ graceMs: 0 });
});

test("the one who does not want an event back gets an offset in its place, the others are still told together", async () => {
  const { server, connections, subscribers, publish } = open("drop");
  const [publisher] = subscribers;
  publish();
  await turn();
  const before = connections.broadcastCount;
  publish({ except: publisher?.session ?? "" });
  await turn();
  expect(connections.broadcastCount - before).toBe(subscriberCount - 1);
  publish();
  await turn();
  expect(publisher?.frames.slice(-2)).toEqual([[8, 0, 2], expect.arrayContaining([8, 0, 3])]);
  for (const { frames } of subscribers) expect(flawsOf(logOf(frames), new Map())).toEqual([]);
  await server.close({ graceMs: 0 });
});

test.each(["conflate", "drop", "resume", "retained", "short"] as const)(
  "one who stalls among them has little more waiting than its limit, whatever is published: %s",
  async (policy) => {
    const { server, connections, subscribers, publish } = open(policy);
    publish();
    await turn();
    const [stalled] = subscribers;
    stalled?.stall();
    for (let i = 0; i < 400; i++) {
      for (let event = 0; event < 4; event++) publish();
      await new Promise((resolve) => setTimeout(resolve, i % 20 === 0 ? 2 : 0));
    }
    expect(connections.broadcastCount).toBeGreaterThan(subscriberCount * 100);
    expect(stalled?.bufferedBytes()).toBeGreaterThan(maxEventBytes / 2);
    expect(stalled?.bufferedBytes()).toBeLessThan(maxEventBytes * 1.5);
    stalled?.wake();
    const reached = () => {
      const last = logOf(stalled?.frames ?? []).at(-1);
      return last?.kind === "gap" ? last.to : last?.offset;
    };
    await until(() => reached() === 1_601);
    for (const { frames } of subscribers) {
      const log = logOf(frames);
      expect(flawsOf(log, new Map())).toEqual([]);
      const last = log.at(-1);
      expect(last?.kind === "gap" ? last.to : last?.offset).toBe(1_601);
    }
    // Who has caught up is told together with the others again.
    const before = connections.broadcastCount;
    publish();
    await turn();
    publish();
    await turn();
    expect(connections.broadcastCount - before).toBe(subscriberCount * 2 - 1);
    await server.close({ graceMs: 0 });
  },
);

test.each([1, 20, 200])("so has one who stalls in many channels, with %i of each in a turn", async (count) => {
  const { server } = createPoliciesServer();
  const connections = new FakeConnections(server, { hasGroups: true });
  const names = ["conflate", "drop", "resume", "retained"] as const;
  const subscribers = Array.from({ length: subscriberCount }, () => connections.open(policiesFingerprint));
  for (const subscriber of subscribers) for (const name of names) subscriber.subscribe(name);
  let n = 0;
  const publishAll = () => {
    n += 1;
    for (const name of names) server.publish[name]({ key: `k${n % 3}`, n });
  };
  publishAll();
  await turn();
  const [stalled] = subscribers;
  stalled?.stall();
  for (let turns = 0; turns < 200; turns++) {
    for (let event = 0; event < (turns % 10 === 0 ? count : 1); event++) publishAll();
    await turn();
  }
  expect(stalled?.bufferedBytes()).toBeGreaterThan(maxEventBytes / 2);
  expect(stalled?.bufferedBytes()).toBeLessThan(maxEventBytes * 1.5 + 20);
  stalled?.wake();
  await until(() => reachedBy(stalled?.frames ?? []).every((offset) => offset === n));
  for (const { frames } of subscribers) expect(reachedBy(frames)).toEqual(names.map(() => n));
  await server.close({ graceMs: 0 });
});

test("each of a server's transports reaches its own, with groups or without", async () => {
  const { server } = createPoliciesServer();
  const all = [true, true, false].map((hasGroups) => new FakeConnections(server, { hasGroups }));
  const subscribers = all.flatMap((connections) => [...Array(4)].map(() => connections.open(policiesFingerprint)));
  for (const subscriber of subscribers) subscriber.subscribe("drop");
  for (let n = 1; n <= 3; n++) {
    server.publish.drop({ key: "k", n });
    await turn();
  }
  expect(all.map(({ broadcastCount }) => broadcastCount)).toEqual([8, 8, 0]);
  for (const { frames } of subscribers) {
    expect(flawsOf(logOf(frames))).toEqual([]);
    expect(reachedBy(frames)).toEqual([3]);
  }
  await server.close({ graceMs: 0 });
});

test("one who stalls is found out even where events are published at the end of a long turn of the loop", async () => {
  const { server, connections, subscribers, publish } = open("drop");
  publish();
  await turn();
  subscribers[0]?.stall();
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      for (let event = 0; event < 20; event++) publish();
      busy(5);
      setTimeout(resolve, 20);
    });
  });
  const before = connections.broadcastCount;
  publish();
  await turn();
  expect(connections.broadcastCount - before).toBe(subscriberCount - 1);
  await server.close({ graceMs: 0 });
});

test("large events after small ones are told together, too", async () => {
  const { server, connections, publish } = open("drop");
  for (let i = 0; i < 4; i++) {
    publish();
    await turn();
  }
  const before = connections.broadcastCount;
  for (let i = 0; i < 8; i++) {
    publish({ filler: "x".repeat(200) });
    await turn();
  }
  // But for those that come before all were looked at.
  expect(connections.broadcastCount - before).toBeGreaterThanOrEqual(subscriberCount * 6);
  await server.close({ graceMs: 0 });
});

test("who hears of more than a few channels is told of all in one message", async () => {
  const { server } = createPoliciesServer();
  const connections = new FakeConnections(server, { hasGroups: true });
  const subscribers = Array.from({ length: subscriberCount }, () => connections.open(policiesFingerprint));
  const publish = async (names: readonly PolicyName[]): Promise<number> => {
    const before = connections.broadcastCount;
    for (const name of names) server.publish[name]({ key: "k", n: 1 });
    await turn();
    return connections.broadcastCount - before;
  };
  const few = ["conflate", "disconnect", "drop", "resume"] as const;
  for (const subscriber of subscribers) for (const name of few) subscriber.subscribe(name);
  await publish(few);
  expect(await publish(few)).toBe(subscriberCount * few.length);
  for (const subscriber of subscribers) subscriber.subscribe("retained");
  const all = [...few, "retained"] as const;
  // Those who are told together already are so until they are looked at.
  for (let i = 0; i < 40; i++) await publish(all);
  expect(await publish(all)).toBe(0);
  for (const { frames } of subscribers) expect(reachedBy(frames)).toEqual([43, 43, 43, 43, 41]);
  await server.close({ graceMs: 0 });
});
