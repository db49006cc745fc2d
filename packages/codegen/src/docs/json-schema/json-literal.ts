import type { LiteralValue } from "@hawser/core";

/** A literal in its JSON form. */
export function printJsonLiteral(value: LiteralValue): string | number | boolean | null {
  return typeof value === "object" && value !== null ? value.bigint : value;
}
