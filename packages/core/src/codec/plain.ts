import type { Shape } from "../shape/shape.js";

type Definitions = Readonly<Record<string, Shape>>;

/** Whether a value of this shape is its own wire value, so that a codec has nothing to print for it. */
export function isPlain(shape: Shape, direction: "encode" | "decode", definitions: Definitions): boolean {
  return plain(shape, direction, definitions, new Set());
}

function plain(
  shape: Shape,
  direction: "encode" | "decode",
  definitions: Definitions,
  seen: ReadonlySet<string>,
): boolean {
  switch (shape.kind) {
    case "string":
    case "template":
    case "boolean":
    case "null":
    case "undefined":
      return true;
    case "number":
    case "int":
    case "bytes":
      // Going out, -0 and an ArrayBuffer need care; coming in, they are what they are.
      return direction === "decode";
    case "nullable":
    case "optional":
      return plain(shape.of, direction, definitions, seen);
    case "array":
      return plain(shape.item, direction, definitions, seen);
    case "tuple":
      return [...shape.items, ...(shape.rest ? [shape.rest] : [])].every((item) =>
        plain(item, direction, definitions, seen),
      );
    case "union":
      return (
        plainUnion(shape, definitions) && shape.options.every((option) => plain(option, direction, definitions, seen))
      );
    case "ref":
      if (seen.has(shape.to)) return false;
      return plain(definitions[shape.to] as Shape, direction, definitions, new Set([...seen, shape.to]));
    default:
      return false;
  }
}

/** Whether msgpack itself tells the options apart, so that the union travels without a tag. */
export function plainUnion(shape: Shape & { kind: "union" }, definitions: Definitions): boolean {
  const types = shape.options.map((option) => msgpackType(resolve(option, definitions)));
  return types.every((type, i) => type !== undefined && types.indexOf(type) === i);
}

function msgpackType(shape: Shape): "string" | "number" | "boolean" | undefined {
  switch (shape.kind) {
    case "string":
    case "template":
      return "string";
    case "number":
    case "int":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return undefined;
  }
}

/** Whether nil is the wire form of some value of this shape. */
export function isNilable(shape: Shape, definitions: Definitions): boolean {
  const resolved = resolve(shape, definitions);
  switch (resolved.kind) {
    case "any":
    case "unknown":
    case "json":
    case "null":
    case "nullable":
      return true;
    case "optional":
      return isNilable(resolved.of, definitions);
    default:
      return false;
  }
}

/** Whether a tuple may end before an item of this shape. */
export function isOmissible(shape: Shape, definitions: Definitions): boolean {
  const { kind } = resolve(shape, definitions);
  return kind === "optional" || kind === "undefined";
}

/** The shape behind references. */
export function resolve(shape: Shape, definitions: Definitions): Shape {
  let resolved = shape;
  while (resolved.kind === "ref") resolved = definitions[resolved.to] as Shape;
  return resolved;
}

/** The source of a member access. */
export function access(object: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;
}
