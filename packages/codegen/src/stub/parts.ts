import type { Shape } from "@hawser/core";

export type ObjectShape = Shape & { kind: "object" };

/** The shapes directly inside a shape, in their order. A reference has none: what it points to is a definition. */
export function partsOf(shape: Shape): readonly Shape[] {
  switch (shape.kind) {
    case "template":
      return shape.parts.filter((part) => typeof part !== "string");
    case "nullable":
    case "optional":
      return [shape.of];
    case "array":
    case "set":
      return [shape.item];
    case "tuple":
      return shape.rest ? [...shape.items, shape.rest] : shape.items;
    case "object": {
      const fields = shape.fields.map((field) => field.shape);
      return shape.rest ? [...fields, shape.rest] : fields;
    }
    case "record":
    case "map":
      return [shape.key, shape.value];
    case "union":
      return shape.options;
    default:
      return [];
  }
}

/** A shape and all that it is made of, each once, through references too. */
export function* reachableFrom(roots: Iterable<Shape>, definitions: Readonly<Record<string, Shape>>): Generator<Shape> {
  const seen = new Set<string>();
  const waiting = [...roots];
  for (let shape = waiting.pop(); shape; shape = waiting.pop()) {
    yield shape;
    waiting.push(...partsOf(shape));
    if (shape.kind === "ref" && !seen.has(shape.to)) {
      seen.add(shape.to);
      waiting.push(definitions[shape.to] as Shape);
    }
  }
}

/** The names of the definitions that shapes refer to, directly or through other definitions; sorted. */
export function definitionsIn(roots: Iterable<Shape>, definitions: Readonly<Record<string, Shape>>): string[] {
  const found = new Set<string>();
  for (const shape of reachableFrom(roots, definitions)) if (shape.kind === "ref") found.add(shape.to);
  return [...found].sort();
}

/** Whether there are bytes anywhere in a value of this shape. */
export function hasBytes(shape: Shape, definitions: Readonly<Record<string, Shape>>): boolean {
  for (const { kind } of reachableFrom([shape], definitions)) if (kind === "bytes") return true;
  return false;
}

/** Whether a value of this shape may as well be left out. */
export function acceptsUndefined({ kind }: Shape): boolean {
  return kind === "optional" || kind === "undefined" || kind === "unknown" || kind === "any";
}
