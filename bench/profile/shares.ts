import { type CpuProfile, type Span, secondsByStage } from "./cpu-profile.js";
import { type Stage, stages } from "./stages.js";
import type { ThreadTimes } from "./thread-times.js";

/** A stretch of work, by the clock and by the kernel's account of the main thread. */
export interface Stretch extends Span {
  readonly before: ThreadTimes;
  readonly after: ThreadTimes;
}

/**
 * The share of each stage in what the main thread spent, 0 to 1 and together 1. The kernel's is by its own account, JavaScript and garbage
 * by the profile, and what is left of the thread's time is the sockets'.
 * @throws Error where nothing was spent.
 */
export function sharesOf(profile: CpuProfile, { before, after, ...span }: Stretch): Map<Stage, number> {
  const seconds = secondsByStage(profile, span);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  const kernelTicks = after.kernelTicks - before.kernelTicks;
  const ticks = kernelTicks + after.userTicks - before.userTicks;
  if (ticks === 0) throw new Error("the process has spent nothing");
  seconds.set("kernel: reading, writing, waiting", (cpuSeconds * kernelTicks) / ticks);
  seconds.delete("sockets and other native code");
  const known = sum(seconds.values());
  seconds.set("sockets and other native code", Math.max(0, cpuSeconds - known));
  const total = Math.max(cpuSeconds, known);
  return new Map(stages.map((stage) => [stage, (seconds.get(stage) ?? 0) / total]));
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((sum, value) => sum + value, 0);
}
