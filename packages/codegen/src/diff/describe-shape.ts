import type { LiteralValue, Shape } from "@hawser/core";
import { printLiteral, printTemplate } from "../stub/print-literal.js";

/** A shape in short, as TypeScript would write it: `{ room: string; tags?: string[] }`. */
export function describeShape(shape: Shape): string {
  const text = describe(shape, 0);
  return text.length > maxLength ? `${text.slice(0, maxLength - 3)}...` : text;
}

/** The values of a literal, shortened. */
export function describeValues(values: readonly LiteralValue[]): string {
  return describeShape({ kind: "literal", values });
}

/** Characters, for one line of a terminal. */
const maxLength = 80;
/** Objects inside of objects, from which on only their braces are shown. */
const maxDepth = 2;

function describe(shape: Shape, depth: number): string {
  const inner = (part: Shape): string => describe(part, depth + 1);
  switch (shape.kind) {
    case "literal":
      return shape.values.map(printLiteral).join(" | ");
    case "template":
      return printTemplate(shape.parts, (part) => [inner(part)]);
    case "nullable":
      return `${describe(shape.of, depth)} | null`;
    case "optional":
      return `${describe(shape.of, depth)} | undefined`;
    case "array":
      return `${inBrackets(inner(shape.item))}[]`;
    case "tuple":
      return `[${[...shape.items.map(inner), ...(shape.rest ? [`...${inBrackets(inner(shape.rest))}[]`] : [])].join(", ")}]`;
    case "object": {
      const fields = [
        ...shape.fields.map(({ name, shape, optional }) => `${name}${optional ? "?" : ""}: ${inner(shape)}`),
        ...(shape.rest ? [`[key: string]: ${inner(shape.rest)}`] : []),
      ];
      if (fields.length === 0) return "{}";
      return depth >= maxDepth ? "{ ... }" : `{ ${fields.join("; ")} }`;
    }
    case "record":
      return `Record<${inner(shape.key)}, ${inner(shape.value)}>`;
    case "map":
      return `Map<${inner(shape.key)}, ${inner(shape.value)}>`;
    case "set":
      return `Set<${inner(shape.item)}>`;
    case "union":
      return shape.options.map(inner).join(" | ");
    case "ref":
      return shape.to;
    default:
      return shape.kind;
  }
}

function inBrackets(type: string): string {
  return type.includes(" | ") ? `(${type})` : type;
}
