import { describe, expect, test } from "vitest";
import { bytesOf } from "../../test/hex.js";
import { maxDepth, nestsTooDeep, scan } from "./scan.js";

/** Messages that are whole, with the offsets at which their frames end. */
const whole: Record<string, readonly number[]> = {
  "": [],
  "90": [1],
  "90 90 90": [1, 2, 3],
  "91 7f": [2],
  "91 e0": [2],
  "93 c0 c2 c3": [4],
  "91 80": [2],
  "91 82 a161 01 a162 02": [8],
  "91 a0": [2],
  "91 bf 61616161616161616161616161616161616161616161616161616161616161": [33],
  "91 c4 00": [3],
  "91 c4 02 ffff": [5],
  "91 c5 0001 ff": [5],
  "91 c6 00000001 ff": [7],
  "91 ca 00000000": [6],
  "91 cb 0000000000000000": [10],
  "91 cc ff": [3],
  "91 cd ffff": [4],
  "91 ce ffffffff": [6],
  "91 cf ffffffffffffffff": [10],
  "91 d0 80": [3],
  "91 d1 8000": [4],
  "91 d2 80000000": [6],
  "91 d3 8000000000000000": [10],
  "91 d9 01 61": [4],
  "91 da 0001 61": [5],
  "91 db 00000001 61": [7],
  "dc 0001 c0": [4],
  "dd 00000001 c0": [6],
  "91 de 0001 a161 c0": [7],
  "91 df 00000001 a161 c0": [9],
  // undefined, as fixext 1 and as ext 8
  "91 d4 00 00": [4],
  "91 c7 01 00 00": [5],
  // timestamps of 32, 64 and 96 bits
  "91 d6 ff 00000000": [7],
  "91 d7 ff 0000000000000000": [11],
  "91 c7 0c ff 00000000 0000000000000000": [16],
  // bigint, map, set
  "91 d4 49 35": [4],
  "91 c7 03 49 313233": [7],
  "91 c8 0003 49 313233": [8],
  "91 c9 00000003 49 313233": [10],
  "91 c7 03 4d 92 01 02": [7],
  "91 d5 53 91 01": [5],
  "91 d4 53 90": [4],
  "91 c7 04 53 dc 0001 c0": [8],
  // a set in a set
  "91 c7 05 53 91 d5 53 91 01": [9],
};

describe("a message that is whole", () => {
  test.each(Object.entries(whole))("%s", (hex, ends) => {
    expect(scan(bytesOf(hex))).toEqual(ends);
  });
});

const inside = "the message ends inside a value";

/** Messages that are refused, with what the error says. */
const refused: Record<string, string> = {
  // Not an array.
  "00": "a frame is not an array (offset 0)",
  c0: "a frame is not an array (offset 0)",
  "80": "a frame is not an array (offset 0)",
  a161: "a frame is not an array (offset 0)",
  "d4 53 90": "a frame is not an array (offset 0)",
  "90 c3": "a frame is not an array (offset 1)",
  // Not msgpack.
  "91 c1": "0xc1 is no msgpack (offset 1)",
  c1: "a frame is not an array (offset 0)",
  // Truncated.
  "91": inside,
  "92 c0": inside,
  dc: inside,
  "dc 00": inside,
  "dc 0001": inside,
  "dd 000000": inside,
  "91 81": inside,
  "91 81 a161": inside,
  "91 a2 61": inside,
  "91 c4": inside,
  "91 c4 01": inside,
  "91 ca 000000": inside,
  "91 cb 00": inside,
  "91 cd 00": inside,
  "91 d4": inside,
  "91 d4 00": inside,
  "91 d8 49 00": inside,
  "91 c7 02 49 31": inside,
  "91 de 00": inside,
  // Lengths that no message of ours has.
  "dd ffffffff": inside,
  "dd 7fffffff c0": inside,
  "91 df ffffffff": inside,
  "91 c6 ffffffff": inside,
  "91 db ffffffff": inside,
  "91 c9 ffffffff 49": inside,
  // Extensions of msgpackr's and of strangers'.
  "91 d4 72 40 91 a161 01": "extension type 114 of 1 bytes is not the protocol's",
  "91 d5 72 40 00": "extension type 114 of 2 bytes is not the protocol's",
  "91 d6 69 00000001 90": "extension type 105 of 4 bytes is not the protocol's",
  "91 d6 70 00000001": "extension type 112 of 4 bytes is not the protocol's",
  "91 d6 62 00000001": "extension type 98 of 4 bytes is not the protocol's",
  "91 d4 65 00": "extension type 101 of 1 bytes is not the protocol's",
  "91 d4 78 00": "extension type 120 of 1 bytes is not the protocol's",
  "91 c7 02 74 0001": "extension type 116 of 2 bytes is not the protocol's",
  "91 c7 02 42 0001": "extension type 66 of 2 bytes is not the protocol's",
  "91 d4 01 00": "extension type 1 of 1 bytes is not the protocol's",
  "91 d4 fe 00": "extension type -2 of 1 bytes is not the protocol's",
  // Known types of a length that they do not have.
  "91 d5 00 0000": "extension type 0 of 2 bytes is not the protocol's",
  "91 c7 00 00": "extension type 0 of 0 bytes is not the protocol's",
  "91 d4 ff 00": "extension type -1 of 1 bytes is not the protocol's",
  "91 d8 ff 00000000000000000000000000000000": "extension type -1 of 16 bytes is not the protocol's",
  // A map or a set that is not one array.
  "91 c7 00 4d": "extension type 77 does not hold one array",
  "91 c7 00 53": "extension type 83 does not hold one array",
  "91 d4 53 c0": "extension type 83 does not hold one array",
  "91 d5 53 90 90": "extension type 83 does not hold one array",
  "91 d5 53 92 01": inside,
  "93 d5 53 92 01 02 03": "extension type 83 does not hold one array",
  "91 c7 04 4d 91 d4 72 40": "extension type 114 of 1 bytes is not the protocol's",
};

describe("a message that is refused", () => {
  test.each(Object.entries(refused))("%s", (hex, message) => {
    expect(() => scan(bytesOf(hex))).toThrowError(
      expect.objectContaining({ code: "protocol", message: expect.stringContaining(message) }),
    );
  });
});

/** Values of one byte after a number of levels of one byte. */
function nested(levels: number, opening: string, innermost = "c0"): Uint8Array {
  return bytesOf(opening.repeat(levels) + innermost);
}

describe("nesting", () => {
  test("is allowed to a depth and refused beyond it", () => {
    expect(scan(nested(maxDepth, "91"))).toEqual([maxDepth + 1]);
    expect(() => scan(nested(maxDepth + 1, "91"))).toThrow(`protocol: nesting goes deeper than ${maxDepth}`);
    expect(scan(bytesOf(`91${"81c0".repeat(maxDepth - 1)}c0`))).toHaveLength(1);
    expect(() => scan(bytesOf(`91${"81c0".repeat(maxDepth)}c0`))).toThrow("nesting goes deeper");
  });

  test("of a million levels does not reach the end of the stack", () => {
    expect(() => scan(new Uint8Array(1_000_000).fill(0x91))).toThrow("protocol: nesting goes deeper");
    expect(() => scan(bytesOf(`91${"81c0".repeat(500_000)}c0`))).toThrow("protocol: nesting goes deeper");
  });

  test("counts what extensions contain", () => {
    expect(scan(setsInSets(maxDepth - 1))).toHaveLength(1);
    expect(() => scan(setsInSets(maxDepth))).toThrow("protocol: nesting goes deeper");
    expect(() => scan(setsInSets(10_000))).toThrow("protocol: nesting goes deeper");
  });

  test("of a payload is known before it is sent", () => {
    // Also as the data of a member among others, which are three arrays further down than a call's input.
    expect(nestsTooDeep(nested(maxDepth - 4, "91"))).toBe(false);
    expect(nestsTooDeep(nested(maxDepth - 3, "91"))).toBe(true);
  });
});

/** A frame with a set of a set of a set ... */
function setsInSets(levels: number): Uint8Array {
  const heads: number[][] = [];
  for (let level = 0, length = 1; level < levels; level++) {
    const data = length + (level === 0 ? 0 : 1);
    const head = [
      0xc9,
      data >>> 24,
      (data >> 16) & 0xff,
      (data >> 8) & 0xff,
      data & 0xff,
      83,
      ...(level === 0 ? [] : [0x91]),
    ];
    heads.unshift(head);
    length += head.length;
  }
  return Uint8Array.from([0x91, ...heads.flat(), 0x90]);
}
