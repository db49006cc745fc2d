import { mapRefs } from "./map-refs.js";
import type { Shape } from "./shape.js";

/** Whether a shape contains a type that contains itself, so that its values may nest to any depth. */
export function isRecursive(shape: Shape, definitions: Readonly<Record<string, Shape>>): boolean {
  const finite = new Set<string>();
  const visit = (part: Shape, above: readonly string[]): boolean => {
    for (const to of refsOf(part)) {
      if (above.includes(to)) return true;
      if (!finite.has(to) && visit(definitions[to] as Shape, [...above, to])) return true;
      finite.add(to);
    }
    return false;
  };
  return visit(shape, []);
}

function refsOf(shape: Shape): ReadonlySet<string> {
  const refs = new Set<string>();
  mapRefs(shape, (to) => {
    refs.add(to);
    return to;
  });
  return refs;
}
