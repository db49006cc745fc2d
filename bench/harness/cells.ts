import type { Cell } from "./cell.js";

/** Where a cell stands: its suite, row, workload and metric. */
export type Place = readonly [suite: string, row: string, workload: string, metric: string];

/** Finds cells by their place. */
export class Cells {
  readonly #medians: ReadonlyMap<string, number>;

  constructor(cells: readonly Cell[]) {
    this.#medians = new Map(
      cells.map(({ suite, row, workload, metric, median }) => [keyOf([suite, row, workload, metric]), median]),
    );
  }

  /** @returns its median, or undefined where it was not measured. */
  median(place: Place): number | undefined {
    return this.#medians.get(keyOf(place));
  }

  /** @returns the one divided by the other, or undefined where one of them was not measured. */
  ratio(of: Place, to: Place): number | undefined {
    const [above, below] = [this.median(of), this.median(to)];
    return above === undefined || below === undefined ? undefined : above / below;
  }
}

function keyOf(place: Place): string {
  return JSON.stringify(place);
}
