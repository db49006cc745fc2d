import { defineSchema, topic } from "@hawser/core";
import { type Broker, createServer, type ServerFault } from "@hawser/server";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { MemoryBroker } from "../../src/topics/memory-broker.js";
import { packedMaps } from "../../src/topics/packed.js";
import { type FakeConnection, FakeConnections, until } from "./fake-connections.js";
import { LateBroker } from "./late-broker.js";

const schema = defineSchema({
  name: "unfit",
  procedures: {},
  topics: {
    brief: topic({ event: z.date() }),
    news: topic({ event: z.date(), history: { size: 100, ageMs: 3_600_000 } }),
  },
});

/** What this server's schema can send, and what it cannot. */
const fit = { bytes: packedMaps(new Date(5)).bytes };
const unfit = { bytes: packedMaps({ text: "of a newer version" }).bytes };
const broken = { bytes: Uint8Array.of(0xc1) };
const kept = { size: 100, ageMs: 3_600_000, retain: false };

let faults: ServerFault[] = [];
const servers: { close(options: { graceMs: number }): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ graceMs: 0 })));
});

describe.each<[string, () => Broker]>([
  ["in memory", () => new MemoryBroker()],
  ["that answers late", () => new LateBroker()],
])("events of another version of the schema, on a broker %s", (_, createBroker) => {
  function serve() {
    faults = [];
    const broker = createBroker();
    const server = createServer(schema, { procedures: {}, broker, onError: (fault) => faults.push(fault) });
    servers.push(server);
    return { broker, connections: new FakeConnections(server) };
  }

  test("are a gap at their place for who listens, and reported; the others come", async () => {
    const { broker, connections } = serve();
    const connection = connections.open();
    connection.subscribe("brief");
    await until(() => connection.frames.length === 2);
    await broker.publish("brief", [fit, unfit, fit], { ...kept, size: 0 });
    await broker.publish("brief", [broken], { ...kept, size: 0 });
    await broker.publish("brief", [fit], { ...kept, size: 0 });
    await until(() => toldTo(connection).length === 5);
    expect(toldTo(connection)).toEqual(["1", "gap 2 expired", "3", "gap 4 expired", "5"]);
    expect(faults).toMatchObject([
      { during: "subscribe", path: "brief", cause: expect.any(Error) },
      { during: "subscribe", path: "brief", cause: expect.any(Error) },
    ]);
  });

  test("are a gap in what is read from the history, too, and a server that reads them goes on", async () => {
    const { broker, connections } = serve();
    await broker.publish("news", [unfit, fit, broken, fit, unfit], kept);
    const connection = connections.open();
    connection.subscribe("news", 9);
    await until(() => toldTo(connection).length === 5);
    await broker.publish("news", [fit], kept);
    await until(() => toldTo(connection).length === 6);
    expect(toldTo(connection)).toEqual(["gap 1 expired", "2", "gap 3 expired", "4", "gap 5 expired", "6"]);
  });
});

function toldTo({ frames }: FakeConnection): string[] {
  return frames.flatMap(([kind, , at, what]) => {
    if (kind === 21) return [`gap ${at} ${what}`];
    if (kind === 8) return [`${at}`];
    return kind === 23 ? what.map((_: unknown, index: number) => `${at + index}`) : [];
  });
}
