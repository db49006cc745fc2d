import type { SchemaShape, Shape } from "../shape/shape.js";
import { schemaError } from "./schema-error.js";

/** Refuses a `conflateBy` that is no key of every event; whether it is one shows only when the types have been read. */
export function checkConflation({ topics, definitions }: SchemaShape): void {
  for (const { path, event, conflateBy } of topics) {
    if (conflateBy !== undefined && !hasKey(event, conflateBy, definitions)) {
      throw schemaError(`topics.${path}.conflateBy`, `"${conflateBy}" is no key of the event`);
    }
  }
}

/** Whether each value of a shape is an object for which this key is declared. */
function hasKey(
  shape: Shape,
  key: string,
  definitions: SchemaShape["definitions"],
  entered: ReadonlySet<string> = new Set(),
): boolean {
  switch (shape.kind) {
    case "object":
      return shape.fields.some(({ name }) => name === key);
    case "union":
      return shape.options.every((option) => hasKey(option, key, definitions, entered));
    case "ref":
      // A type that is an option of itself is decided by its other options.
      if (entered.has(shape.to)) return true;
      return hasKey(definitions[shape.to] as Shape, key, definitions, new Set([...entered, shape.to]));
    default:
      return false;
  }
}
