import { expect, test } from "vitest";
import { type Bound, judge, limitOf } from "./bound.js";
import { cellOf } from "./cell.js";
import { Cells, type Place } from "./cells.js";

const place = (row: string): Place => ["rpc", row, "tiny", "CPU"];
const cells = new Cells(
  [
    ["ours", 1],
    ["theirs", 4],
  ].map(([row, value]) =>
    cellOf("rpc", { row: String(row), workload: "tiny", metric: "CPU", unit: "s" }, [Number(value)]),
  ),
);

test.each<[string, Partial<Bound>, number, boolean]>([
  ["a ratio below its limit", { to: place("theirs"), atMost: 0.3 }, 0.25, true],
  ["a ratio at its limit", { to: place("theirs"), atMost: 0.25 }, 0.25, true],
  ["a ratio above its limit", { to: place("theirs"), atMost: 0.2 }, 0.25, false],
  ["a ratio below what it must reach", { to: place("theirs"), atLeast: 2 }, 0.25, false],
  ["a figure", { atMost: 1, atLeast: 1 }, 1, true],
])("%s", (what, bound, value, isMet) => {
  expect(judge({ what, of: place("ours"), ...bound }, cells)).toMatchObject({ value, isMet });
});

test("the least of each where the medians are too noisy", () => {
  const bound = { what: "", of: place("ours"), to: place("theirs"), atMost: 1 };
  const noisy = [
    ["ours", [1, 9, 9]],
    ["theirs", [2, 2, 3]],
  ] as const;
  const cells = new Cells(
    noisy.map(([row, values]) => cellOf("rpc", { row, workload: "tiny", metric: "CPU", unit: "s" }, values)),
  );
  expect(judge(bound, cells)).toMatchObject({ value: 4.5, isMet: false });
  expect(judge({ ...bound, statistic: "min" }, cells)).toMatchObject({ value: 0.5, isMet: true });
});

test("what was not measured is neither met nor missed", () => {
  const judged = judge({ what: "", of: place("ours"), to: place("nobody"), atMost: 1 }, cells);
  expect(judged).not.toHaveProperty("isMet");
  expect(judged).not.toHaveProperty("value");
});

test("limits in words", () => {
  const bound = { what: "", of: place("ours") };
  expect(limitOf({ ...bound, atMost: 0.3 })).toBe("at most 0.3 ×");
  expect(limitOf({ ...bound, atLeast: 2 })).toBe("at least 2 ×");
  expect(limitOf({ ...bound, atLeast: 27, atMost: 27, unit: "bytes" })).toBe("exactly 27 bytes");
});
