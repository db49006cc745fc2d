import { expect, test } from "vitest";
import { cellOf } from "./cell.js";
import { type Chart, drawChart } from "./charts.js";

const chart: Chart = {
  name: "c",
  title: "Time",
  suite: "rpc",
  metrics: ["p50"],
  workloads: ["tiny", "echo"],
  unit: "ms",
};
const cells = ["hawser", "other"].flatMap((row) => [
  cellOf("rpc", { row, workload: "tiny", metric: "p50", unit: "ms" }, [1, 2, 3]),
  cellOf("rpc", { row, workload: "left out", metric: "p50", unit: "ms" }, [99]),
  cellOf("codec", { row, workload: "tiny", metric: "p50", unit: "ms" }, [98]),
]);

test("a bar for each row of the chosen workloads, in an image that stands alone", () => {
  const svg = drawChart(chart, cells) ?? "";
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
  expect(svg.match(/<rect /g)).toHaveLength(2);
  expect(svg).toContain(">hawser</text>");
  expect(svg).toContain("prefers-color-scheme: dark");
});

test("no picture of what was not measured", () => {
  expect(drawChart({ ...chart, suite: "types" }, cells)).toBeUndefined();
});
