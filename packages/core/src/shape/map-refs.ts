import type { Shape } from "./shape.js";

/** A copy of a shape with every reference renamed. */
export function mapRefs(shape: Shape, rename: (to: string) => string): Shape {
  const map = (part: Shape): Shape => mapRefs(part, rename);
  switch (shape.kind) {
    case "ref":
      return { ...shape, to: rename(shape.to) };
    case "template":
      return { ...shape, parts: shape.parts.map((part) => (typeof part === "string" ? part : map(part))) };
    case "nullable":
    case "optional":
      return { ...shape, of: map(shape.of) };
    case "array":
    case "set":
      return { ...shape, item: map(shape.item) };
    case "tuple":
      return { ...shape, items: shape.items.map(map), ...(shape.rest && { rest: map(shape.rest) }) };
    case "object":
      return {
        ...shape,
        fields: shape.fields.map((field) => ({ ...field, shape: map(field.shape) })),
        ...(shape.rest && { rest: map(shape.rest) }),
      };
    case "record":
    case "map":
      return { ...shape, key: map(shape.key), value: map(shape.value) };
    case "union":
      return { ...shape, options: shape.options.map(map) };
    default:
      return shape;
  }
}
