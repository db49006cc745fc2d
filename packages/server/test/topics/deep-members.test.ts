import { defineSchema, fingerprintOf, topic, type Wire } from "@hawser/core";
import { createServer, type Server, type ServerFault } from "@hawser/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";

/** What is told in here may nest so deep that it fits by itself, and not below it. */
const schema = defineSchema({
  name: "deep-members",
  procedures: {},
  topics: { room: topic({ event: z.int(), presence: z.object({ told: z.any() }) }) },
});

let server: Server<typeof schema>;
let faults: ServerFault[];
let member: FakeConnection;

beforeEach(() => {
  faults = [];
  server = createServer(schema, { procedures: {}, onError: (fault) => faults.push(fault) });
  member = new FakeConnections(server).open(fingerprintOf(schema.shape));
});

afterEach(async () => {
  member.cut();
  await server.close({ graceMs: 0 });
});

const key = "the key of the member";

test("a member whose data nests too deep for brokers is refused and reported, and its connection goes on", async () => {
  member.tell([24, 0, 0, null, [key, [nested(100)]]]);
  await until(() => member.frames.length === 2);
  expect(member.frames[1]).toEqual([10, 0, "internal", expect.any(String)]);
  expect(faults).toMatchObject([{ during: "presence", path: "room" }]);
  member.tell([24, 1, 0, null, [key, [nested(90)]]]);
  await until(() => member.frames.length === 3);
  expect(member.frames[2]?.slice(0, 2)).toEqual([26, 1]);
});

test("so is an update of one, and the member is as it was", async () => {
  member.tell([24, 0, 0, null, [key, ["hello"]]]);
  member.tell([25, 1, 0, [nested(100)]]);
  await until(() => member.frames.length === 3);
  expect(member.frames[2]).toEqual([4, 1, "internal", expect.any(String)]);
  expect(await server.topics.room.members()).toMatchObject([{ data: { told: "hello" } }]);
});

function nested(depth: number): Wire {
  let value: Wire = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}
