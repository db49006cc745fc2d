import type { Shape } from "@hawser/core";
import { printJsonLiteral } from "./json-literal.js";

/** A template literal as a regular expression of ECMA-262 with the flag `u`, not anchored. */
export function templatePattern(
  { parts }: Shape & { kind: "template" },
  definitions: Readonly<Record<string, Shape>>,
): string {
  return parts.map((part) => (typeof part === "string" ? escapePattern(part) : pattern(part, definitions))).join("");
}

function pattern(part: Shape, definitions: Readonly<Record<string, Shape>>): string {
  switch (part.kind) {
    case "number":
      return "-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";
    case "int":
    case "bigint":
      return "-?[0-9]+";
    case "boolean":
      return "(?:true|false)";
    case "null":
      return "null";
    case "undefined":
      return "(?:undefined)?";
    case "literal":
      return `(?:${part.values.map((value) => escapePattern(String(printJsonLiteral(value)))).join("|")})`;
    case "nullable":
      return `(?:${pattern(part.of, definitions)}|null)`;
    case "optional":
      return `(?:${pattern(part.of, definitions)})?`;
    case "union":
      return `(?:${part.options.map((option) => pattern(option, definitions)).join("|")})`;
    case "template":
      return templatePattern(part, definitions);
    case "ref":
      return pattern(definitions[part.to] as Shape, definitions);
    default:
      return "[\\s\\S]*";
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
