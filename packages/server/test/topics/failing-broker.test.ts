import { setTimeout as pause } from "node:timers/promises";
import { defineSchema, kinds, procedure, topic, toWire } from "@hawser/core";
import { createServer, type Server, type ServerFault } from "@hawser/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { wsTransport } from "../../src/transport/ws-transport.js";
import { TestPeer } from "../test-peer.js";
import { LateBroker } from "./late-broker.js";

const schema = defineSchema({
  name: "failing",
  procedures: { ping: procedure({ output: z.string() }) },
  topics: { news: topic({ event: z.string(), history: { size: 10, ageMs: 60_000 }, publish: true }) },
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
    topics: { news: { authorizePublish: () => true } },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: wsTransport() });
  peer = await TestPeer.open(`ws://127.0.0.1:${port}/`);
});

afterEach(async () => {
  peer.close();
  await server.close({ graceMs: 1_000 });
  expect(broker.subscriptionCount).toBe(0);
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

function frame(kind: number): Promise<unknown[]> {
  return peer.frame(([found]) => found === kind);
}
