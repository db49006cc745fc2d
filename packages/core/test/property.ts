import fc from "fast-check";

/** Asserts a property: in CI always on the same values, so that a run means the same twice; elsewhere on new ones. */
export function holds<T>(property: fc.IProperty<T>, runs = 100): void {
  fc.assert(property, { numRuns: runs, ...(process.env.CI && { seed: 20_260_101 }) });
}
