import { expect, test } from "vitest";
import { wrap } from "./wrap.js";

const long = "x".repeat(50);

test("leaves alone what fits", () => {
  expect(wrap("f(a, b)\n  [c]")).toBe("f(a, b)\n  [c]");
});

test("breaks the largest brackets, one item per line", () => {
  expect(wrap(`  const a = (b) => [${long}, f(${long}, 1), 2];`)).toBe(
    ["  const a = (b) => [", `    ${long},`, `    f(${long}, 1),`, "    2,", "  ];"].join("\n"),
  );
});

test("keeps brackets that stand in each other together", () => {
  expect(wrap(`a: (w) => ({ ${long}: 1, ${long}: 2, c: 3, dddddddd: 4 }),`)).toBe(
    ["a: (w) => ({", `  ${long}: 1,`, `  ${long}: 2,`, "  c: 3,", "  dddddddd: 4,", "}),"].join("\n"),
  );
});

test("breaks inside of what it broke, and behind it", () => {
  const inner = `[${long}, ${long}, ${long}]`;
  expect(wrap(`f([1, ${inner}])`)).toBe(
    ["f([", "  1,", "  [", `    ${long},`, `    ${long},`, `    ${long},`, "  ],", "])"].join("\n"),
  );
});

test("sees no brackets in strings", () => {
  const [first, second] = [`"((,\\"${long}"`, `"[${long}${long}"`];
  expect(wrap(`f(${first}, ${second})`)).toBe(["f(", `  ${first},`, `  ${second},`, ")"].join("\n"));
});

test("nor in strings of JSON", () => {
  const json = `'{"a":[1,"${long}${long}\\'"],"b":2}'`;
  expect(wrap(`f(${json})`)).toBe(`f(${json})`);
  expect(wrap(`f(${json}, 2)`)).toBe(["f(", `  ${json},`, "  2,", ")"].join("\n"));
});

test("leaves alone what has nothing to break", () => {
  expect(wrap(`"${long}${long}${long}"`)).toBe(`"${long}${long}${long}"`);
});
