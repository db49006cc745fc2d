import { median } from "../median.js";
import type { CellName } from "./suite.js";

/** One measured cell, as it stands in the JSON. */
export interface Cell extends CellName {
  readonly suite: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many values these are of. */
  readonly runs: number;
}

export function cellOf(suite: string, name: CellName, values: readonly number[]): Cell {
  return {
    suite,
    ...name,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    runs: values.length,
  };
}
