import { expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { expectFlatMemory } from "./flat-memory.js";
import { outcomeOf } from "./outcome.js";
import { overTransports } from "./over-transports.js";
import { servePatterns } from "./patterns-server.js";
import { keyOf, presenceForms, servePresence } from "./presence-server.js";
import { randomBytes } from "./random-bytes.js";
import type { RawClient } from "./raw-client.js";

const string = expect.any(String);
const { maps } = presenceForms;

/** What no element of the frames wants, or only some of them. */
const hostile: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 60,
  Number.NaN,
  7n,
  2n ** 100n,
  "",
  "room",
  "toString",
  "x".repeat(100_000),
  Buffer.alloc(1_000),
  new Date(5),
  new Date(Number.NaN),
  [],
  [[]],
  [null, null, null],
  ["symbol"],
  ["__proto__"],
  Array(5_000).fill("symbol"),
  Array(2_000).fill([{ symbol: "a" }, "e", 1]),
  {},
  { name: {} },
  { symbol: { symbol: {} } },
  JSON.parse('{"__proto__":{"isPolluted":true},"constructor":1}'),
  nested(90),
];

overTransports("hostile attendees and subscribers to patterns", (rig) => {
  /** Lets somebody misbehave several times while a witness is told all that it should be. */
  async function beside(
    server: { readonly connectionCount: number },
    { testify, misbehave }: { testify: (count: number) => Promise<void>; misbehave: () => Promise<void> },
  ): Promise<void> {
    let count = 0;
    let isDismissed = false;
    const testimony = (async () => {
      while (!isDismissed) await testify(++count);
    })();
    testimony.catch(() => undefined);
    await expectFlatMemory(misbehave, 1);
    await eventually("only the witness is left", () => server.connectionCount === 1);
    isDismissed = true;
    await testimony;
    expect(count).toBeGreaterThan(0);
    expect(({} as { isPolluted?: boolean }).isPolluted).toBeUndefined();
  }

  /** Sends a frame that begins something, waits for one of the kinds that answer it, and ends it. */
  async function answer(client: RawClient, frame: readonly unknown[], kinds: readonly number[]): Promise<void> {
    client.send(frame);
    await client.until(() => client.frames.some(([kind, id]) => kinds.includes(kind as number) && id === frame[1]));
    await client.exchange([9, frame[1]]);
    client.frames.length = 0;
    client.messages.length = 0;
  }

  /** Puts each hostile value in each place of a frame behind its id. */
  async function probe(client: RawClient, frame: readonly unknown[], kinds: readonly number[]): Promise<void> {
    for (let place = 2; place < frame.length; place++) {
      for (const value of hostile) await answer(client, frame.with(place, value), kinds);
    }
  }

  test("attend and updateMember: each value in each place is answered", async () => {
    const { port, server, faults, asked } = await servePresence(rig, { limits: { presenceGraceMs: 10 } });
    const witness = await rig.open(port);
    const [members] = await witness.exchange([24, 0, ...maps.room("w"), [keyOf("w"), maps.input("w")]]);
    await beside(server, {
      testify: async (count) => {
        const frames = await witness.exchange([25, 1, 0, maps.input(`${count}`)]);
        expect(frames).toEqual([
          [27, 0, [[members?.[3], maps.output(`${count}`)]]],
          [3, 1],
        ]);
        witness.messages.length = 0;
        asked.length = 0;
      },
      misbehave: async () => {
        const client = await rig.open(port);
        const member = [keyOf("ann"), maps.input("ann")];
        await probe(client, [24, 1, ...maps.room("a"), member], [10, 26]);
        for (const value of hostile) {
          await answer(client, [24, 1, ...maps.room("a"), [value, maps.input("ann")]], [10]);
          await answer(client, [24, 1, ...maps.room("a"), [keyOf("ann"), value]], [10]);
        }
        await client.exchange([24, 5, ...maps.room("a"), member]);
        for (const [place, value] of hostile.flatMap((each) => [[2, each] as const, [3, each] as const])) {
          const frames = await client.exchange([25, 9, 5, maps.input("ann")].with(place, value));
          expect(frames).toEqual([[4, 9, string, string, expect.any(Object)]]);
        }
        await client.close();
        await eventually("the member is gone", () => server.connectionCount === 1);
      },
    });
    expect(faults).toEqual([]);
  });

  test("subscribePattern: each value in each place is answered", async () => {
    const { port, server, faults, asked } = await servePatterns(rig);
    const witness = await rig.open(port);
    const publish = (body: number) => server.publish.prices({ market: "w", symbol: "a" }, { key: "k", body });
    await witness.exchange([28, 0, "prices", { market: "w" }, ["symbol"]]);
    publish(0);
    const [matched] = await witness.exchange();
    for (const symbol of ["a", "b"]) server.publish.prices({ market: "x", symbol }, { key: "k", body: 1 });
    await beside(server, {
      testify: async (count) => {
        publish(count);
        expect(await witness.exchange()).toEqual([[8, matched?.[3], count + 1, { key: "k", body: count }]]);
        witness.messages.length = 0;
        asked.length = 0;
      },
      misbehave: async () => {
        const client = await rig.open(port);
        const since = [[{ symbol: "a" }, "e", 1]];
        await probe(client, [28, 1, "prices", { market: "x" }, ["symbol"], since], [10, 30]);
        const pattern: unknown[] = [28, 1, "prices", { market: "x" }, ["symbol"]];
        for (const value of hostile) {
          await answer(client, pattern.with(3, { market: value }), [10, 30]);
          await answer(client, pattern.with(4, [value]), [10, 30]);
          for (const place of [0, 1, 2]) {
            const entry: unknown[] = [{ symbol: "a" }, "e", 1];
            await answer(client, [...pattern, [entry.with(place, value)]], [10, 30]);
          }
        }
        await client.close();
      },
    });
    expect(faults).toEqual([]);
  });

  test("frames of these kinds with random elements: each goes on or ends with 4400", async () => {
    const random = randomBytes(4);
    const pick = <T>(all: readonly T[]): T => all[(random(1)[0] as number) % all.length] as T;
    const elements = [...hostile, "prices", "typed", { market: "x" }, ["market", "symbol"], 1, 2, new Date(0)];
    const { port, server, faults } = await servePatterns(rig);
    for (let symbol = 0; symbol < 5; symbol++) {
      server.publish.prices({ market: "x", symbol: `${symbol}` }, { key: "k", body: symbol });
    }
    for (let count = 0; count < 80; count++) {
      const client = await rig.open(port);
      client.send(
        ...Array.from({ length: 6 }, () => [
          pick([24, 25, 28, 28, 9, 6]),
          pick([0, 1, 2]),
          ...Array.from({ length: (random(1)[0] as number) % 6 }, () => pick(elements)),
        ]),
      );
      expect(["goes on", 4400]).toContain(await outcomeOf(client));
      client.vanish();
    }
    await eventually("nobody is left", () => server.connectionCount === 0);
    expect(faults).toEqual([]);
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
