import { setTimeout as wait } from "node:timers/promises";
import { defineSchema, kinds, procedure, toWire } from "@hawser/core";
import { createServer, type IdempotencyStore, type Implementation, type Middleware, type Server } from "@hawser/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { wsTransport } from "../src/transport/ws-transport.js";
import { TestPeer } from "./test-peer.js";

const schema = defineSchema({
  name: "once",
  procedures: {
    buy: procedure({ input: z.string(), output: z.string(), idempotent: true, errors: { SoldOut: z.object({}) } }),
    plain: procedure({}),
  },
});

let server: Server<typeof schema> | undefined;
let url = "";
let runs = 0;
let finish: (() => void)[] = [];
const peers: TestPeer[] = [];

beforeEach(() => {
  runs = 0;
  finish = [];
});

afterEach(async () => {
  for (const run of finish) run();
  for (const peer of peers.splice(0)) peer.close();
  await server?.close({ graceMs: 1_000 });
  server = undefined;
});

test("who may not make a call does not hear of its outcome either, and its repetition passes middleware", async () => {
  let isAllowed = true;
  const seen: unknown[] = [];
  const guard: Middleware = async (call, next) => {
    if (!isAllowed) throw call.forbidden();
    const output = await next();
    seen.push(output);
    return output;
  };
  await start({ middleware: [guard] });
  const peer = await open();
  expect(await buy(peer, "a")).toMatchObject({ output: "bought a 1" });
  expect(await buy(peer, "a")).toMatchObject({ output: "bought a 1" });
  isAllowed = false;
  expect(await buy(peer, "a")).toMatchObject({ code: "forbidden" });
  expect(seen).toEqual(["bought a 1", "bought a 1"]);
  expect(runs).toBe(1);
});

test("a failure is repeated as what it was, through middleware that sees it", async () => {
  const seen: unknown[] = [];
  const watch: Middleware = async (_, next) => {
    try {
      return await next();
    } catch (error) {
      seen.push((error as { code?: string }).code);
      throw error;
    }
  };
  await start({ middleware: [watch] });
  const peer = await open();
  for (let i = 0; i < 2; i++) expect(await buy(peer, "none")).toMatchObject({ code: "SoldOut", data: {} });
  expect(seen).toEqual(["SoldOut", "SoldOut"]);
  expect(runs).toBe(1);
});

test("a call that middleware refuses takes no key", async () => {
  let isBusy = true;
  const refuse: Middleware = (call, next) => {
    if (isBusy) throw call.refuse("unavailable", "closed for lunch");
    return next();
  };
  await start({ middleware: [refuse], limits: { maxIdempotencyKeys: 1 } });
  const peer = await open();
  for (const item of ["a", "b", "c"]) expect(await buy(peer, item)).toMatchObject({ code: "unavailable" });
  isBusy = false;
  expect(await buy(peer, "c")).toMatchObject({ output: "bought c 1" });
  expect(await buy(peer, "d")).toMatchObject({ code: "limit_exceeded", data: { limit: "maxIdempotencyKeys", max: 1 } });
});

test("middleware that calls on twice runs the handler twice, and is not kept waiting by its own key", async () => {
  await start({ middleware: [async (_, next) => [await next(), await next()].join()] });
  expect(await buy(await open(), "a")).toMatchObject({ output: "bought a 1,bought a 2" });
});

test("a handler that ran cannot promise that it has not", async () => {
  const faults: unknown[] = [];
  await start({
    onError: ({ cause }) => faults.push(cause),
    procedures: {
      buy: () => "",
      plain: (_, call) => {
        throw call.refuse("unavailable", "too late to say so");
      },
    },
  });
  expect(await (await open()).call("plain")).toMatchObject({ code: "internal" });
  expect(faults).toMatchObject([{ message: "plain ran, and cannot say unavailable any more" }]);
});

test("only so many calls run on without a connection; the others are given up, and say so", async () => {
  await start({ limits: { maxDetachedCalls: 1 } });
  const first = await open();
  for (const [id, item] of ["wait 1", "wait 2"].entries()) {
    first.send([kinds.call, id, "buy", toWire(item), null, item]);
  }
  await until(() => finish.length === 2);
  first.socket.terminate();
  await until(() => server?.connectionCount === 0);
  for (const run of finish) run();
  const second = await open();
  const outcomes = [await buy(second, "wait 1"), await buy(second, "wait 2")];
  expect(outcomes).toContainEqual(expect.objectContaining({ output: expect.stringMatching(/^bought wait/) }));
  expect(outcomes).toContainEqual(
    expect.objectContaining({ code: "limit_exceeded", data: { limit: "maxDetachedCalls", max: 1 } }),
  );
  expect(runs).toBe(2);
});

test("a server that closes waits until its outcomes are kept", async () => {
  let isKept = false;
  const store: IdempotencyStore = {
    claim: () => ({ state: "run" }),
    settle: async () => {
      await wait(50);
      isKept = true;
    },
    release: () => {},
  };
  await start({ idempotency: { store } });
  const peer = await open();
  peer.send([kinds.call, 0, "buy", toWire("wait"), null, "k"]);
  await until(() => finish.length === 1);
  await server?.close({ graceMs: 1 });
  expect(isKept).toBe(true);
});

async function start(overrides: Partial<Implementation<typeof schema, unknown>> = {}): Promise<void> {
  server = createServer(schema, {
    procedures: {
      async buy(item, call) {
        runs += 1;
        const run = runs;
        if (item === "none") throw call.error("SoldOut", {});
        if (item.startsWith("wait")) await new Promise<void>((resolve) => finish.push(resolve));
        return `bought ${item} ${run}`;
      },
      plain: () => {},
    },
    ...overrides,
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: wsTransport() });
  url = `ws://127.0.0.1:${port}/`;
}

async function open(): Promise<TestPeer> {
  const peer = await TestPeer.open(url);
  peers.push(peer);
  return peer;
}

let nextId = 100;

/** With the item as the key. */
function buy(peer: TestPeer, item: string): Promise<unknown> {
  const id = nextId++;
  peer.send([kinds.call, id, "buy", toWire(item), null, item]);
  return peer.outcome(id);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5);
}
