import { defineSchema, topic } from "@hawser/core";
import { createServer, type ServerFault } from "@hawser/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { FakeConnections, until } from "./fake-connections.js";

test("an event that nests too deep for maps is a gap to who speaks them, and reported; those before and after it come", async () => {
  const schema = defineSchema({ name: "deep", procedures: {}, topics: { news: topic({ event: Nested }) } });
  const faults: ServerFault[] = [];
  const server = createServer(schema, { procedures: {}, onError: (fault) => faults.push(fault) });
  const connections = new FakeConnections(server);
  const speaker = connections.open();
  speaker.subscribe("news");
  server.publish.news(nested(1));
  server.publish.news(nested(127));
  server.publish.news(nested(1));
  await until(() => speaker.frames.length === 5);
  expect(speaker.frames.slice(2).map(([kind, , at]) => [kind, at])).toEqual([
    [8, 1],
    [21, 2],
    [8, 3],
  ]);
  expect(faults).toMatchObject([{ during: "subscribe", path: "news" }]);
  speaker.cut();
  await server.close({ graceMs: 0 });
});

const Nested = z.object({
  get inner() {
    return Nested.optional();
  },
});
type Nested = z.infer<typeof Nested>;

function nested(depth: number): Nested {
  let value: Nested = {};
  for (let level = 1; level < depth; level++) value = { inner: value };
  return value;
}
