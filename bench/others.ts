import { readFile } from "node:fs/promises";
import { cpus } from "node:os";

/**
 * Watches how much of the machine other processes take while something is measured: much of it, and the measurement says
 * little.
 * @returns tells it in a sentence, once the processes that were started for the measurement have ended.
 */
export async function watchOthers(): Promise<() => Promise<string>> {
  const share = await watchOthersShare();
  return async () => `Other processes took ${Math.round((await share()) * 100)}% of the machine meanwhile.`;
}

/** The same as a number from 0 to 1. */
export async function watchOthersShare(): Promise<() => Promise<number>> {
  const before = await spent();
  return async () => {
    const after = await spent();
    const othersMs = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
    const allMs = after.allMs - before.allMs;
    return allMs === 0 ? 0 : Math.max(0, othersMs / allMs);
  };
}

/** Milliseconds of all cores so far. */
async function spent(): Promise<{ allMs: number; busyMs: number; ownMs: number }> {
  const times = cpus().flatMap(({ times }) => Object.entries(times));
  const sum = (all: readonly (readonly [string, number])[]): number => all.reduce((sum, [, ms]) => sum + ms, 0);
  const stat = await readFile("/proc/self/stat", "utf8");
  // proc(5): the four from utime are this process and its children that have ended, in ticks of 10 ms.
  const ticks = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
  return {
    allMs: sum(times),
    busyMs: sum(times.filter(([kind]) => kind !== "idle")),
    ownMs: ticks.reduce((sum, each) => sum + each, 0) * 10,
  };
}
