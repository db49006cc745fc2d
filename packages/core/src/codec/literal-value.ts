import type { LiteralValue } from "../shape/shape.js";

/** A literal as the value that it stands for. */
export function literalValue(value: LiteralValue): string | number | boolean | null | bigint {
  return typeof value === "object" && value !== null ? BigInt(value.bigint) : value;
}
