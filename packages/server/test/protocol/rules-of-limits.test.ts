import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serveEcho } from "./echo-server.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import { type RulesImplementation, serveRules } from "./rules-server.js";

const string = expect.any(String);

overTransports("limits", (rig) => {
  const open = async (limits: RulesImplementation["limits"] & object) => {
    const served = await serveRules(rig, { limits });
    return { ...served, client: await rig.open(served.port) };
  };

  describe("maxBatchBytes", () => {
    test("a message of so many bytes is taken, a larger one ends the connection with 1009", async () => {
      const { client } = await open({ maxBatchBytes: 4_000, maxFrameBytes: 3_000 });
      client.send(callOf(2_000, 0), callOf(2_000, 1));
      expect((await client.receive()).slice(0, 2)).toEqual([3, 0]);
      expect((await client.receive()).slice(0, 2)).toEqual([3, 1]);
      client.send(callOf(2_000, 0), callOf(2_001, 1));
      expect((await client.closed).code).toBe(1009);
      expect(client.frames).toEqual([]);
    });

    test("it bounds what waits for the welcome, too", async () => {
      const { port } = await serveRules(rig, {
        limits: { maxBatchBytes: 4_000 },
        authenticate: () => new Promise(() => undefined),
      });
      const client = await rig.connect(port);
      client.send([0, ""]);
      for (let id = 0; id < 3; id++) client.send(callOf(2_000, id));
      expect((await client.closed).code).toBe(1009);
    });
  });

  describe("maxFrameBytes", () => {
    test("a call of so many bytes is taken, a larger one is answered with limit_exceeded", async () => {
      const { client } = await open({ maxFrameBytes: 1_000 });
      expect((await client.exchange(callOf(1_000, 0)))[0]?.slice(0, 2)).toEqual([3, 0]);
      const exceeded = [4, 0, "limit_exceeded", string, { limit: "maxFrameBytes", max: 1_000 }];
      expect(await client.exchange(callOf(1_001, 0), [2, 1, "nothing"])).toEqual([exceeded, [3, 1]]);
    });

    test("so is a larger subscription", async () => {
      const { client } = await open({ maxFrameBytes: 1_000 });
      expect(await client.exchange([6, 0, "room", { name: "x".repeat(1_000) }])).toEqual([
        [10, 0, "limit_exceeded", string, { limit: "maxFrameBytes", max: 1_000 }],
      ]);
    });
  });

  test("maxCallsInFlight: one more is answered with limit_exceeded, until another has its answer", async () => {
    const { client, waiting } = await open({ maxCallsInFlight: 2 });
    await client.exchange([2, 0, "wait", "a"], [2, 1, "wait", "b"]);
    const exceeded = [4, 2, "limit_exceeded", string, { limit: "maxCallsInFlight", max: 2 }];
    expect(await client.exchange([2, 2, "wait", "c"])).toEqual([exceeded]);
    waiting.get("a")?.answer("done");
    expect(await client.receive()).toEqual([3, 0, "done"]);
    expect(await client.exchange([2, 2, "wait", "c"], [5, 1])).toEqual([[4, 1, "cancelled", string]]);
    expect(await client.exchange([2, 3, "wait", "d"])).toEqual([]);
    expect([...waiting.keys()]).toEqual(["c", "d"]);
  });

  test("maxCallsInFlight: a cancelled call counts as long as its handler runs", async () => {
    const { client, waiting } = await open({ maxCallsInFlight: 1 });
    expect(await client.exchange([2, 0, "wait", "stubborn"], [5, 0])).toEqual([[4, 0, "cancelled", string]]);
    const exceeded = [4, 0, "limit_exceeded", string, { limit: "maxCallsInFlight", max: 1 }];
    expect(await client.exchange([2, 0, "nothing"])).toEqual([exceeded]);
    waiting.get("stubborn")?.answer("at last");
    expect(await client.exchange([2, 0, "nothing"])).toEqual([[3, 0]]);
  });

  test("maxSubscriptions: one more is answered with limit_exceeded, until another has ended", async () => {
    const { client } = await open({ maxSubscriptions: 2 });
    const exceeded = [10, 2, "limit_exceeded", string, { limit: "maxSubscriptions", max: 2 }];
    const frames = await client.exchange([6, 0, "news"], [6, 1, "news"], [6, 2, "news"], [9, 0], [6, 2, "news"]);
    expect(frames.map(([kind, id]) => [kind, id])).toEqual([
      [7, 0],
      [7, 1],
      [10, 2],
      [10, 0],
      [7, 2],
    ]);
    expect(frames[2]).toEqual(exceeded);
  });

  describe("helloTimeoutMs", () => {
    test("without a hello the connection ends with 4408", async () => {
      const { port } = await serveRules(rig, { limits: { helloTimeoutMs: 100 } });
      const client = await rig.connect(port);
      expect((await client.closed).code).toBe(4408);
    });

    test("so it does when the hello is not decided in time, and the decision comes to nothing", async () => {
      const decisions: ((context: object) => void)[] = [];
      const { port, waiting } = await serveRules(rig, {
        limits: { helloTimeoutMs: 100 },
        authenticate: () => new Promise((decide) => decisions.push(decide)),
      });
      const client = await rig.connect(port);
      client.send([0, ""], [2, 0, "wait", "x"]);
      expect((await client.closed).code).toBe(4408);
      decisions.shift()?.({});
      await new Promise((resolve) => setImmediate(resolve));
      expect(client.frames).toEqual([]);
      expect(waiting.size).toBe(0);
    });

    test("an accepted hello ends the waiting", async () => {
      const { client } = await open({ helloTimeoutMs: 100 });
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await client.exchange([2, 0, "nothing"])).toEqual([[3, 0]]);
    });
  });

  test("maxBufferedBytes: a client that does not read is closed with 4413", async () => {
    const { client, server } = await open({ maxBufferedBytes: 100_000 });
    await client.exchange([6, 0, "news"]);
    client.socket.pause();
    const event = "x".repeat(65_536);
    let eventCount = 0;
    // What the kernel takes on both sides comes on top: megabytes.
    for (; server.connectionCount > 0 && eventCount < 1_000; eventCount++) {
      server.publish.news(event);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(eventCount).toBeLessThan(1_000);
    client.socket.resume();
    expect((await client.closed).code).toBe(4413);
    // Nothing was dropped on the way to the end.
    expect(client.frames.map(([, , offset]) => offset)).toEqual(client.frames.map((_, index) => index + 1));
  });

  describe("nesting", () => {
    test.each([
      ["arrays", "91", "90"],
      ["maps", "81a161", "80"],
      ["Sets", undefined, ""],
    ])(
      "128 levels of %s are taken, frame included, one more ends the connection with 4400",
      async (_what, level, end) => {
        const { port } = await serveRules(rig);
        for (const levelCount of [127, 128]) {
          const client = await rig.open(port);
          client.socket.send(level === undefined ? takeSets(levelCount) : take(level.repeat(levelCount - 1) + end));
          if (levelCount === 127) expect(await client.receive()).toEqual([3, 0]);
          else expect((await client.closed).code).toBe(4400);
        }
      },
    );
  });

  test("a self-describing value of 100 levels comes back as it went, inside of declared types, too", async () => {
    const value = `${"91".repeat(99)}90`;
    const echo = await serveEcho(rig, { any: z.any(), object: z.object({ a: z.array(z.any()) }) });
    const answers = [
      await echo.maps("any", Buffer.from(value, "hex")),
      await echo.positional("any", Buffer.from(value, "hex")),
      await echo.positional("object", Buffer.from(`9191${value}`, "hex")),
    ];
    const hex = answers.map(({ bytes }) => Buffer.from(bytes).toString("hex"));
    expect(hex).toEqual([`930300${value}`, `930300${value}`, `9303009191${value}`]);
  });

  test("a client that ends the connection gets its own 1000 back", async () => {
    const { client } = await open({});
    await client.close();
    expect((await client.closed).code).toBe(1000);
  });
});

/** A call of `echo` whose frame has exactly so many bytes. */
function callOf(byteCount: number, id: number): unknown[] {
  const call = (length: number) => [2, id, "echo", Buffer.alloc(length)];
  const overhead = encodeFrames([call(byteCount)]).length - byteCount;
  return call(byteCount - overhead);
}

function take(payloadHex: string): Uint8Array {
  return Buffer.concat([Buffer.of(0x94), encodeFrames([2, 0, "take"]), Buffer.from(payloadHex, "hex")]);
}

/** Sets in Sets, each an extension around an array. */
function takeSets(levelCount: number): Uint8Array {
  let hex = "c7015390";
  for (let level = 1; level < levelCount; level++) {
    hex = `c8${(hex.length / 2 + 1).toString(16).padStart(4, "0")}5391${hex}`;
  }
  return take(hex);
}
