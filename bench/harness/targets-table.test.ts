import { expect, test } from "vitest";
import { cellOf } from "./cell.js";
import { targets } from "./targets.js";
import { targetsTable } from "./targets-table.js";

const many = "10 of 3,000 procedures";
const seconds = { workload: many, metric: "CPU", unit: "s" };
const cells = [
  cellOf("types", { row: "hawser-js", ...seconds }, [2]),
  cellOf("types", { row: "hawser", ...seconds }, [8]),
  cellOf("types", { row: "trpc", ...seconds }, [16]),
];

test("every target has its line, of what is measured and what is not yet", () => {
  const [head, , ...lines] = targetsTable([{ cells }]).split("\n");
  expect(head).toBe("| target |  | measured | met |");
  expect(lines).toHaveLength(targets.length);
  expect(lines.filter((line) => !line.includes("| not measured yet |  |"))).toHaveLength(2);
});

test("types are judged in the form that is recommended for large schemas, and in the other beside it", () => {
  const lines = targetsTable([{ cells }]).split("\n");
  expect(lines).toContain(
    `| ${many}, stub in JavaScript (recommended for so many): CPU of tsc ÷ trpc | at most 0.333 × | 0.125 | yes |`,
  );
  expect(lines).toContain(`| ${many}, stub in TypeScript: CPU of tsc ÷ trpc | at most 0.333 × | 0.500 | **no** |`);
});
