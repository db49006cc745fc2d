import fc from "fast-check";

/** Asserts a property: in CI always on the same values, so that a run means the same twice; elsewhere on new ones. */
export function holds<T>(property: fc.IProperty<T>, runs = 100): void {
  fc.assert(property, parameters(runs));
}

/** As {@link holds}, of what takes time. */
export async function holdsInTime<T>(property: fc.IAsyncProperty<T>, runs = 100): Promise<void> {
  await fc.assert(property, parameters(runs));
}

function parameters(runs: number): { numRuns: number; seed?: number } {
  return { numRuns: runs, ...(process.env.CI && { seed: 20_260_101 }) };
}
