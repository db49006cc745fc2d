import type { LiteralValue, Shape } from "@hawser/core";

/** What is due in the JSON form of a type, in words. */
export function expectation(shape: Shape, definitions: Readonly<Record<string, Shape>>): string {
  switch (shape.kind) {
    case "literal":
      return listed(
        shape.values.map((value) => JSON.stringify(typeof value === "object" && value ? value.bigint : value)),
      );
    case "template":
      return "text of a certain form";
    case "nullable":
      return `${expectation(shape.of, definitions)} or null`;
    case "optional":
      return expectation(shape.of, definitions);
    case "tuple":
      return `an array of ${shape.items.length}${shape.rest ? " or more" : ""} items`;
    case "union":
      return listed([...new Set(shape.options.map((option) => expectation(option, definitions)))]);
    case "ref":
      // A definition may lead back to itself, but not without an object, an array or a union of these between.
      return named.has((definitions[shape.to] as Shape).kind)
        ? (names[(definitions[shape.to] as Shape).kind] ?? shape.to)
        : shape.to;
    default:
      return names[shape.kind] ?? shape.kind;
  }
}

/** A literal as the value that it stands for. */
export function literalValue(value: LiteralValue): string | number | boolean | null | bigint {
  return typeof value === "object" && value !== null ? BigInt(value.bigint) : value;
}

const names: { readonly [Kind in Shape["kind"]]?: string } = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  null: "null",
  undefined: "nothing",
  bigint: "a bigint as text of digits",
  date: 'a date as text, like "2026-01-31T12:00:00Z"',
  bytes: "bytes as text in base64",
  array: "an array",
  set: "an array",
  map: "an array of pairs [key, value]",
  object: "an object",
  record: "an object",
  json: "JSON",
  any: "anything",
  unknown: "anything",
};

const named: ReadonlySet<Shape["kind"]> = new Set(Object.keys(names) as Shape["kind"][]);

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
}
