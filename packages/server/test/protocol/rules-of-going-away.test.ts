import { expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { serveKeys } from "./keys-server.js";
import { overTransports } from "./over-transports.js";
import type { RawClient } from "./raw-client.js";
import { refusedUpgrade } from "./refused-upgrade.js";
import { serveRules } from "./rules-server.js";
import { settle } from "./settle.js";
import { serveStreams } from "./streams-server.js";

const text = expect.any(String);

overTransports("going away", (rig) => {
  /** Takes `goingAway` and the ping behind it. @returns the ping's id */
  async function hear(client: RawClient, graceMs: number): Promise<unknown> {
    const [kind, ms] = await client.receive();
    expect(kind).toBe(13);
    expect(ms).toBeGreaterThan(graceMs - 500);
    expect(ms).toBeLessThanOrEqual(graceMs);
    const [ping, id] = await client.receive();
    expect([ping, id]).toEqual([11, expect.any(Number)]);
    return id;
  }

  test.each(["drain", "close"] as const)("%s: what was sent before the pong is taken as always", async (way) => {
    const { port, server, waiting } = await serveRules(rig);
    const client = await rig.open(port);
    await client.exchange([2, 0, "wait", "x"]);
    const isGone = server[way]({ graceMs: 4_000 });
    const ping = await hear(client, 4_000);
    expect(await client.exchange([2, 1, "add", { a: 1, b: 2 }], [6, 0, "news"], [2, 2, "wait", "y"])).toEqual([
      [3, 1, 3],
      [7, 0, expect.any(Number), text, 0],
    ]);
    server.publish.news("the last");
    expect((await client.receive())[3]).toBe("the last");
    client.send([12, ping]);
    waiting.get("x")?.answer("done x");
    expect(await client.receive()).toEqual([3, 0, "done x"]);
    waiting.get("y")?.answer("done y");
    expect(await client.receive()).toEqual([3, 2, "done y"]);
    expect((await client.closed).code).toBe(1001);
    await isGone;
  });

  test("what comes after the pong is unavailable, also in the same message, and what runs goes on", async () => {
    const { port, server, waiting, aborted } = await serveRules(rig);
    const client = await rig.open(port);
    await client.exchange([2, 0, "wait", "x"], [6, 0, "news"]);
    const isGone = server.drain({ graceMs: 4_000 });
    const ping = await hear(client, 4_000);
    const add = [2, 1, "add", { a: 1, b: 2 }];
    expect(await client.exchange(add, [12, ping], add, [6, 1, "news"], [14, 2, "nope", 1], [9, 0])).toEqual([
      [3, 1, 3],
      [4, 1, "unavailable", text],
      [10, 1, "unavailable", text],
      [4, 2, "unavailable", text],
      [10, 0],
    ]);
    expect(aborted).toEqual([]);
    waiting.get("x")?.answer("done");
    expect(await client.receive()).toEqual([3, 0, "done"]);
    expect((await client.closed).code).toBe(1001);
    await isGone;
  });

  test("a connection with nothing left to answer ends at once, others first get their answers", async () => {
    const { port, server, waiting } = await serveRules(rig);
    const [idle, busy] = [await rig.open(port), await rig.open(port)];
    await busy.exchange([2, 0, "wait", "x"]);
    const startedAtMs = performance.now();
    const isGone = server.drain({ graceMs: 4_000 });
    for (const client of [idle, busy]) client.send([12, await hear(client, 4_000)]);
    expect((await idle.closed).code).toBe(1001);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    waiting.get("x")?.answer("done");
    expect(await busy.receive()).toEqual([3, 0, "done"]);
    expect((await busy.closed).code).toBe(1001);
    await isGone;
  });

  test("a connection that subscribes stays until the last call of others is answered", async () => {
    const { port, server, waiting } = await serveRules(rig);
    const [subscriber, busy] = [await rig.open(port), await rig.open(port)];
    await busy.exchange([2, 0, "wait", "x"]);
    await subscriber.exchange([6, 0, "news"]);
    const isGone = server.drain({ graceMs: 4_000 });
    for (const client of [subscriber, busy]) client.send([12, await hear(client, 4_000)]);
    expect(await settle(subscriber)).toEqual([]);
    server.publish.news("the last");
    waiting.get("x")?.answer("done");
    expect((await subscriber.receive())[3]).toBe("the last");
    for (const client of [subscriber, busy]) expect((await client.closed).code).toBe(1001);
    await isGone;
  });

  test("a connection that subscribes has a second to unsubscribe, and ends at once when it has", async () => {
    const { port, server } = await serveRules(rig);
    const [slow, quick] = [await rig.open(port), await rig.open(port)];
    for (const client of [slow, quick]) await client.exchange([6, 0, "news"]);
    const startedAtMs = performance.now();
    const isGone = server.drain({ graceMs: 4_000 });
    for (const client of [slow, quick]) client.send([12, await hear(client, 4_000)]);
    await quick.exchange([9, 0]);
    expect((await quick.closed).code).toBe(1001);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    server.publish.news("still here");
    expect((await slow.receive())[3]).toBe("still here");
    expect((await slow.closed).code).toBe(1001);
    const endedMs = performance.now() - startedAtMs;
    expect(endedMs).toBeGreaterThan(950);
    expect(endedMs).toBeLessThan(3_500);
    await isGone;
  });

  test("a call that takes longer than the grace is not waited for", async () => {
    const { port, server, aborted } = await serveRules(rig);
    const client = await rig.open(port);
    await client.exchange([2, 0, "wait", "x"]);
    const isGone = server.close({ graceMs: 50 });
    client.send([12, await hear(client, 50)]);
    expect((await client.closed).code).toBe(1001);
    await isGone;
    expect(aborted).toEqual([["x", "closed"]]);
  });

  test("a client that never says pong has until the end of the grace", async () => {
    const { port, server } = await serveRules(rig);
    const client = await rig.open(port);
    const isGone = server.drain({ graceMs: 200 });
    await hear(client, 200);
    expect(await client.exchange([2, 0, "add", { a: 1, b: 2 }])).toEqual([[3, 0, 3]]);
    expect((await client.closed).code).toBe(1001);
    await isGone;
  });

  test("a pong from before is none", async () => {
    const { port, server } = await serveRules(rig);
    const client = await rig.open(port);
    await client.exchange([12, 0]);
    const isGone = server.drain({ graceMs: 200 });
    await hear(client, 200);
    expect(await client.exchange([2, 0, "add", { a: 1, b: 2 }])).toEqual([[3, 0, 3]]);
    await isGone;
  });

  test("streams go on to their end", async () => {
    const { port, server } = await serveStreams(rig);
    const client = await rig.open(port);
    await client.exchange([14, 0, "collect", 1], [15, 0, { n: 1 }]);
    const isGone = server.drain({ graceMs: 4_000 });
    client.send([12, await hear(client, 4_000)]);
    expect(await settle(client, [15, 0, { n: 2 }])).toEqual([]);
    client.send([17, 0]);
    expect(await client.receive()).toEqual([3, 0, [1, 2]]);
    expect((await client.closed).code).toBe(1001);
    await isGone;
  });

  test("streams that do not end are ended with the grace, their generators, too", async () => {
    const { port, server, ends } = await serveStreams(rig);
    const client = await rig.open(port);
    client.send([14, 0, "count", 2, { to: 1, ending: "hang" }]);
    await client.receive();
    const isGone = server.drain({ graceMs: 50 });
    expect((await client.closed).code).toBe(1001);
    await isGone;
    await eventually("the generator has ended", () => ends.length === 1);
    expect(ends).toEqual(["count: closed"]);
  });

  test("a repeated call with a key that is known is refused like any other", async () => {
    const { port, server, answer } = await serveKeys(rig);
    const client = await rig.open(port);
    await client.exchange([2, 0, "wait", "x", null, "k1"]);
    const isGone = server.drain({ graceMs: 4_000 });
    client.send([12, await hear(client, 4_000)]);
    expect(await client.exchange([2, 1, "wait", "x", null, "k1"])).toEqual([[4, 1, "unavailable", text]]);
    answer("x");
    expect(await client.receive()).toEqual([3, 0, 1]);
    await isGone;
  });

  test("an upgrade is refused with 503, and nobody who was not welcomed is told anything", async () => {
    const decisions: ((context: object) => void)[] = [];
    const { port, server } = await serveRules(rig, {
      authenticate: () => new Promise((decide) => decisions.push(decide)),
    });
    const [silent, undecided] = [await rig.connect(port), await rig.connect(port)];
    undecided.send([0, ""], [2, 0, "add", { a: 1, b: 2 }]);
    await eventually("the hello is decided over", () => decisions.length === 1);
    const isGone = server.drain({ graceMs: 4_000 });
    expect((await refusedUpgrade(port, { "sec-websocket-protocol": "hawser.1" })).status).toBe(503);
    expect((await silent.closed).code).toBe(1001);
    expect(silent.frames).toEqual([]);
    // Who is welcomed after all gets the answers to what it had sent, and is told then.
    decisions.shift()?.({});
    expect((await undecided.receive())[0]).toBe(1);
    expect(await undecided.receive()).toEqual([3, 0, 3]);
    undecided.send([12, await hear(undecided, 4_000)]);
    expect((await undecided.closed).code).toBe(1001);
    await isGone;
  });

  test("a hello that nobody decides over in time ends with 1001", async () => {
    const { port, server } = await serveRules(rig, { authenticate: () => new Promise(() => undefined) });
    const client = await rig.connect(port);
    client.send([0, ""]);
    await eventually("it is connected", () => server.connectionCount === 1);
    await server.close({ graceMs: 50 });
    expect((await client.closed).code).toBe(1001);
    expect(client.frames).toEqual([]);
  });
});
