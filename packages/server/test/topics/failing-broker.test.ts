import { setTimeout as pause } from "node:timers/promises";
import { defineSchema, kinds, procedure, topic, toWire } from "@hawser/core";
import { createServer, type Server, type ServerFault } from "@hawser/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { wsTransport } from "../../src/transport/ws-transport.js";
import { TestPeer } from "../test-peer.js";
import { until } from "./fake-connections.js";
import { LateBroker } from "./late-broker.js";

const schema = defineSchema({
  name: "failing",
  procedures: { ping: procedure({ output: z.string() }) },
  topics: {
    news: topic({ event: z.string(), history: { size: 10, ageMs: 60_000 }, publish: true }),
    room: topic({
      params: z.object({ name: z.string() }),
      event: z.string(),
      presence: z.string(),
      wildcards: ["name"],
    }),
  },
});

let broker: LateBroker;
let server: Server<typeof schema>;
let peer: TestPeer;
let faults: ServerFault[];

beforeEach(async () => {
  broker = new LateBroker();
  faults = [];
  server = createServer(schema, {
    broker,
    onError: (fault) => faults.push(fault),
    procedures: { ping: () => "pong" },
    topics: { news: { authorizePublish: () => true }, room: { authorizePattern: () => true } },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: wsTransport() });
  peer = await TestPeer.open(`ws://127.0.0.1:${port}/`);
});

afterEach(async () => {
  peer.close();
  await server.close({ graceMs: 1_000 });
  await until(() => broker.subscriptionCount + broker.listenerCount === 0);
  expect([broker.subscriptionCount, broker.listenerCount]).toEqual([0, 0]);
});

test("one that cannot subscribe refuses the subscription, and the next one is asked for anew", async () => {
  broker.failing = "subscribe";
  peer.send([kinds.subscribe, 0, "news"]);
  expect(await frame(kinds.ended)).toEqual([kinds.ended, 0, "internal", expect.any(String)]);
  expect(faults).toMatchObject([{ during: expect.any(String), path: "news", cause: { message: /cannot subscribe/ } }]);
  broker.failing = undefined;
  peer.send([kinds.subscribe, 0, "news"]);
  await frame(kinds.subscribed);
  await server.publish.news("hello");
  expect(await frame(kinds.event)).toEqual([kinds.event, expect.any(Number), 1, "hello"]);
});

test("one that cannot publish fails the publisher, and nobody hears of the event", async () => {
  peer.send([kinds.subscribe, 0, "news"]);
  await frame(kinds.subscribed);
  broker.failing = "publish";
  await expect(server.publish.news("lost")).rejects.toThrow("the broker cannot publish");
  peer.send([kinds.publish, 1, "news", null, [toWire("lost, too")]]);
  expect(await frame(kinds.error)).toEqual([kinds.error, 1, "internal", expect.any(String)]);
  broker.failing = undefined;
  await server.publish.news("kept");
  expect(await frame(kinds.event)).toEqual([kinds.event, expect.any(Number), 1, "kept"]);
});

test("one that cannot read ends a subscription to the past, and leaves the connection as it is", async () => {
  await server.publish.news("before");
  broker.failing = "read";
  peer.send([kinds.subscribe, 0, "news", null, 1]);
  expect(await frame(kinds.ended)).toEqual([kinds.ended, 0, "internal", expect.any(String)]);
  await pause(20);
  expect(await peer.call("ping")).toEqual({ output: "pong" });
});

const pattern = [kinds.subscribePattern, 0, "room", new Map(), ["name"]];
const room = new Map([["name", "a"]]);
const member = ["the key of the member", "hello"];
const fault = (during: string, message: RegExp) => ({ during, path: "room", cause: { message } });

test("one that cannot follow refuses the pattern, and the next one is asked for anew", async () => {
  broker.failing = "follow";
  peer.send(pattern);
  expect(await frame(kinds.ended)).toEqual([kinds.ended, 0, "internal", expect.any(String)]);
  expect(faults).toMatchObject([fault("subscribe", /cannot follow/)]);
  broker.failing = undefined;
  peer.send(pattern);
  expect(await frame(kinds.patternSubscribed)).toEqual([kinds.patternSubscribed, 0]);
});

test.each(["subscribe", "read"] as const)(
  "one that cannot %s one of the instances ends the pattern, once, and hears of none of them any more",
  async (failing) => {
    for (const name of ["a", "b", "c"]) await server.publish.room({ name }, "hello");
    broker.failing = failing;
    peer.send([...pattern, 1]);
    expect(await frame(kinds.ended)).toEqual([kinds.ended, 0, "internal", expect.any(String)]);
    await pause(30);
    expect(faults).toMatchObject([fault("subscribe", failing === "read" ? /cannot read/ : /cannot subscribe/)]);
    expect([broker.subscriptionCount, broker.listenerCount]).toEqual([0, 0]);
    broker.failing = undefined;
    peer.send(pattern);
    await frame(kinds.patternSubscribed);
  },
);

test("one that cannot subscribe to an instance that comes later ends the pattern", async () => {
  peer.send(pattern);
  await frame(kinds.patternSubscribed);
  broker.failing = "subscribe";
  await server.publish.room({ name: "a" }, "hello");
  expect(await frame(kinds.ended)).toEqual([kinds.ended, 0, "internal", expect.any(String)]);
  expect(faults).toMatchObject([fault("subscribe", /cannot subscribe/)]);
  await until(() => broker.listenerCount === 0);
});

test("one that cannot attend refuses the attendance, and the next one is asked for anew", async () => {
  broker.failing = "attend";
  peer.send([kinds.attend, 0, "room", room, member], [kinds.attend, 1, "room", room]);
  for (const id of [0, 1]) {
    expect(await frame(kinds.ended)).toEqual([kinds.ended, id, "internal", expect.any(String)]);
  }
  expect(faults).toMatchObject([fault("presence", /cannot attend/), fault("presence", /cannot attend/)]);
  await expect(server.topics.room.members({ name: "a" })).rejects.toThrow("the broker cannot attend");
  broker.failing = undefined;
  peer.send([kinds.attend, 0, "room", room, member]);
  expect((await frame(kinds.members))[3]).toEqual(expect.any(String));
});

test("one that cannot enter refuses the member, or the update, and the member is as it was", async () => {
  broker.failing = "enter";
  peer.send([kinds.attend, 0, "room", room, member]);
  expect(await frame(kinds.ended)).toEqual([kinds.ended, 0, "internal", expect.any(String)]);
  expect(await namesIn("a")).toEqual([]);
  broker.failing = undefined;
  peer.send([kinds.attend, 0, "room", room, member]);
  await frame(kinds.members);
  broker.failing = "enter";
  peer.send([kinds.updateMember, 1, 0, "busy"]);
  expect(await frame(kinds.error)).toEqual([kinds.error, 1, "internal", expect.any(String)]);
  expect(faults).toMatchObject([fault("presence", /cannot enter/), fault("presence", /cannot enter/)]);
  broker.failing = undefined;
  expect(await namesIn("a")).toEqual(["hello"]);
});

test("one that cannot take a member away is reported, and the client hears that it has ended", async () => {
  peer.send([kinds.attend, 0, "room", room, member]);
  await frame(kinds.members);
  broker.failing = "leave";
  peer.send([kinds.unsubscribe, 0]);
  expect(await frame(kinds.ended)).toEqual([kinds.ended, 0]);
  await until(() => faults.length === 1);
  expect(faults).toMatchObject([fault("presence", /cannot leave/)]);
  broker.failing = undefined;
  // The same member can come back, and then be taken away.
  peer.send([kinds.attend, 0, "room", room, member]);
  await frame(kinds.members);
  peer.send([kinds.unsubscribe, 0]);
  await frame(kinds.ended);
  await pause(20);
  expect(await namesIn("a")).toEqual([]);
});

async function namesIn(name: string): Promise<string[]> {
  return (await server.topics.room.members({ name })).map(({ data }) => data);
}

function frame(kind: number): Promise<unknown[]> {
  return peer.frame(([found]) => found === kind);
}
