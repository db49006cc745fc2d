import { closeCodes, defineSchema, fingerprintOf, procedure, topic } from "@hawser/core";
import { createServer } from "@hawser/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { FakeConnections } from "./fake-connections.js";
import { logOf } from "./subscriber-log.js";

const schema = defineSchema({
  name: "leaving",
  procedures: { large: procedure({ output: z.string() }), tell: procedure({}) },
  topics: { news: topic({ event: z.int(), slowConsumer: "drop" }) },
});

test("a subscription that ends because somebody is closed ahead of a broadcast costs the other one of its connection nothing", async () => {
  const maxBufferedBytes = 1_000;
  const server = createServer(schema, {
    procedures: {
      large: () => "x".repeat(5 * maxBufferedBytes),
      tell: () => void server.publish.news(2),
    },
    limits: { maxBufferedBytes },
    observers: [{ disconnected: () => void server.topics.news.revoke({ where: isNext }) }],
  });
  const connections = new FakeConnections(server, { hasGroups: true });
  const subscribers = [...Array(6)].map(() => connections.open(fingerprintOf(schema.shape)));
  const [slow, twice] = subscribers;
  let revokedCount = 0;
  const isNext = ({ session }: { session: string }): boolean => session === twice?.session && revokedCount++ === 0;
  for (const subscriber of subscribers) subscriber.subscribe("news");
  twice?.subscribe("news");
  server.publish.news(1);
  await turn();
  // The answer is queued when the event is published, and closes its connection when it leaves ahead of that.
  slow?.stall();
  slow?.tell([2, 100, "large"], [2, 101, "tell"]);
  await turn();
  expect(slow?.closedWith).toBe(closeCodes.slowConsumer);
  expect(revokedCount).toBe(2);
  server.publish.news(3);
  await turn();
  for (const subscriber of subscribers.slice(1)) {
    const log = logOf(subscriber.frames).filter(({ kind }) => kind !== "began");
    expect(log).toEqual([1, 2, 3].map((offset) => expect.objectContaining({ kind: "event", offset })));
  }
  await server.close({ graceMs: 0 });
});

/** What is published now has come by the end of it. */
async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
}
