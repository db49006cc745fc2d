import type { SchemaShape, Shape } from "@hawser/core";
import type { ObjectShape } from "./parts.js";

/** The object that a shape is, be it by its name; only params that are one have names to leave open. */
export function objectBehind(shape: Shape, definitions: SchemaShape["definitions"]): ObjectShape | undefined {
  if (shape.kind === "ref") return objectBehind(definitions[shape.to] as Shape, definitions);
  return shape.kind === "object" ? shape : undefined;
}
