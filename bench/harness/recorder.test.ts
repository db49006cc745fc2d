import { expect, test } from "vitest";
import { Recorder } from "./recorder.js";

function recorder(lines: string[] = [], rows = ["a"]): Recorder {
  return new Recorder("rpc", rows, {
    quick: true,
    large: false,
    show: (line) => lines.push(line),
    secondsLeft: () => 600,
  });
}

test("values of one cell add up to its runs, with median, least and most", () => {
  const run = recorder();
  const cell = { row: "a", workload: "tiny", metric: "p50", unit: "ms" };
  run.record(cell, 3);
  run.record({ ...cell, metric: "p99" }, 9);
  run.record(cell, 1, 2);
  expect(run.cells).toEqual([
    { suite: "rpc", ...cell, median: 2, min: 1, max: 3, runs: 3 },
    { suite: "rpc", ...cell, metric: "p99", median: 9, min: 9, max: 9, runs: 1 },
  ]);
});

test("cells stand in the order of the rows, whichever was done first", () => {
  const run = recorder([], ["a", "b"]);
  for (const row of ["b", "a"]) {
    for (const metric of ["p99", "p50"]) run.record({ row, workload: "tiny", metric, unit: "ms" }, 1);
  }
  expect(run.cells.map(({ row, metric }) => `${row} ${metric}`)).toEqual(["a p99", "a p50", "b p99", "b p50"]);
});

test("the median of two runs is their mean", () => {
  const run = recorder();
  const cell = { row: "a", workload: "tiny", metric: "p50", unit: "ms" };
  run.record(cell, 1, 4);
  expect(run.cells).toEqual([{ suite: "rpc", ...cell, median: 2.5, min: 1, max: 4, runs: 2 }]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("%d is no measurement", (value) => {
  expect(() => recorder().record({ row: "a", workload: "tiny", metric: "p50", unit: "ms" }, value)).toThrow(
    "rpc: a, tiny, p50 is",
  );
});

test("a row that failed is shown and kept beside what was measured", () => {
  const lines: string[] = [];
  const run = recorder(lines);
  run.failed("a", "tiny", new Error("gone"));
  run.progress(1, 2, "b");
  expect(run.failures).toEqual([{ suite: "rpc", row: "a", workload: "tiny", message: "gone" }]);
  expect(lines).toEqual(["rpc: a, tiny FAILED: gone\n", "rpc 1/2 b (about 10 min left in all)"]);
});
