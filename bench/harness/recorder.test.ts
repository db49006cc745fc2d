import { expect, test } from "vitest";
import { Recorder } from "./recorder.js";

function recorder(lines: string[] = []): Recorder {
  return new Recorder("rpc", ["a"], { quick: true, large: false, show: (line) => lines.push(line) });
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
  expect(lines).toEqual(["rpc: a, tiny FAILED: gone\n", "rpc 1/2 b"]);
});
