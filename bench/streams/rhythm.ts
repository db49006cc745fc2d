/**
 * Calls in a steady rhythm, whether or not the earlier ones are answered, until told to stop.
 * @returns milliseconds per call, from the moment when it was due: who comes late to send it has delayed it.
 */
export async function keepRhythm(call: (i: number) => Promise<unknown>, isOver: () => boolean): Promise<number[]> {
  const startMs = performance.now();
  const calls: Promise<number>[] = [];
  while (!isOver()) {
    const dueMs = startMs + calls.length * intervalMs;
    while (performance.now() < dueMs) await moment(dueMs - performance.now());
    calls.push(timed(call(calls.length), dueMs));
  }
  return Promise.all(calls);
}

const intervalMs = 2;

/** A timer is late by up to a millisecond, so the last one is spent turning. */
function moment(leftMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (leftMs > 1) setTimeout(resolve, 1);
    else setImmediate(resolve);
  });
}

async function timed(call: Promise<unknown>, dueMs: number): Promise<number> {
  await call;
  return performance.now() - dueMs;
}
