import { Packr } from "msgpackr";
import { expect, test } from "vitest";
import { addExtension, Packr as SmallPackr } from "./small-msgpackr.js";

const full = new Packr({ useRecords: false, mapsAsObjects: false });
const small = new SmallPackr();

const whole = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0xffffffff, -1, -32, -33, -129, -40_000, -(2 ** 31)];
const values: Readonly<Record<string, readonly unknown[]>> = {
  numbers: [...whole, 2 ** 32, -(2 ** 31) - 1, 0.5, -3.25, Number.NaN, Number.POSITIVE_INFINITY],
  strings: [
    "",
    "a",
    "b".repeat(31),
    "c".repeat(32),
    "d".repeat(300),
    "é",
    `${"x".repeat(63)}ä`,
    "€".repeat(30_000),
    "🚢",
  ],
  "lists and maps": [[], [1, [2, "three"]], Array.from({ length: 20 }, (_, i) => i), new Map([["a", [1]]]), new Map()],
  "large lists": [Array.from({ length: 70_000 }, () => 1)],
  others: [null, true, false, undefined, new Uint8Array([1, 2]), new Uint8Array(300), 2n ** 63n, -(2n ** 60n)],
  dates: [new Date(0), new Date(1_700_000_000_000), new Date(1_700_000_000_123), new Date(-1), new Date(2 ** 45)],
};

test.each(Object.keys(values))("%s: what one writes, the other reads", (name) => {
  for (const value of values[name] as readonly unknown[]) {
    // From a Buffer, binaries would come out as Buffers.
    expect(small.unpack(new Uint8Array(full.pack(value)))).toEqual(value);
    expect(full.unpack(small.pack(value))).toEqual(value);
    expect(small.unpack(small.pack(value))).toEqual(value);
  }
});

test("values stand back to back, and extensions become what they are registered for", () => {
  addExtension({ type: 99, unpack: (data) => `of ${data.length}` });
  const bytes = Uint8Array.of(1, 0xc7, 3, 99, 1, 2, 3, 0x91, 0xc0);
  expect(small.unpackMultiple(bytes)).toEqual([1, "of 3", [null]]);
});

test("what ends too early is refused", () => {
  expect(() => small.unpack(Uint8Array.of(0xa5, 0x61))).toThrow(RangeError);
  expect(() => small.unpack(Uint8Array.of(0xce, 1))).toThrow(RangeError);
});
