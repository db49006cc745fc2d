import { readFileSync } from "node:fs";

/** What the main thread of a process has spent so far. */
export interface ThreadTimes {
  readonly cpuSeconds: number;
  /** In the kernel and outside of it, in ticks of 10 ms: their ratio counts. */
  readonly kernelTicks: number;
  readonly userTicks: number;
}

/** proc(5): `schedstat` is exact, and `stat` tells the kernel's part. */
export function mainThreadTimes(pid: number): ThreadTimes {
  const thread = `/proc/${pid}/task/${pid}`;
  const stat = readFileSync(`${thread}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    cpuSeconds: Number(readFileSync(`${thread}/schedstat`, "utf8").split(" ")[0]) / 1e9,
    userTicks: Number(fields[11]),
    kernelTicks: Number(fields[12]),
  };
}
