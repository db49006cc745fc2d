import assert from "node:assert/strict";

/**
 * Asserts that a result is what zod made of the same input: equal, with the same prototypes and order of keys, frozen
 * where zod froze, and sharing with the input exactly what zod shares.
 */
export function assertSame(input: unknown, result: unknown, zods: unknown): void {
  assert.deepStrictEqual(result, zods);
  const given = new Set<unknown>();
  walk([input], ([part]) => {
    if (given.has(part)) return false;
    given.add(part);
    return true;
  });
  walk([result, zods], ([a, b]) => {
    if (typeof a !== "object" || a === null) return false;
    assert.deepStrictEqual(Reflect.ownKeys(a), Reflect.ownKeys(b as object));
    assert.equal(Object.isFrozen(a), Object.isFrozen(b));
    assert.equal(given.has(a), given.has(b));
    // What both hand on as it is looks the same, and may contain itself.
    return a !== b;
  });
}

/** Visits the parts of values that are alike, side by side, as deep as the visitor wants. */
function walk(values: readonly unknown[], visit: (values: readonly unknown[]) => boolean): void {
  if (!visit(values)) return;
  const parts = values.map(partsOf);
  for (let i = 0; i < (parts[0]?.length ?? 0); i++) {
    walk(
      parts.map((list) => list[i]),
      visit,
    );
  }
}

function partsOf(value: unknown): readonly unknown[] {
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return [...value].flat(1);
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) ? Object.values(value) : [];
}
