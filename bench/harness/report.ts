import { watchOthersShare } from "../others.js";
import type { Cell } from "./cell.js";
import { type Machine, thisMachine, versions } from "./machine.js";
import type { Failure, Recorder } from "./recorder.js";

/** Runs something, and says what it measured and under which circumstances. */
export async function reportOf(
  { quick }: { readonly quick: boolean },
  measure: () => Promise<readonly Pick<Recorder, "cells" | "failures">[]>,
): Promise<Report> {
  const startedMs = Date.now();
  const othersShare = await watchOthersShare();
  const recorders = await measure();
  return {
    startedAt: new Date(startedMs).toISOString(),
    seconds: (Date.now() - startedMs) / 1_000,
    quick,
    machine: thisMachine(),
    othersShare: await othersShare(),
    versions: versions(),
    cells: recorders.flatMap(({ cells }) => cells),
    failures: recorders.flatMap(({ failures }) => failures),
  };
}

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
