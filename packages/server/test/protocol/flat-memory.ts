import { expect } from "vitest";
import { collectGarbage } from "./collect-garbage.js";

const megabyte = 1_048_576;

/**
 * Does something again and again, and proves that none of it stays in memory: neither in V8's, nor, more coarsely because
 * an allocator gives back late, in the process's.
 */
export async function expectFlatMemory(act: () => Promise<void>, roundCount: number): Promise<void> {
  // Code is compiled, buffers and caches grow to their size.
  for (let round = 0; round < 2; round++) await act();
  const before = await memory();
  for (let round = 0; round < roundCount; round++) await act();
  const after = await memory();
  expect(after.heapBytes - before.heapBytes).toBeLessThan(megabyte);
  expect(after.residentBytes - before.residentBytes).toBeLessThan(96 * megabyte);
}

/** What is in use once all garbage is gone. */
export async function memory(): Promise<{ heapBytes: number; residentBytes: number }> {
  for (let round = 0; round < 3; round++) {
    // Finalizers run in the turns after a collection, and free more.
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, residentBytes: rss };
}
