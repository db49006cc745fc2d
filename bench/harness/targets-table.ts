import { judge, limitOf } from "./bound.js";
import { Cells } from "./cells.js";
import { figure, markdownTable } from "./markdown.js";
import type { Report } from "./report.js";
import { targets } from "./targets.js";

/** A line for each target: what is measured of it so far, and whether that is enough. */
export function targetsTable(reports: readonly Pick<Report, "cells">[]): string {
  const cells = new Cells(reports.flatMap(({ cells }) => cells));
  const lines = targets.map((target) => {
    const { value, isMet } = judge(target, cells);
    return [
      target.what,
      limitOf(target),
      value === undefined ? "not measured yet" : figure(value),
      isMet === undefined ? "" : isMet ? "yes" : "**no**",
    ];
  });
  return markdownTable([["target", "", "measured", "met"], ...lines]);
}
