import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { expectFlatMemory } from "./flat-memory.js";
import { outcomeOf } from "./outcome.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import { randomBytes } from "./random-bytes.js";
import { settle } from "./settle.js";
import { type StreamsServer, serveStreams } from "./streams-server.js";

const text = expect.any(String);

overTransports("hostile streams", (rig) => {
  /** Lets somebody misbehave several times beside a witness, and proves that neither it nor the memory notices. */
  async function besideWitness(
    misbehave: (served: StreamsServer) => Promise<void>,
    { limits = {}, roundCount = 2 }: { limits?: object; roundCount?: number } = {},
  ): Promise<void> {
    const served = await serveStreams(rig, { limits });
    const witness = await rig.open(served.port);
    witness.send([14, 0, "double", 3]);
    let count = 0;
    let isDismissed = false;
    const testimony = (async () => {
      while (!isDismissed) {
        witness.send([15, 0, { n: ++count }], [2, 1, "add", { a: count, b: 1 }]);
        const answers = () => witness.frames.filter(([kind]) => kind !== 16);
        await witness.until(() => answers().length >= 2);
        const frames = answers();
        witness.frames.length = 0;
        witness.messages.length = 0;
        expect(frames).toContainEqual([3, 1, count + 1]);
        expect(frames).toContainEqual([15, 0, { n: 2 * count }]);
        witness.send([16, 0, 100]);
      }
    })();
    testimony.catch(() => undefined);
    await expectFlatMemory(async () => {
      await misbehave(served);
      served.ends.length = 0;
    }, roundCount);
    await eventually("only the witness is left", () => served.server.connectionCount === 1);
    isDismissed = true;
    await testimony;
    expect(count).toBeGreaterThan(0);
    expect(served.faults).toEqual([]);
  }

  test("10,000 items, credits and ends without a call are ignored", async () => {
    await besideWitness(async ({ port }) => {
      const client = await rig.open(port);
      for (let first = 0; first < 10_000; first += 500) {
        client.send(
          ...Array.from({ length: 500 }, (_, index) => [
            [15, first + index, { n: 1 }],
            [16, first + index, 5],
            [17, 3],
          ]).flat(),
        );
      }
      expect(await client.exchange()).toEqual([]);
      await client.close();
    });
  });

  test("credit of anything but a whole number above 0 ends the connection with 4400", async () => {
    await besideWitness(async ({ port }) => {
      for (const bytes of [0, -1, 1.5, 2 ** 60, Number.NaN, Infinity, -Infinity, "5", null, true, [5], 5n]) {
        const client = await rig.open(port);
        client.send([14, 0, "count", 2, { to: 1, ending: "hang" }], [16, 0, bytes]);
        expect((await client.closed).code, String(bytes)).toBe(4400);
      }
    });
  });

  test("credit without end is taken, and changes nothing but credit", async () => {
    await besideWitness(async ({ port }) => {
      const client = await rig.open(port);
      client.send([14, 0, "count", 2, { to: 1, ending: "hang" }]);
      for (let round = 0; round < 20; round++) {
        client.send(...Array.from({ length: 500 }, () => [16, 0, Number.MAX_SAFE_INTEGER]));
      }
      expect(await settle(client, [5, 0])).toEqual([
        [15, 0, { n: 0 }],
        [4, 0, "cancelled", text],
      ]);
      await client.close();
    });
  });

  test("streams that are opened and never fed, as many as the limit lets, and one more", async () => {
    await besideWitness(async ({ port, server, ends }) => {
      const client = await rig.open(port);
      const answers = await settle(client, ...Array.from({ length: 200 }, (_, id) => [14, id, "collect", 1]));
      expect(answers).toHaveLength(136);
      expect(new Set(answers.map(([kind, , code]) => `${kind} ${code}`))).toEqual(new Set(["4 limit_exceeded"]));
      client.vanish();
      await eventually("their handlers have ended", () => ends.length === 64);
      await eventually("the server has noticed", () => server.connectionCount === 1);
    });
  });

  test("streams that nobody reads hold no more than their windows", async () => {
    const clientCount = 4;
    const streamCount = 64;
    const windowBytes = 65_536;
    await besideWitness(
      async ({ port, moved }) => {
        moved.items = 0;
        const clients = await Promise.all(Array.from({ length: clientCount }, () => rig.open(port)));
        const before = process.memoryUsage().rss;
        for (const client of clients) {
          // Nothing is read, and nothing is granted.
          client.send(
            ...Array.from({ length: streamCount }, (_, id) => [14, id, "blocks", 2, { count: 1e9, bytes: 30_000 }]),
          );
          client.socket.pause();
        }
        await new Promise((resolve) => setTimeout(resolve, 300));
        // Each stream may have its window and an item on their way, and another item that waits for the network.
        expect(moved.items * 30_000).toBeLessThan(clientCount * streamCount * (262_144 + 2 * 30_000));
        expect(process.memoryUsage().rss - before).toBeLessThan(clientCount * streamCount * 400_000);
        for (const client of clients) client.vanish();
      },
      { limits: { streamWindowBytes: windowBytes }, roundCount: 1 },
    );
  });

  test("items that nobody reads are bounded by the window, then the connection ends with 4400", async () => {
    await besideWitness(
      async ({ port }) => {
        const client = await rig.open(port);
        client.send([14, 0, "hold", 1]);
        const block = [15, 0, Buffer.alloc(10_000)];
        for (let count = 0; count < 20 && client.socket.readyState === 1; count++) client.send(block);
        expect((await client.closed).code).toBe(4400);
      },
      { limits: { streamWindowBytes: 65_536 } },
    );
  });

  test("streams that are opened and cancelled at once leave nothing", async () => {
    await besideWitness(async ({ port }) => {
      const client = await rig.open(port);
      const kinds = [
        ["count", 2, { to: 1_000, ending: "hang" }],
        ["collect", 1],
        ["double", 3],
      ];
      for (let round = 0; round < 10; round++) {
        const frames = Array.from({ length: 300 }, (_, index) => [
          [14, index % 50, ...(kinds[index % 3] as unknown[])],
          ...(index % 3 === 0 ? [] : [[15, index % 50, { n: 1 }]]),
          [5, index % 50],
        ]).flat();
        const answers = (await settle(client, ...frames)).filter(([kind]) => kind !== 15 && kind !== 18);
        expect(answers).toHaveLength(300);
        for (const answer of answers) expect(answer[0]).toBe(4);
        client.messages.length = 0;
      }
      await client.close();
    });
  });

  test("clients that vanish in the middle of streams leave nothing", async () => {
    await besideWitness(async ({ port, ends, server }) => {
      ends.length = 0;
      for (let count = 0; count < 40; count++) {
        const client = await rig.open(port);
        client.send(
          [14, 0, "count", 2, { to: 1, ending: "hang" }],
          [14, 1, "collect", 1],
          [14, 2, "double", 3],
          [15, 1, { n: 1 }],
          [15, 2, { n: 1 }],
        );
        await client.until(() => client.frames.length >= 2);
        client.vanish();
      }
      await eventually("all handlers have ended", () => ends.length === 120);
      expect(new Set(ends.map((end) => end.split(": ")[1]))).toEqual(new Set(["connection_lost"]));
      await eventually("the server has noticed", () => server.connectionCount === 1);
    });
  });

  describe("random mutations of a conversation of streams", () => {
    const conversation = encodeFrames([
      [14, 0, "double", 3, null, 60_000, null, { traceparent: "00-1-2-3" }],
      [15, 0, { n: 1 }],
      [14, 1, "count", 2, { to: 3, ending: "end" }],
      [16, 1, 1_000],
      [15, 0, { n: 2 }],
      [14, 2, "collect", 1],
      [15, 2, { n: 7 }],
      [19, 3, { token: "x" }],
      [2, 4, "add", { a: 1, b: 2 }, 1_000, null, null, null],
      [17, 2],
      [5, 0],
      [12, 0],
    ]);

    test.each([1, 2, 3])("seed %j: each goes on or ends with 4400", async (seed) => {
      const random = randomBytes(seed);
      const pick = (below: number) => random(4).readUInt32BE() % below;
      await besideWitness(
        async ({ port }) => {
          for (let count = 0; count < 60; count++) {
            const mutated = Buffer.from(conversation);
            const changes = 1 + pick(3);
            for (let change = 0; change < changes; change++) mutated[pick(mutated.length)] = pick(256);
            // At times a piece is missing, or there twice.
            const [start, end] = [pick(mutated.length), pick(mutated.length)];
            const pieces = [mutated, Buffer.concat([mutated.subarray(0, end), mutated.subarray(start)])];
            const client = await rig.open(port);
            client.socket.send(pieces[pick(4) === 0 ? 1 : 0] as Buffer);
            expect(["goes on", 4400]).toContain(await outcomeOf(client));
            await client.close();
          }
        },
        { roundCount: 1 },
      );
    });
  });

  test("frames of the kinds of streams with random elements", async () => {
    const random = randomBytes(9);
    const values = [
      null,
      0,
      1,
      2,
      3,
      -1,
      1.5,
      2 ** 60,
      "collect",
      "count",
      "double",
      "",
      [],
      {},
      true,
      Buffer.of(1),
      7n,
    ];
    const value = () => values[(random(1)[0] as number) % values.length];
    await besideWitness(async ({ port }) => {
      for (let count = 0; count < 150; count++) {
        const client = await rig.open(port);
        const kinds = [14, 15, 16, 17, 19, 5];
        const frames = Array.from({ length: 6 }, () => [
          kinds[(random(1)[0] as number) % kinds.length],
          (random(1)[0] as number) % 3,
          ...Array.from({ length: (random(1)[0] as number) % 7 }, value),
        ]);
        client.send(...frames);
        expect(["goes on", 4400], JSON.stringify(frames, plain)).toContain(await outcomeOf(client));
        await client.close();
      }
    });
  });
});

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
