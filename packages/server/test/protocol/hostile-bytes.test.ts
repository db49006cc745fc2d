import { describe, expect, test } from "vitest";
import { expectFlatMemory } from "./flat-memory.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { overTransports } from "./over-transports.js";
import { decode, encodeFrames } from "./plain-msgpack.js";
import { randomBytes } from "./random-bytes.js";
import { rawUpgrade } from "./raw-upgrade.js";
import { type RulesServer, serveRules } from "./rules-server.js";
import { Witness } from "./witness.js";

/** What the page says a connection may end with. */
const documentedCodes = [1000, 1001, 1009, 4400, 4401, 4408, 4413, 4419, 4500];

overTransports("hostile bytes", (rig) => {
  /** Sends each message on a connection of its own, beside a witness, and hands each outcome to `check`. */
  async function bombard(
    messages: readonly Uint8Array[],
    check: (outcome: Outcome, message: Uint8Array) => void,
    { saysHello = true } = {},
  ): Promise<void> {
    const served = await serveRules(rig, { limits: { maxBatchBytes: 1_048_576 } });
    const witness = await Witness.start(rig, served);
    for (const message of messages) {
      const client = saysHello ? await rig.open(served.port) : await rig.connect(served.port);
      client.socket.send(message);
      check(await outcomeOf(client), message);
      await client.close();
    }
    await witness.testify();
    expect(served.faults).toEqual([]);
  }

  test.each([
    ["before", false],
    ["after", true],
  ])("random bytes, %s hello", async (_when, saysHello) => {
    const random = randomBytes(1);
    const messages = Array.from({ length: 150 }, (_, index) => random(1 + (index % 97)));
    await bombard(messages, (outcome) => expect(["goes on", ...documentedCodes]).toContain(outcome), { saysHello });
  });

  test("frames of random elements", async () => {
    const random = randomBytes(2);
    // Beyond the array's head all is chance, so that more than its first byte is looked at.
    const messages = Array.from({ length: 150 }, () => Buffer.concat([Buffer.of(0x94, 2, 0), random(24)]));
    await bombard(messages, (outcome) => expect(["goes on", 4400]).toContain(outcome));
  });

  test("messages that are cut short at each byte", async () => {
    const message = encodeFrames([
      [2, 0, "echo", { a: [1.5, "text", Buffer.of(1, 2), 2n ** 70n], b: new Map([[1, new Set([new Date(5)])]]) }],
      [6, 70_000, "room", { name: "x".repeat(40) }],
    ]);
    const cuts = Array.from({ length: message.length - 1 }, (_, index) => message.subarray(0, index + 1));
    const ends = new Set([encodeFrames(decode(message).slice(0, 1)).length]);
    await bombard(cuts, (outcome, cut) => expect(outcome).toBe(ends.has(cut.length) ? "goes on" : 4400));
  });

  test("messages with one wrong byte", async () => {
    const message = encodeFrames([[2, 0, "echo", { a: [1.5, "text", Buffer.of(1, 2)], b: new Set([5n]) }]]);
    const random = randomBytes(3);
    const messages = Array.from(message, (_, index) => {
      const copy = Buffer.from(message);
      copy[index] = random(1)[0] as number;
      return copy;
    });
    await bombard(messages, (outcome) => expect(["goes on", 4400]).toContain(outcome));
  });

  test("an empty message, which is ignored", async () => {
    await bombard([new Uint8Array(0)], (outcome) => expect(outcome).toBe("goes on"));
  });

  test("frames that are no arrays", async () => {
    const messages = ["c0", "80", "00", "a0", "c400", "c1", "9102c1", "d40000", "81a0c0", "0b05"];
    await bombard(
      messages.map((hex) => Buffer.from(hex, "hex")),
      (outcome, message) => expect(outcome, Buffer.from(message).toString("hex")).toBe(4400),
    );
  });

  test("lengths far beyond the message", async () => {
    const heads = ["ddffffffff", "dcffff", "dfffffffff", "deffff", "dbffffffff", "daffff", "c6ffffffff", "c5ffff"];
    const extensions = ["c9ffffffff49", "c8ffff49", "c7ff49", "c9ffffffff4d", "c9ffffffff53", "c9000000064dddffffffff"];
    const messages = [...heads, ...extensions].flatMap((hex) => [
      Buffer.from(hex, "hex"),
      Buffer.from(`940200a46563686f${hex}`, "hex"),
      // As long as the message itself, which has a byte for each.
      Buffer.concat([Buffer.from(`940200a46563686f${hex}`, "hex"), Buffer.alloc(100_000, 0x91)]),
    ]);
    await bombard(messages, (outcome) => expect(outcome).toBe(4400));
  });

  test("a megabyte of nesting", async () => {
    const levels = ["91", "81a0", "dc0001", "dd00000001", "de0001a0", "c8ffff53", "c9000fffff4d91"];
    const messages = levels.map((hex) => Buffer.alloc(1_000_000, Buffer.from(hex, "hex")));
    await bombard(messages, (outcome) => expect(outcome).toBe(4400));
  });

  test("extensions that are not the protocol's, msgpackr's records among them", async () => {
    const own = [-1, 0, 73, 77, 83];
    const types = Array.from({ length: 256 }, (_, index) => index - 128).filter((type) => !own.includes(type));
    const bodies = types.map((type) => `d4${(type & 0xff).toString(16).padStart(2, "0")}00`);
    // A record's definition and a use of it; msgpackr's own extensions for Set, Error, typed array and structured clone.
    const records = ["d4724091a16140", "d4724191a16105", "c70273f090", "c70265f0", "c70374f00000", "c70269f000"];
    // Data that the types cannot hold.
    const wrongData = ["d5000000", "d5ff0000", "c700ff", "d44d05", "c7024d9090", "d55390c0", "c70053"];
    const messages = [...bodies, ...records, ...wrongData].map((hex) => Buffer.from(`940200a46563686f${hex}`, "hex"));
    await bombard(messages, (outcome, message) => expect(outcome, Buffer.from(message).toString("hex")).toBe(4400));
  });

  describe("oversize", () => {
    test("a message that is too large ends with 1009", async () => {
      const messages = [1_048_577, 2_000_000, 4_000_000].map((length) => Buffer.alloc(length, 0xc0));
      await bombard(messages, (outcome) => expect(outcome).toBe(1009));
    });

    test("one that is much too large may end without a close", async () => {
      await bombard([Buffer.alloc(20_000_000, 0xc0)], (outcome) => expect([1006, 1009]).toContain(outcome));
    });
  });

  test("what is no WebSocket at all, once the upgrade is through", async () => {
    const served = await serveRules(rig);
    const witness = await Witness.start(rig, served);
    const random = randomBytes(4);
    const frames = ["82050102030405", "c2050102030405", "f1850102030405", "83800000000000", "8fff", "8803ffff00", "00"];
    for (const bytes of [...frames.map((hex) => Buffer.from(hex, "hex")), random(100), random(5_000)]) {
      await expectEnd(served, bytes);
    }
    await witness.testify();
    expect(served.faults).toEqual([]);
  });

  test("none of it stays in memory", async () => {
    const served = await serveRules(rig);
    const deep = Buffer.alloc(1_000_000, 0x91);
    const long = Buffer.concat([Buffer.from("940200a46563686fdd000f4240", "hex"), Buffer.alloc(900_000, 0xc0)]);
    const large = Buffer.alloc(1_200_000);
    await expectFlatMemory(async () => {
      for (const message of [deep, long, large]) {
        const client = await rig.open(served.port);
        client.socket.send(message);
        await client.closed;
      }
    }, 40);
  });
});

/** Sends bytes that are no frame of WebSocket, and waits for the end of the connection. */
async function expectEnd({ port }: RulesServer, bytes: Uint8Array): Promise<void> {
  const socket = await rawUpgrade(port);
  const isEnded = new Promise((resolve) => socket.on("close", resolve));
  socket.end(bytes);
  socket.resume();
  await isEnded;
}
