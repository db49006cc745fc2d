import type { Cell } from "./cell.js";
import type { Machine } from "./machine.js";
import type { Failure } from "./recorder.js";

/** What a run has measured, as JSON. */
export interface Report {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly quick: boolean;
  readonly machine: Machine;
  /** The share of the machine that other processes took meanwhile, 0 to 1. */
  readonly othersShare: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly cells: readonly Cell[];
  readonly failures: readonly Failure[];
}
