import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What a process holds. */
export interface Memory {
  /** In physical memory. */
  readonly rssBytes: number;
  /** Of it, objects of JavaScript; V8 keeps more room than they need. */
  readonly heapBytes: number;
}

/** What this process holds once collecting garbage no longer makes it less. */
export async function settledMemory(): Promise<Memory> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let least = Number.POSITIVE_INFINITY;
  for (let inVain = 0; inVain < 3; ) {
    collect();
    await setTimeout(pauseMs);
    const rss = process.memoryUsage.rss();
    if (rss > least * (1 - significant)) inVain += 1;
    else inVain = 0;
    least = Math.min(least, rss);
  }
  return { rssBytes: least, heapBytes: process.memoryUsage().heapUsed };
}

/** V8 gives pages back in the background. */
const pauseMs = 50;

/** A part below which less is noise. */
const significant = 0.003;
