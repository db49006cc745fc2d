import { defineSchema, topic } from "@hawser/core";
import { createServer, type Server, type ServerFault } from "@hawser/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";

const Nested = z.object({
  key: z.string().optional(),
  get inner() {
    return Nested.optional();
  },
});
type Nested = z.infer<typeof Nested>;

const schema = defineSchema({
  name: "deep",
  procedures: {},
  topics: {
    conflated: topic({ event: Nested, slowConsumer: "conflate", conflateBy: "key" }),
    kept: topic({ event: Nested, history: { size: 10, ageMs: 3_600_000 } }),
    news: topic({ event: Nested }),
    retained: topic({ event: Nested, retain: true }),
  },
});

let server: Server<typeof schema>;
let faults: ServerFault[];
/** Speaks maps, which may nest less deep than what is positional. */
let speaker: FakeConnection;

beforeEach(() => {
  faults = [];
  server = createServer(schema, {
    procedures: {},
    onError: (fault) => faults.push(fault),
    limits: { maxEventBytes: 1_000 },
  });
  speaker = new FakeConnections(server).open();
});

afterEach(async () => {
  speaker.cut();
  await server.close({ graceMs: 0 });
});

/** An event that nests too deep for maps. */
const tooDeep = nested(110);

test("an event that nests too deep for maps is a gap to who speaks them, and reported; those before and after it come", async () => {
  speaker.subscribe("news");
  for (const event of [{}, tooDeep, {}]) server.publish.news(event);
  await until(() => toldTo(speaker).length === 3);
  expect(toldTo(speaker)).toEqual(["1", "gap 2 expired", "3"]);
  expect(faults).toMatchObject([{ during: "subscribe", path: "news" }]);
});

test("so it is where those around it were published at once", async () => {
  speaker.subscribe("news");
  server.publish.news.batch([{}, tooDeep, {}]);
  await until(() => toldTo(speaker).length === 3);
  expect(toldTo(speaker)).toEqual(["1", "gap 2 expired", "3"]);
});

test("so it is where who speaks them does not want one of the others back", async () => {
  speaker.subscribe("news");
  server.publish.news({}, { except: speaker.session });
  for (const event of [tooDeep, {}, {}]) server.publish.news(event);
  await until(() => toldTo(speaker).length === 4);
  expect(toldTo(speaker)).toEqual(["1", "gap 2 expired", "3", "4"]);
  expect(faults).toHaveLength(1);
});

test("so it is in what is read from the history", async () => {
  for (const event of [{}, tooDeep, {}]) server.publish.kept(event);
  speaker.subscribe("kept", 10);
  server.publish.kept({});
  await until(() => toldTo(speaker).length === 4);
  expect(toldTo(speaker)).toEqual(["1", "gap 2 expired", "3", "4"]);
  expect(faults).toMatchObject([{ during: "subscribe", path: "kept" }]);
});

test("so it is where it is retained", async () => {
  server.publish.retained(tooDeep);
  speaker.subscribe("retained");
  server.publish.retained({});
  await until(() => toldTo(speaker).length === 2);
  expect(toldTo(speaker)).toEqual(["gap 1 expired", "2"]);
});

test("so it is where it was kept for who is slow", async () => {
  speaker.subscribe("conflated");
  speaker.stall();
  for (const key of ["a", "b", "c"]) server.publish.conflated({ key, inner: nested(60) });
  await until(() => speaker.bufferedBytes() > 1_000);
  for (const event of [{ key: "d" }, { ...tooDeep, key: "e" }, { key: "f" }]) server.publish.conflated(event);
  await new Promise((resolve) => setImmediate(resolve));
  speaker.wake();
  await until(() => toldTo(speaker).length === 6);
  expect(toldTo(speaker)).toEqual(["1", "2", "3", "4", "gap 5 expired", "6"]);
});

function nested(depth: number): Nested {
  let value: Nested = {};
  for (let level = 1; level < depth; level++) value = { inner: value };
  return value;
}

/** Events by their offsets, and gaps. */
function toldTo({ frames }: FakeConnection): string[] {
  return frames.flatMap(([kind, , at, what]) => {
    if (kind === 21) return [`gap ${at} ${what}`];
    if (kind === 8) return [`${at}`];
    return kind === 23 ? what.map((_: unknown, index: number) => `${at + index}`) : [];
  });
}
