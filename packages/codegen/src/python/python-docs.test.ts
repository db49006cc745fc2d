import { expect, test } from "vitest";
import { printDocstring } from "./python-docs.js";

test("one line stands in one line", () => {
  expect(printDocstring(["Says it.", undefined, " "], "    ")).toEqual(['    """Says it."""']);
});

test("paragraphs are parted by an empty line", () => {
  expect(printDocstring(["One.\r\nTwo.", "Three."], "  ")).toEqual(['  """One.', "  Two.", "", "  Three.", '  """']);
});

test("nothing where there is nothing to say", () => {
  expect(printDocstring([undefined, ""], "")).toEqual([]);
});

test.each([
  ['ends with "quotes"', '"""ends with "quotes"\n"""'],
  ['has """three"""', '"""has \\"\\"\\"three\\"\\"\\"\n"""'],
  ["a \\ backslash \\u", '"""a \\\\ backslash \\\\u"""'],
])("%s cannot end the docstring", (text, expected) => {
  expect(printDocstring([text], "").join("\n")).toBe(expected);
});

test("long lines are broken between words, words are not", () => {
  const lines = printDocstring([`${"word ".repeat(60)}${"x".repeat(200)}`], "    ");
  expect(lines.filter((line) => line.length > 120)).toEqual([`    ${"x".repeat(200)}`]);
  expect(lines.join(" ").match(/word/g)).toHaveLength(60);
});
