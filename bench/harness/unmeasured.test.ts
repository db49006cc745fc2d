import { expect, test } from "vitest";
import { cellOf } from "./cell.js";
import type { Suite } from "./suite.js";
import { unmeasured } from "./unmeasured.js";

const suite: Pick<Suite, "name" | "cells"> = {
  name: "rpc",
  cells: (row) => (row === "zod" ? [] : ["p50", "p99"].map((metric) => ({ workload: "tiny", metric, unit: "ms" }))),
};
const scope = { quick: false, large: false };
const cell = (row: string, metric: string, unit = "ms"): ReturnType<typeof cellOf> => {
  return cellOf("rpc", { row, workload: "tiny", metric, unit }, [1]);
};

test("a promised cell that is not there, or has another unit, is a failure of its row", () => {
  const measured = [cell("a", "p50"), cell("a", "p99", "s")];
  expect(unmeasured(suite, { rows: ["a", "zod"], scope, measured, failures: [] })).toEqual([
    { suite: "rpc", row: "a", workload: "tiny", message: "p99, ms: not measured" },
  ]);
});

test.each(["a", "all"])("once is enough where the failure of %s is known", (row) => {
  const failures = [{ suite: "rpc", row, workload: "tiny", message: "gone" }];
  expect(unmeasured(suite, { rows: ["a"], scope, measured: [], failures })).toEqual([]);
});
