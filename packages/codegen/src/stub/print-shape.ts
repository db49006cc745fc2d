import type { Shape } from "@hawser/core";
import { propertyName } from "./names.js";

/** What documents a type; a stub says it as TypeScript, and the wire does not know it. */
const annotations = new Set(["name", "description", "deprecated", "readonly"]);

/** A shape as an object literal, without what documents it: for a connection in maps. */
export function printShape(shape: Shape): string {
  return printValue(shape);
}

function printValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  // A field has a name too, but that one is data: only what has a `kind` is a shape.
  const isShape = "kind" in value;
  const entries = Object.entries(value).filter(([key]) => !(isShape && annotations.has(key)));
  return `{ ${entries.map(([key, item]) => `${propertyName(key)}: ${printValue(item)}`).join(", ")} }`;
}
