/** One group of measurements. */
export interface Suite {
  /** What `--only` takes. */
  readonly name: string;
  /** The heading of its section in the README. */
  readonly title: string;
  /** What `--rows` takes. */
  readonly rows: readonly string[];
  /** Those of them that `--quick` measures where `--rows` is absent: ours, the floor, what is written by hand, and a peer or two. */
  readonly quickRows: readonly string[];
  /** What differs between the rows and how it was measured: paragraphs of Markdown for the README. */
  readonly notes: string;
  /** About what it takes on two cores with all of its rows, and with its quick rows in a quick run. */
  readonly seconds: { readonly whole: number; readonly quick: number };
  /** What it measures of a row, unless that fails. */
  cells(row: string, scope: Scope): readonly Promised[];
  run(run: Run): Promise<void>;
}

/** How much is measured. */
export interface Scope {
  /** Whether a suite has to end within a quarter of a minute or so. */
  readonly quick: boolean;
  /** Whether it may take what a larger machine has. */
  readonly large: boolean;
}

/** A cell of a row. */
export type Promised = Omit<CellName, "row">;

/** What a suite is given. */
export interface Run extends Scope {
  /** Those of the suite that are asked for. */
  readonly rows: readonly string[];
  /** Adds values of one metric; several calls for one cell add up to its runs. */
  record(cell: CellName, ...values: number[]): void;
  /** The row failed here: it is shown as failed, and the rest goes on. */
  failed(row: string, workload: string, error: unknown): void;
  /** Says what runs now, and how many of how many steps are done. */
  progress(done: number, total: number, what: string): void;
}

/** What a value was measured of. */
export interface CellName {
  readonly row: string;
  readonly workload: string;
  readonly metric: string;
  /** "s", "ms", "ns", "bytes", "calls/s": what one stands for. */
  readonly unit: string;
}
