import { setImmediate } from "node:timers/promises";

/** Whether a promise settles without anything further happening. What it rejects with is thrown. */
export async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  return (await Promise.race([promise, setImmediate(pending)])) !== pending;
}
