import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Output, type Result, x } from "tinyexec";
import { withTimeout } from "../harness/with-timeout.js";

/** What `tsc --extendedDiagnostics` says of a program. */
export interface Diagnostics {
  readonly totalMs: number;
  readonly checkMs: number;
  readonly memoryBytes: number;
  readonly instantiations: number;
}

/** The same, with what all threads of the process took of the processors. */
export interface Checked extends Diagnostics {
  readonly cpuSeconds: number;
}

/**
 * Checks a project by its `tsconfig.json`, in a process of its own.
 * @throws Error with the beginning of what it complains of.
 */
export async function checkTypes(directory: string): Promise<Checked> {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const args = ["--max-old-space-size=8192", tsc, "-p", join(directory, "tsconfig.json"), "--extendedDiagnostics"];
  const secondsBefore = endedChildrenCpuSeconds();
  const { exitCode, stdout, stderr } = await ended(x(process.execPath, args));
  const cpuSeconds = endedChildrenCpuSeconds() - secondsBefore;
  if (exitCode !== 0) throw new Error(`tsc: ${(stdout + stderr).slice(0, 600)}`);
  return { ...readDiagnostics(stdout), cpuSeconds };
}

/** What hangs is killed, and fails its row. */
async function ended(tsc: Result): Promise<Output> {
  try {
    return await withTimeout(Promise.resolve(tsc), { ms: timeoutMs, what: "tsc" });
  } finally {
    tsc.kill();
  }
}

/** Longer than it takes on a slow machine. */
const timeoutMs = 180_000;

/** proc(5): the two after `stime` are of the children that have ended, in ticks of 10 ms. */
function endedChildrenCpuSeconds(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** @throws Error where a figure is not there. */
export function readDiagnostics(text: string): Diagnostics {
  return {
    totalMs: figure(text, "Total time", "s") * 1_000,
    checkMs: figure(text, "Check time", "s") * 1_000,
    memoryBytes: figure(text, "Memory used", "K") * 1_024,
    instantiations: figure(text, "Instantiations", ""),
  };
}

function figure(text: string, name: string, unit: string): number {
  const [, digits] = new RegExp(`^${name}:\\s+([\\d.]+)${unit}$`, "m").exec(text) ?? [];
  if (digits === undefined) throw new Error(`tsc did not say "${name}"`);
  return Number(digits);
}
