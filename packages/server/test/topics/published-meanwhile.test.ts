import { defineSchema, fingerprintOf, topic } from "@hawser/core";
import { createServer } from "@hawser/server";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Broker } from "../../src/topics/broker.js";
import { MemoryBroker } from "../../src/topics/memory-broker.js";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";

const Nested = z.object({
  get inner() {
    return Nested.optional();
  },
});
type Nested = z.infer<typeof Nested>;

const schema = defineSchema({
  name: "meanwhile",
  procedures: {},
  topics: { failures: topic({ event: z.int() }), news: topic({ event: Nested }) },
});

test("what is published while subscribers are told of something follows upon that, for each of them, in all topics", async () => {
  let faultCount = 0;
  const server = createServer(schema, {
    procedures: {},
    onError: () => {
      faultCount += 1;
      for (const n of [1, 2]) {
        server.publish.news({});
        server.publish.failures(n);
      }
    },
  });
  const connections = new FakeConnections(server);
  const [failing, other] = [connections.open(), connections.open(fingerprintOf(schema.shape))];
  for (const connection of [failing, other]) for (const name of ["news", "failures"]) connection.subscribe(name);
  // Too deep for who speaks maps.
  for (const event of [{}, nested(110), {}]) server.publish.news(event);
  await until(() => toldTo(other).length >= 7);
  expect(toldTo(failing)).toEqual(["news 1", "gap 2", "news 3", "news 4", "failures 1", "news 5", "failures 2"]);
  expect(toldTo(other)).toEqual(["news 1", "news 2", "news 3", "news 4", "failures 1", "news 5", "failures 2"]);
  expect(faultCount).toBe(1);
  for (const connection of [failing, other]) connection.cut();
  await server.close({ graceMs: 0 });
});

test("who subscribes begins where the broker says that the log stands, even where it heard less of it by then", async () => {
  const memory = new MemoryBroker();
  const broker: Broker = {
    publish: (...args) => memory.publish(...args),
    read: (...args) => memory.read(...args),
    follow: (...args) => memory.follow(...args),
    enter: (...args) => memory.enter(...args),
    leave: (...args) => memory.leave(...args),
    attend: (...args) => memory.attend(...args),
    subscribe: async (name, listener) => {
      const subscription = memory.subscribe(name, listener);
      return { ...subscription, position: { ...subscription.position, offset: 3 } };
    },
  };
  const server = createServer(schema, { procedures: {}, broker });
  const connection = new FakeConnections(server).open();
  connection.subscribe("failures");
  server.publish.failures(1);
  await until(() => connection.frames.length === 2);
  expect(connection.frames[1]).toEqual([7, 0, 0, expect.any(String), 3]);
  for (const n of [2, 3, 4]) server.publish.failures(n);
  await until(() => connection.frames.length === 3);
  expect(connection.frames[2]).toEqual([8, 0, 4, 4]);
  connection.cut();
  await server.close({ graceMs: 0 });
});

test("what is published while an event is found to be unfit comes behind it, and is behind who subscribes then", async () => {
  const broker = new MemoryBroker();
  const server = createServer(schema, { procedures: {}, broker, onError: () => server.publish.failures(1) });
  const connections = new FakeConnections(server);
  const early = connections.open();
  early.subscribe("failures");
  broker.publish("failures", [{ bytes: Uint8Array.of(0xc1), except: undefined }], { size: 0, ageMs: 0, retain: false });
  const late = connections.open();
  late.subscribe("failures");
  server.publish.failures(2);
  await until(() => late.frames.length === 3);
  expect(early.frames.slice(2)).toEqual([
    [21, 0, 1, "expired"],
    [8, 0, 2, 1],
    [8, 0, 3, 2],
  ]);
  expect(late.frames.slice(1)).toEqual([
    [7, 0, 0, expect.any(String), 2],
    [8, 0, 3, 2],
  ]);
  for (const connection of [early, late]) connection.cut();
  await server.close({ graceMs: 0 });
});

function nested(depth: number): Nested {
  let value: Nested = {};
  for (let level = 1; level < depth; level++) value = { inner: value };
  return value;
}

/** Events by the name of their topic, and gaps. The topic that was subscribed to first has the first channel. */
function toldTo({ frames }: FakeConnection): string[] {
  return frames.flatMap(([kind, channel, at, third]) => {
    const name = channel === 0 ? "news" : "failures";
    if (kind === 21) return [`gap ${at}`];
    if (kind === 8) return [`${name} ${at}`];
    return kind === 23 ? third.map((_: unknown, index: number) => `${name} ${at + index}`) : [];
  });
}
