import { decode as strangerDecode, encode as strangerEncode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf } from "../../test/hex.js";
import { holds } from "../../test/property.js";
import { fromWire, toWire } from "../codec/self-describing.js";
import { isHawserError } from "../errors.js";
import { decodeBatch, encodeBatches } from "./batch.js";
import { kinds } from "./frames.js";
import { Raw } from "./raw.js";
import type { Wire } from "./wire.js";

const unbounded = Number.POSITIVE_INFINITY;

function only(messages: Uint8Array[]): Uint8Array {
  expect(messages).toHaveLength(1);
  return messages[0] as Uint8Array;
}

describe("frames become messages", () => {
  test("no frames, no message", () => {
    expect(encodeBatches([], 100)).toEqual([]);
  });

  test.each([1, 15, 16, 17, 65_535, 65_536, 70_000])(
    "%i frames in one message without an array around them",
    (count) => {
      const frames = Array.from({ length: count }, (_, i) => [kinds.cancel, i]);
      const batch = decodeBatch(only(encodeBatches(frames, unbounded)));
      expect(batch.frames).toEqual(frames);
      expect(batch.ends).toHaveLength(count);
    },
  );

  test("each end is where the next frame begins", () => {
    const frames = [[kinds.ping, 1], [kinds.call, 300, "a.b", new Map([["text", "x".repeat(1000)]])], []];
    const bytes = only(encodeBatches(frames, unbounded));
    const { ends } = decodeBatch(bytes);
    expect(ends.at(-1)).toBe(bytes.length);
    for (const [i, end] of ends.entries()) {
      expect(decodeBatch(bytes.subarray(ends[i - 1] ?? 0, end)).frames).toEqual([frames[i]]);
    }
  });

  test("no message is larger than asked, unless one frame is", () => {
    const frames = Array.from({ length: 100 }, (_, i) => [kinds.result, i, "x".repeat(i === 50 ? 5000 : 90)]);
    const messages = encodeBatches(frames, 1000);
    expect(messages.flatMap((bytes) => decodeBatch(bytes).frames)).toEqual(frames);
    const tooLarge = messages.filter((bytes) => bytes.length > 1000);
    expect(tooLarge.map((bytes) => decodeBatch(bytes).frames)).toEqual([[frames[50]]]);
    expect(messages.length).toBeLessThan(25);
  });

  test("bytes that are msgpack already are copied as they are", () => {
    const raw = new Raw(bytesOf("92 01 a161"));
    expect(decodeBatch(only(encodeBatches([[kinds.event, 1, 2, raw]], unbounded))).frames).toEqual([
      [kinds.event, 1, 2, [1, "a"]],
    ]);
    const large = new Raw(only(encodeBatches([[new Uint8Array(100_000).fill(1)]], unbounded)));
    expect(decodeBatch(only(encodeBatches([[large], [raw]], unbounded))).frames).toEqual([
      [[new Uint8Array(100_000).fill(1)]],
      [[1, "a"]],
    ]);
  });

  test("messages stay as they are when others are made", () => {
    const first = only(encodeBatches([[kinds.ping, 1]], unbounded));
    const copy = Uint8Array.from(first);
    for (let i = 0; i < 2000; i++) encodeBatches([[kinds.ping, i, "x".repeat(20)]], unbounded);
    expect(Uint8Array.from(first)).toEqual(copy);
  });

  test("after a value that cannot be packed, the next one is packed as ever", () => {
    const hostile = {
      toJSON: () => {
        throw new TypeError("no");
      },
    };
    class Hostile {
      toJSON = hostile.toJSON;
    }
    expect(() => encodeBatches([[1, new Hostile()]], unbounded)).toThrow(TypeError);
    expect(decodeBatch(only(encodeBatches([[1, 2]], unbounded))).frames).toEqual([[1, 2]]);
  });
});

describe("messages become frames", () => {
  test("an empty message has none", () => {
    expect(decodeBatch(new Uint8Array())).toEqual({ frames: [], ends: [] });
  });

  test("from a Buffer, and from a part of a larger buffer", () => {
    const padded = Buffer.from("ffff 92 01 c4 01 07 ffff".replaceAll(" ", ""), "hex").subarray(2, 7);
    const { frames } = decodeBatch(padded);
    expect(frames).toStrictEqual([[1, Uint8Array.of(7)]]);
    padded.fill(0);
    expect(frames).toStrictEqual([[1, Uint8Array.of(7)]]);
  });

  test("maps keep their keys, whatever these are", () => {
    expect(decodeBatch(bytesOf("91 82 a9 5f5f70726f746f5f5f 01 05 02")).frames).toEqual([
      [
        new Map<unknown, unknown>([
          ["__proto__", 1],
          [5, 2],
        ]),
      ],
    ]);
  });

  test("integers of 64 bits are numbers where these are exact", () => {
    const decodeOne = (hex: string): Wire => decodeBatch(bytesOf(`91 ${hex}`)).frames[0]?.[0];
    expect(decodeOne("cf 001fffffffffffff")).toBe(2 ** 53 - 1);
    expect(decodeOne("cf 0020000000000001")).toBe(2n ** 53n + 1n);
    expect(decodeOne("cf ffffffffffffffff")).toBe(2n ** 64n - 1n);
    expect(decodeOne("d3 ffdfffffffffffff")).toBe(-(2n ** 53n) - 1n);
    expect(decodeOne("d3 ffffffffffffffff")).toBe(-1);
    expect(decodeOne("ca 3fc00000")).toBe(1.5);
  });

  test("text that is no UTF-8 arrives with replacement characters", () => {
    for (const length of [1, 20, 100]) {
      const bytes = new Uint8Array([0x91, 0xd9, length, ...new Uint8Array(length).fill(0xff)]);
      expect(decodeBatch(bytes).frames).toEqual([["\ufffd".repeat(length)]]);
    }
  });
});

describe("hostile messages", () => {
  /** Decodes a message and all that is in it; whatever it throws must be a protocol error. */
  function survives(bytes: Uint8Array): boolean {
    try {
      const { frames, ends } = decodeBatch(bytes);
      expect(ends).toHaveLength(frames.length);
      expect(frames.every(Array.isArray)).toBe(true);
      for (const frame of frames) fromWire(frame);
      return true;
    } catch (error) {
      if (isHawserError(error) && error.code === "protocol") return false;
      throw error;
    }
  }

  const everything: Wire = [
    kinds.call,
    1,
    "rooms.send",
    toWire({
      text: "é👍",
      long: "x".repeat(300),
      numbers: [1, -1, 200, -200, 70_000, 2 ** 40, 1.5, -0],
      big: [5n, 2n ** 60n, 2n ** 70n],
      dates: [new Date(0), new Date(1.7e12 + 1), new Date(-1)],
      bytes: new Uint8Array(300),
      map: new Map([[1, new Set(["a"])]]),
      nothing: [null, undefined, true, false],
    }),
  ];

  test("a message cut at every offset", () => {
    const bytes = only(encodeBatches([[kinds.ping, 1], everything, [kinds.cancel, 2]], unbounded));
    const { ends } = decodeBatch(bytes);
    for (let length = 0; length < bytes.length; length++) {
      expect(survives(bytes.subarray(0, length))).toBe(length === 0 || ends.includes(length));
    }
  });

  test("a message with each byte changed", () => {
    const bytes = Uint8Array.from(only(encodeBatches([everything], unbounded)));
    for (let offset = 0; offset < bytes.length; offset++) {
      const before = bytes[offset] as number;
      for (const byte of [0x00, 0x80, 0x91, 0xc1, 0xc9, 0xd4, 0xdd, 0xdf, 0xff]) {
        bytes[offset] = byte;
        survives(bytes);
      }
      bytes[offset] = before;
    }
  });

  test("random bytes", () => {
    holds(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        survives(bytes);
      }),
      10_000,
    );
  });

  test("random bytes that look like msgpack", () => {
    let accepted = 0;
    const token = fc.constantFrom(
      ..."00 7f e0 80 81 82 90 91 92 93 a0 a1 bf c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 ca cb cc cf d0 d3 d4 d5 d6 d7 d8 d9 da dc dd de df 49 4d 53 72 69 31 01 02 ff"
        .split(" ")
        .map((hex) => Number.parseInt(hex, 16)),
    );
    holds(
      fc.property(fc.array(token, { maxLength: 24 }), (tokens) => {
        if (survives(Uint8Array.from([0x93, ...tokens]))) accepted += 1;
      }),
      10_000,
    );
    expect(accepted).toBeGreaterThan(20);
  });

  test("a bigint that is not digits, or of more of them than anyone needs", () => {
    const bigint = (text: string): Uint8Array => {
      const data = Buffer.from(text);
      return new Uint8Array([0x91, 0xc8, data.length >> 8, data.length & 0xff, 73, ...data]);
    };
    for (const text of ["", "-", "0x10", "1e5", " 1", "1.5", "--1", "9".repeat(4097)])
      expect(survives(bigint(text))).toBe(false);
    expect(survives(bigint("-9"))).toBe(true);
    expect(survives(bigint("9".repeat(4096)))).toBe(true);
  });

  test("a megabyte of sets in sets is refused at once", () => {
    const levels = 140_000;
    const bytes = new Uint8Array(levels * 7 + 1);
    for (let level = 0, at = 1; level < levels; level++, at += 7) {
      const length = bytes.length - at - 6;
      bytes.set([0xc9, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff, 83, 0x91], at);
    }
    bytes[0] = 0x91;
    expect(survives(bytes)).toBe(false);
  });

  test("headers that announce more than the message holds allocate nothing", () => {
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    for (const head of ["ddffffffff", "91dfffffffff", "91c6ffffffff", "91dbffffffff", "91c9ffffffff53"]) {
      const bytes = new Uint8Array(100_000);
      bytes.set(bytesOf(head));
      expect(survives(bytes)).toBe(false);
    }
    const after = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    expect(after - before).toBeLessThan(16_000_000);
  });
});

describe("another msgpack library", () => {
  // It refuses this key.
  const key = fc.string().filter((text) => text !== "__proto__");
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary" }),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double().filter((number) => !Object.is(number, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 300 }),
      fc.date({ noInvalidDate: true }),
      fc.array(tie("any"), { maxLength: 20 }),
      fc.dictionary(key, tie("any"), { maxKeys: 20, noNullPrototype: true }),
    ),
  })).any;

  test("reads what we write", () => {
    holds(
      fc.property(value, (payload) => {
        const bytes = only(encodeBatches([[kinds.result, 1, toWire(payload)]], unbounded));
        // From a Buffer that library makes Buffers.
        expect(strangerDecode(Uint8Array.from(bytes))).toEqual([kinds.result, 1, payload]);
      }),
    );
  });

  test("writes what we read", () => {
    holds(
      fc.property(value, (payload) => {
        const { frames } = decodeBatch(strangerEncode([kinds.result, 1, payload]));
        expect(fromWire(frames[0])).toEqual([kinds.result, 1, payload]);
      }),
    );
  });
});
