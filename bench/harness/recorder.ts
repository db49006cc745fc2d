import { type Cell, cellOf } from "./cell.js";
import type { CellName, Run, Scope } from "./suite.js";
import { shownSeconds } from "./time-left.js";

/** Collects what a suite measures. */
export class Recorder implements Run {
  readonly failures: Failure[] = [];
  readonly #values = new Map<string, { readonly name: CellName; readonly values: number[] }>();

  constructor(
    private readonly suite: string,
    readonly rows: readonly string[],
    readonly options: Scope & Shown,
  ) {}

  get quick(): boolean {
    return this.options.quick;
  }

  get large(): boolean {
    return this.options.large;
  }

  /** In the order of the rows, and those of a row as they were first recorded. */
  get cells(): Cell[] {
    return [...this.#values.values()]
      .map(({ name, values }) => cellOf(this.suite, name, values))
      .sort((a, b) => this.rows.indexOf(a.row) - this.rows.indexOf(b.row));
  }

  /** @throws RangeError for what is no finite number. */
  record({ row, workload, metric, unit }: CellName, ...values: number[]): void {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new RangeError(`${this.suite}: ${row}, ${workload}, ${metric} is ${bad}`);
    const key = JSON.stringify([row, workload, metric, unit]);
    const cell = this.#values.get(key) ?? { name: { row, workload, metric, unit }, values: [] };
    cell.values.push(...values);
    if (cell.values.length > 0) this.#values.set(key, cell);
  }

  failed(row: string, workload: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.failures.push({ suite: this.suite, row, workload, message });
    this.options.show(`${this.suite}: ${row}, ${workload} FAILED: ${message}\n`);
  }

  progress(done: number, total: number, what: string): void {
    const left = shownSeconds(this.options.secondsLeft(done, total));
    this.options.show(`${this.suite} ${done}/${total} ${what} (about ${left} left in all)`);
  }
}

/** Where progress goes, and what is foretold there. */
interface Shown {
  readonly show: (line: string) => void;
  readonly secondsLeft: (done: number, total: number) => number;
}

/** A row that could not be measured. */
export interface Failure {
  readonly suite: string;
  readonly row: string;
  readonly workload: string;
  readonly message: string;
}
