import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { expectFlatMemory } from "./flat-memory.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import type { RawClient } from "./raw-client.js";
import { rawUpgrade } from "./raw-upgrade.js";
import { type RulesImplementation, type RulesServer, rulesFingerprint, serveRules } from "./rules-server.js";
import { Witness } from "./witness.js";

overTransports("hostile peers", (rig) => {
  /** Lets somebody misbehave several times beside a witness, and proves that neither it nor the memory notices. */
  async function besideWitness(
    misbehave: (served: RulesServer) => Promise<void>,
    { limits = {}, roundCount = 2 }: { limits?: RulesImplementation["limits"] & object; roundCount?: number } = {},
  ): Promise<void> {
    const served = await serveRules(rig, { limits });
    const witness = await Witness.start(rig, served);
    await expectFlatMemory(() => misbehave(served), roundCount);
    await eventually("only the witness is left", () => served.server.connectionCount === 1);
    await witness.testify();
    expect(served.faults).toEqual([]);
  }

  describe("10,000 wrong frames on one connection are each answered", () => {
    const wrong: readonly [frame: unknown[], answer?: unknown[]][] = [
      [
        [2, 0, "nope", 1],
        [4, 0, "unknown_procedure"],
      ],
      [
        [2, 1, 99, [1]],
        [4, 1, "unknown_procedure"],
      ],
      [
        [2, 2, { path: "add" }],
        [4, 2, "unknown_procedure"],
      ],
      [
        [2, 3, "add", { a: "1" }],
        [4, 3, "invalid_input"],
      ],
      [
        [2, 4, 0, { a: 1, b: 2 }],
        [4, 4, "invalid_input"],
      ],
      [
        [2, 5, 0, "text"],
        [4, 5, "invalid_input"],
      ],
      [[5, 6]],
      [
        [6, 7, "nope"],
        [10, 7, "unknown_topic"],
      ],
      [
        [6, 8, "room", { name: 8 }],
        [10, 8, "invalid_input"],
      ],
      [[9, 9]],
      [[12, 10]],
    ];
    const frames = Array.from({ length: 10_000 }, (_, index) => wrong[index % wrong.length] as (typeof wrong)[0]);
    const answers = frames.flatMap(([, answer]) => (answer ? [answer] : []));

    test.each([1, 100])("%j in a message", async (framesPerMessage) => {
      await besideWitness(async ({ port }) => {
        const client = await rig.open(port, { fingerprint: rulesFingerprint });
        for (let start = 0; start < frames.length; start += framesPerMessage) {
          client.send(...frames.slice(start, start + framesPerMessage).map(([frame]) => frame));
        }
        expect((await client.exchange()).map((frame) => frame.slice(0, 3))).toEqual(answers);
        await client.close();
      });
    });
  });

  describe("floods", () => {
    test("of cancels and unsubscribes for ids that are not in use", async () => {
      await besideWitness(async ({ port }) => {
        const client = await rig.open(port);
        for (let first = 0; first < 20_000; first += 1_000) {
          client.send(...Array.from({ length: 1_000 }, (_, index) => [index % 2 === 0 ? 5 : 9, first + index]));
        }
        expect(await client.exchange()).toEqual([]);
        await client.close();
      });
    });

    test("of calls that are cancelled at once", async () => {
      await besideWitness(async ({ port, waiting, aborted }) => {
        const client = await rig.open(port);
        const frames = Array.from({ length: 1_000 }, (_, id) => [
          [2, id, "wait", `${id}`],
          [5, id],
        ]).flat();
        for (let round = 0; round < 3; round++) {
          const answers = await client.exchange(...frames);
          expect(answers).toHaveLength(1_000);
          expect(new Set(answers.map(([kind, , code]) => `${kind} ${code}`))).toEqual(new Set(["4 cancelled"]));
        }
        expect(waiting.size).toBe(0);
        expect(aborted.splice(0)).toHaveLength(3_000);
        await client.close();
      });
    });

    test("of calls beyond the limit", async () => {
      await besideWitness(
        async ({ port, aborted }) => {
          const client = await rig.open(port);
          const answers = await client.exchange(...Array.from({ length: 3_000 }, (_, id) => [2, id, "wait", `${id}`]));
          expect(answers).toHaveLength(2_900);
          expect(new Set(answers.map(([, , code]) => code))).toEqual(new Set(["limit_exceeded"]));
          await client.close();
          await eventually("the calls are aborted", () => aborted.length === 100);
          aborted.length = 0;
        },
        { limits: { maxCallsInFlight: 100 } },
      );
    });

    test("of subscriptions to instances without end", async () => {
      let nextName = 0;
      await besideWitness(async ({ port }) => {
        const client = await rig.open(port);
        // More instances than any server wants to remember.
        for (let round = 0; round < 12; round++) {
          client.send(...Array.from({ length: 1_000 }, (_, id) => [6, id, "room", { name: `room ${nextName++}` }]));
          await client.until(() => client.frames.length === 1_000);
          expect(new Set(client.frames.splice(0).map(([kind]) => kind))).toEqual(new Set([7]));
          expect(await client.exchange(...Array.from({ length: 1_000 }, (_, id) => [9, id]))).toHaveLength(1_000);
          client.messages.length = 0;
        }
        await client.close();
      });
    });

    test("of subscriptions that are ended before they are decided", async () => {
      await besideWitness(async ({ port }) => {
        const client = await rig.open(port);
        const frames = Array.from({ length: 1_000 }, (_, id) => [
          [6, id, "room", { name: "a" }],
          [9, id],
        ]).flat();
        for (let round = 0; round < 5; round++) {
          expect(new Set((await client.exchange(...frames)).map((frame) => frame.length))).toEqual(new Set([2]));
        }
        await client.close();
      });
    });
  });

  describe("a client that never reads", () => {
    const limits = { maxBufferedBytes: 1_048_576 };
    const clientCount = 4;

    /** Reads at last, and finds the end. */
    async function expectSlowConsumer(client: RawClient): Promise<void> {
      // What it reads now is megabytes of its own, which are not to be taken for the server's.
      client.socket.removeAllListeners("message").resume();
      expect((await client.closed).code).toBe(4413);
    }

    async function expectBoundedMemory(fill: () => Promise<void>): Promise<void> {
      const before = process.memoryUsage().rss;
      await fill();
      const boundBytes = clientCount * 4 * limits.maxBufferedBytes;
      // The clients live in this process, too, and what they have sent is garbage that nobody has collected yet.
      expect(process.memoryUsage().rss - before).toBeLessThan(boundBytes + 128_000_000);
    }

    test("events for it are bounded, then it is closed with 4413", async () => {
      await besideWitness(
        async ({ port, server }) => {
          const clients = await Promise.all(Array.from({ length: clientCount }, () => rig.open(port)));
          for (const client of clients) {
            client.send([6, 0, "room", { name: "a" }]);
            await client.receive();
            client.socket.pause();
          }
          const event = "x".repeat(500_000);
          await expectBoundedMemory(() =>
            eventually("all are closed", () => {
              server.publish.room({ name: "a" }, event);
              return server.connectionCount === 1;
            }),
          );
          await Promise.all(clients.map(expectSlowConsumer));
        },
        { limits },
      );
    });

    test("answers for it are bounded, then it is closed with 4413", async () => {
      await besideWitness(
        async ({ port, server }) => {
          const clients = await Promise.all(Array.from({ length: clientCount }, () => rig.open(port)));
          const bytes = Buffer.alloc(500_000);
          for (const client of clients) client.socket.pause();
          await expectBoundedMemory(() =>
            eventually("all are closed", () => {
              for (const client of clients) client.send([2, 0, "echo", bytes]);
              return server.connectionCount === 1;
            }),
          );
          await Promise.all(clients.map(expectSlowConsumer));
        },
        { limits },
      );
    });
  });

  describe("a client that vanishes", () => {
    test("after hello, with a call and subscriptions", async () => {
      await besideWitness(async ({ port, server, aborted }) => {
        for (let count = 0; count < 100; count++) {
          const client = await rig.connect(port);
          client.send([0, ""], [2, 0, "wait", `${count}`], [6, 0, "news"], [6, 1, "room", { name: "a" }]);
          // Every other one does not even wait for the welcome.
          if (count % 2 === 0) await client.receive();
          client.vanish();
        }
        await eventually("the server has noticed", () => server.connectionCount === 1);
        server.publish.room({ name: "a" }, "to nobody");
        aborted.length = 0;
      });
    });

    test("inside a frame of WebSocket", async () => {
      await besideWitness(async ({ port, server }) => {
        for (let count = 0; count < 50; count++) {
          const socket = await rawUpgrade(port);
          // A masked binary frame that says 1,000,000 bytes, and some of them.
          socket.write(Buffer.concat([Buffer.from("82ff00000000000f424000000000", "hex"), Buffer.alloc(50_000)]));
          socket.destroySoon();
        }
        await eventually("the server has noticed", () => server.connectionCount === 1);
      });
    });
  });

  describe("a hello that does not come", () => {
    const limits = { helloTimeoutMs: 100 };

    test("nor anything else", async () => {
      await besideWitness(
        async ({ port }) => {
          const clients = await Promise.all(Array.from({ length: 50 }, () => rig.connect(port)));
          for (const client of clients) expect((await client.closed).code).toBe(4408);
        },
        { limits },
      );
    });

    test("byte by byte", async () => {
      await besideWitness(
        async ({ port }) => {
          const sockets = await Promise.all(Array.from({ length: 20 }, () => rawUpgrade(port)));
          const hello = encodeFrames([[0, "x".repeat(100)]]);
          const bytes = Buffer.concat([Buffer.from([0x82, 0x80 | hello.length, 0, 0, 0, 0]), hello]);
          // The server's close frame: 4408 is 0x1138. Who then says nothing more is not waited for.
          const ends = sockets.map(async (socket) => {
            for await (const data of socket) if ((data as Buffer).includes(Buffer.of(0x11, 0x38))) break;
          });
          let sentByteCount = 0;
          const timer = setInterval(() => {
            const byte = bytes.subarray(sentByteCount, ++sentByteCount);
            for (const socket of sockets) if (socket.writable) socket.write(byte);
          }, 10);
          await Promise.all(ends);
          clearInterval(timer);
          expect(sentByteCount).toBeLessThan(bytes.length);
        },
        { limits },
      );
    });
  });
});
