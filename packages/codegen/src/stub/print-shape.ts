import type { Shape } from "@hawser/core";

/** What documents a type; a stub says it as TypeScript, and the wire does not know it. */
const annotations = new Set(["name", "description", "deprecated", "readonly", "brand"]);

/**
 * A shape as a string of JSON, without what documents it. Only a connection in maps reads it, so nobody else pays for
 * more than its characters: no compiler checks it, no browser makes objects of it.
 */
export function printShape(shape: Shape): string {
  const json = JSON.stringify(shape, (_, value) => (isShape(value) ? withoutAnnotations(value) : value));
  // Linters would take a "${" for that of a template.
  return `'${json.replace(/\$(?=\{)/g, "\\u0024").replace(/['\\]/g, "\\$&")}'`;
}

/** A field has a name too, but that one is data: only what has a `kind` is a shape. */
function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && "kind" in value;
}

function withoutAnnotations(shape: Shape): object {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => !annotations.has(key)));
}
