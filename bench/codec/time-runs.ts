/**
 * How long a run of something takes on average, in nanoseconds: it is run for about `forMs`, and the clock is read so
 * seldom that reading it costs nothing.
 */
export function timeRuns(
  run: (index: number) => unknown,
  { forMs, nowMs }: { forMs: number; nowMs(): number },
): number {
  let runs = 0;
  let batch = 1;
  const startMs = nowMs();
  for (;;) {
    const end = runs + batch;
    for (; runs < end; runs++) sink = run(runs);
    const spentMs = nowMs() - startMs;
    if (spentMs >= forMs) return (spentMs * 1e6) / runs;
    if (spentMs < forMs / 100) batch *= 2;
  }
}

/** What the last run gave: an engine may leave out work whose result nobody can see. */
export let sink: unknown;
