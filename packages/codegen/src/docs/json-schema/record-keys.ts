import type { Shape } from "@hawser/core";
import { printJsonLiteral } from "./json-literal.js";
import { templatePattern } from "./template-pattern.js";

/** The keys of a record of which all are counted up, as text; undefined where others may come. */
export function countedKeysOf(key: Shape, definitions: Readonly<Record<string, Shape>>): string[] | undefined {
  if (key.kind === "ref") return countedKeysOf(definitions[key.to] as Shape, definitions);
  return key.kind === "literal" ? [...new Set(key.values.map((value) => String(printJsonLiteral(value))))] : undefined;
}

/** What every key of a record matches, which is text whatever its type; undefined where it may be any text. */
export function keyPatternOf(key: Shape, definitions: Readonly<Record<string, Shape>>): string | undefined {
  const pattern = templatePattern({ kind: "template", parts: [key] }, definitions);
  return pattern === anyText ? undefined : `^${pattern}$`;
}

const anyText = templatePattern({ kind: "template", parts: [{ kind: "string" }] }, {});
