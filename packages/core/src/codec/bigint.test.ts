import { expect, test } from "vitest";
import { decodeBigint } from "./bigint.js";

test.each([
  [5, 5n],
  [-(2 ** 53), -(2n ** 53n)],
  [2n ** 64n - 1n, 2n ** 64n - 1n],
  ["-123456789012345678901234567890", -123456789012345678901234567890n],
])("%s is a bigint", (wire, value) => {
  expect(decodeBigint(wire)).toBe(value);
});

// `BigInt(["9"])` is 9n: it reads the text of whatever it gets.
test.each([[["9".repeat(100_000)]], [[]], [true], [null], [1.5], [new Map()], [""], ["0x10"], ["9".repeat(4097)]])(
  "%s is none",
  (wire) => {
    expect(() => decodeBigint(wire)).toThrow("protocol: a bigint is");
  },
);
