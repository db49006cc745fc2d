import { defineSchema, HawserError, procedure, stream, topic } from "@hawser/core";
import type { Hello, IdempotencyStore } from "@hawser/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { MemoryIdempotencyStore } from "../../src/calls/memory-idempotency-store.js";
import { eventually } from "./eventually.js";
import { overTransports } from "./over-transports.js";

const Item = z.object({ n: z.int() });

const schema = defineSchema({
  name: "races",
  auth: z.any(),
  procedures: {
    buy: procedure({ input: z.string(), output: z.string(), idempotent: true }),
    double: procedure({ input: stream(Item), output: stream(Item) }),
    guard: procedure({ input: z.string(), output: z.string() }),
    whoami: procedure({ output: z.string() }),
  },
  topics: { room: topic({ event: z.string() }) },
});

interface Identity {
  readonly name: string;
}

overTransports("races of calls", (rig) => {
  test("a stream that its first item ends counts once, however late its handler begins", async () => {
    const admitted: (() => void)[] = [];
    const { port } = await rig.serve(schema, {
      authenticate: () => ({}),
      limits: { maxStreams: 1 },
      middleware: [
        async (_call, next) => {
          await new Promise<void>((resolve) => admitted.push(resolve));
          return next();
        },
      ],
      procedures: {
        buy: () => "",
        double: async function* (items) {
          for await (const { n } of items) yield { n: 2 * n };
        },
        guard: () => "",
        whoami: () => "",
      },
    });
    const client = await rig.open(port);
    for (let id = 0; id < 3; id++) {
      client.send([14, id, "double", 3], [15, id, { n: "no number" }]);
      await eventually("the middleware was asked", () => admitted.length === 1);
      await client.exchange();
      for (const admit of admitted.splice(0)) admit();
      expect((await client.receive())?.slice(0, 3)).toEqual([4, id, "invalid_input"]);
      expect(await client.exchange()).toEqual([]);
    }
    client.send([14, 10, "double", 3], [14, 11, "double", 3]);
    expect((await client.receive())?.slice(0, 3)).toEqual([4, 11, "limit_exceeded"]);
    for (const admit of admitted.splice(0)) admit();
    client.send([5, 10]);
    await client.receive();
  });

  test("what a middleware throws and the procedure does not declare is internal", async () => {
    const faults: string[] = [];
    const { port } = await rig.serve(schema, {
      authenticate: () => ({}),
      middleware: [
        (call) => {
          throw call.error("Banned", { secret: "hunter2" });
        },
      ],
      procedures: { buy: () => "", double: () => [], guard: () => "", whoami: () => "" },
      onError: ({ cause }) => faults.push(String(cause)),
    });
    const client = await rig.open(port);
    expect(await client.exchange([2, 0, "whoami"])).toEqual([[4, 0, "internal", "the handler failed"]]);
    expect(faults).toEqual([expect.stringContaining("Banned")]);
  });

  test("what an identity lost that is replaced by then ends nothing", async () => {
    const checks: [string, (allowed: boolean) => void][] = [];
    const check = (context: object): boolean | Promise<boolean> => {
      const { name } = context as Identity;
      return name === "undefined" ? true : new Promise((resolve) => checks.push([name, resolve]));
    };
    const { port } = await rig.serve(schema, {
      authenticate: ({ auth }: Hello<typeof schema>): Identity => ({ name: String(auth) }),
      procedures: {
        buy: () => "",
        double: () => [],
        guard: async (_input, call) => {
          await call.require(check as (context: object) => Promise<boolean>);
          return new Promise((resolve) => call.signal.addEventListener("abort", () => resolve("")));
        },
        whoami: () => "",
      },
      topics: { room: { authorize: (_params, { context }) => check(context) } },
    });
    const client = await rig.open(port);
    expect(await client.exchange([2, 0, "guard", ""], [6, 0, "room"])).toEqual([[7, 0, 0, expect.any(String), 0]]);
    expect(await client.exchange([19, 1, "weak"])).toEqual([[3, 1]]);
    expect(await client.exchange([19, 1, "strong"])).toEqual([[3, 1]]);
    for (const [name, decide] of checks.splice(0)) decide(name === "strong");
    await client.exchange();
    // What is asked once more is asked about who it is now.
    for (const [name, decide] of checks.splice(0)) decide(name === "strong");
    expect(await client.exchange([9, 0])).toEqual([[10, 0]]);
    client.send([5, 0]);
    expect((await client.receive())?.slice(0, 3)).toEqual([4, 0, "cancelled"]);
  });

  test("two scopes never meet in one key", async () => {
    const keys: string[] = [];
    const store: IdempotencyStore = {
      claim: (key) => {
        keys.push(key);
        return { state: "run" };
      },
      settle: () => undefined,
      release: () => undefined,
    };
    const { port } = await rig.serve(schema, {
      authenticate: ({ auth }: Hello<typeof schema>): Identity => ({ name: String(auth) }),
      idempotency: { store, scope: (context) => (context as Identity).name },
      procedures: { buy: () => "bought", double: () => [], guard: () => "", whoami: () => "" },
    });
    const client = await rig.open(port);
    expect(await client.exchange([19, 0, "ada"], [2, 1, "buy", "x", null, "buy k"])).toHaveLength(2);
    expect(await client.exchange([19, 0, "ada buy"], [2, 1, "buy", "x", null, "k"])).toHaveLength(2);
    expect(new Set(keys).size).toBe(2);
  });

  test("the right to run a call that is over when it comes is given back", async () => {
    const released: string[] = [];
    let claimed = (): void => undefined;
    const store: IdempotencyStore = {
      claim: () =>
        new Promise((resolve) => {
          claimed = () => resolve({ state: "run" });
        }),
      settle: () => undefined,
      release: (key) => void released.push(key),
    };
    const { port } = await rig.serve(schema, {
      authenticate: () => ({}),
      idempotency: { store },
      procedures: { buy: () => "bought", double: () => [], guard: () => "", whoami: () => "" },
    });
    const client = await rig.open(port);
    await client.exchange([2, 0, "buy", "x", null, "k"]);
    client.send([5, 0]);
    expect((await client.receive())?.slice(0, 3)).toEqual([4, 0, "cancelled"]);
    claimed();
    await eventually("the key is free again", () => released.length === 1);
  });

  test("a call that a server gave up as it closed is answered by another in words of the page", async () => {
    const store = new MemoryIdempotencyStore({ maxIdempotencyKeys: 10, maxIdempotencyBytes: 1_000 });
    const start = () =>
      rig.serve(schema, {
        authenticate: () => ({}),
        idempotency: { store },
        procedures: {
          buy: (_item, { signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(""))),
          double: () => [],
          guard: () => "",
          whoami: () => "",
        },
      });
    const call = [2, 0, "buy", "x", null, "k"];
    const [first, second] = [await start(), await start()];
    const client = await rig.open(first.port);
    await client.exchange(call);
    await Promise.all([first.server.close({ graceMs: 1 }), client.closed]);
    const other = await rig.open(second.port);
    expect(await other.exchange(call)).toEqual([[4, 0, "internal", expect.stringContaining("closed")]]);
  });

  test("an identity that nobody can date ends a connection that never was one", async () => {
    const told: string[] = [];
    const { port } = await rig.serve(schema, {
      authenticate: () => ({}),
      authExpiry: () => {
        throw new HawserError("internal", "the database is away");
      },
      observers: [{ connected: () => told.push("connected"), disconnected: () => told.push("disconnected") }],
      procedures: { buy: () => "", double: () => [], guard: () => "", whoami: () => "" },
      onError: () => undefined,
    });
    const client = await rig.connect(port);
    client.send([0, ""]);
    expect((await client.closed).code).toBe(4500);
    expect(told).toEqual([]);
  });
});
