import type { Cell } from "./cell.js";
import type { Failure } from "./recorder.js";
import type { Scope, Suite } from "./suite.js";

/** What a suite promises for some rows and has not measured, but where it says that a row failed. */
export function unmeasured(
  { name, cells }: Pick<Suite, "name" | "cells">,
  { rows, scope, measured, failures }: Measured,
): Failure[] {
  const known = new Set(measured.map(({ row, workload, metric, unit }) => key(row, workload, metric, unit)));
  return rows.flatMap((row) => {
    if (failures.some((failure) => failure.row === row || failure.row === "all")) return [];
    return cells(row, scope)
      .filter(({ workload, metric, unit }) => !known.has(key(row, workload, metric, unit)))
      .map(({ workload, metric, unit }) => {
        return { suite: name, row, workload, message: `${metric}, ${unit}: not measured` };
      });
  });
}

interface Measured {
  readonly rows: readonly string[];
  readonly scope: Scope;
  readonly measured: readonly Cell[];
  readonly failures: readonly Failure[];
}

function key(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
