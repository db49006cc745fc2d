import type { SchemaShape, Shape } from "@hawser/core";
import { reachableFrom } from "../stub/parts.js";

type Definitions = SchemaShape["definitions"];

/** Whether `None` is a value of the Python type of a shape, so that what is absent has to be `UNDEFINED`. */
export function takesNone(shape: Shape, definitions: Definitions, above: readonly string[] = []): boolean {
  switch (shape.kind) {
    case "null":
    case "undefined":
    case "nullable":
    case "optional":
    case "any":
    case "unknown":
    case "json":
      return true;
    case "union":
      return shape.options.some((option) => takesNone(option, definitions, above));
    case "ref":
      return !above.includes(shape.to) && takesNone(definitions[shape.to] as Shape, definitions, [...above, shape.to]);
    default:
      return false;
  }
}

/** Whether Python can tell values of a shape apart in a set, or as the keys of a dict. */
export function isHashable(shape: Shape, definitions: Definitions): boolean {
  const kinds = new Set<string>();
  for (const part of reachableFrom([shape], definitions)) {
    if (part.kind === "literal") for (const value of part.values) kinds.add(kindOf(value));
    else kinds.add(part.kind === "int" ? "number" : part.kind);
  }
  // Python takes 1, True and 1.0 for the same; JavaScript tells a bigint apart, too.
  const alike = ["boolean", "number", "bigint"].filter((kind) => kinds.has(kind));
  return alike.length < 2 && ![...kinds].some((kind) => unhashable.has(kind));
}

function kindOf(value: unknown): string {
  return typeof value === "object" && value !== null ? "bigint" : typeof value;
}

const unhashable = new Set(["any", "array", "json", "map", "object", "record", "set", "unknown"]);

/** Whether the options of a union need no index on the wire: strings, numbers and booleans, at most one of each. */
export function isBareUnion(options: readonly Shape[]): boolean {
  const kinds = options.map(({ kind }) => (kind === "int" ? "number" : kind));
  return new Set(kinds).size === kinds.length && kinds.every((kind) => ["string", "number", "boolean"].includes(kind));
}
