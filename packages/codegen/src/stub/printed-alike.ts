import type { SchemaShape, Shape } from "@hawser/core";
import { reachableFrom } from "./parts.js";
import { differs } from "./side.js";

/** Whether what is given and what is got, such as the two sides of an event, are printed as the same type. */
export function isPrintedAlike(given: Shape, got: Shape, definitions: SchemaShape["definitions"]): boolean {
  if (JSON.stringify(given) !== JSON.stringify(got)) return false;
  for (const shape of reachableFrom([given], definitions)) if (differs(shape, "input", "output")) return false;
  return true;
}
