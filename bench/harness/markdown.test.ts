import { expect, test } from "vitest";
import { cellOf } from "./cell.js";
import { figure, tablesOf } from "./markdown.js";

test.each([
  [0.012345, "0.0123"],
  [1.5, "1.50"],
  [27, "27"],
  [123.456, "123"],
  [91_070.4, "91,070"],
  [0, "0"],
  [-2.345, "-2.35"],
])("%d is shown as %s", (value, text) => {
  expect(figure(value)).toBe(text);
});

test("a table for each workload, with a gap where a row was not measured", () => {
  const cell = (row: string, workload: string, metric: string, ...values: number[]) =>
    cellOf("rpc", { row, workload, metric, unit: "ms" }, values);
  const cells = [
    cell("a", "tiny", "p50", 1, 2, 3),
    cell("b", "tiny", "p50", 4),
    cell("b", "tiny", "p99", 5),
    cell("a", "echo", "p50", 6),
  ];
  expect(tablesOf(cells)).toBe(`**tiny**

|  | p50, ms | p99, ms |
| --- | --- | --- |
| a | 2 (1 to 3) |  |
| b | 4 | 5 |

**echo**

|  | p50, ms |
| --- | --- |
| a | 6 |`);
});
