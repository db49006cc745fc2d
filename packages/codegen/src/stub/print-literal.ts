import type { LiteralValue, Shape } from "@hawser/core";

/** A literal as a type. */
export function printLiteral(value: LiteralValue): string {
  return typeof value === "object" && value !== null ? `${value.bigint}n` : JSON.stringify(value);
}

/** A template literal type; `alternatives` prints what stands between its fixed parts. */
export function printTemplate(
  parts: readonly (string | Shape)[],
  alternatives: (part: Shape) => readonly string[],
): string {
  const printed = parts.map((part) => {
    if (typeof part === "string") return part.replace(/[`\\]|\$(?=\{)/g, "\\$&");
    // An optional part that is absent leaves nothing, not the word "undefined".
    const types = alternatives(part).map((type) => (type === "undefined" ? '""' : type));
    return `\${${types.join(" | ")}}`;
  });
  return `\`${printed.join("")}\``;
}
