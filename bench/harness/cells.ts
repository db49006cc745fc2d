import type { Cell } from "./cell.js";

/** Where a cell stands: its suite, row, workload and metric. */
export type Place = readonly [suite: string, row: string, workload: string, metric: string];

/** The least of several values is what other work on the machine disturbs least. */
export type Statistic = "median" | "min";

/** Finds cells by their place. */
export class Cells {
  readonly #cells: ReadonlyMap<string, Cell>;

  constructor(cells: readonly Cell[]) {
    this.#cells = new Map(cells.map((cell) => [keyOf([cell.suite, cell.row, cell.workload, cell.metric]), cell]));
  }

  /** @returns undefined where it was not measured. */
  value(place: Place, statistic: Statistic): number | undefined {
    return this.#cells.get(keyOf(place))?.[statistic];
  }
}

function keyOf(place: Place): string {
  return JSON.stringify(place);
}
