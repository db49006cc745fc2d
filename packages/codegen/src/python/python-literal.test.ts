import { expect, test } from "vitest";
import { literalTypes, pythonLiteral, pythonString } from "./python-literal.js";

test.each([
  ['a "quote" \\ and \n', '"a \\"quote\\" \\\\ and \\n"'],
  ["größe 🎈", '"größe 🎈"'],
  ["\u2028\u0085\ufeff", '"\\u2028\\u0085\\ufeff"'],
  ["\ud800", '"\\ud800"'],
])("%j as Python source", (text, expected) => {
  expect(pythonString(text)).toBe(expected);
});

test("literals as values", () => {
  expect(["a", 1, 1.5, true, null, { bigint: "10" }].map(pythonLiteral)).toEqual([
    '"a"',
    "1",
    "1.5",
    "True",
    "None",
    "hawser.BigInt(10)",
  ]);
});

test("literals as types: Python has none of floats, and takes a bigint for an int", () => {
  expect(literalTypes(["a", 1, { bigint: "1" }, false])).toEqual(['Literal["a", 1, False]']);
  expect(literalTypes([1.5, 1e300, null])).toEqual(["float", "None"]);
});
