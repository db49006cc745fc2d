import type { Wire } from "@hawser/core";
import type { Position } from "./broker.js";

/** Where a subscription begins: with what comes, or where a {@link ReadFrom} says. */
export type Since = "now" | { readonly after: Position } | { readonly last: number } | { readonly sinceMs: number };

/** @returns `undefined` for what is none. */
export function readSince(wire: Wire): Since | undefined {
  if (wire === undefined || wire === null) return "now";
  if (isCount(wire)) return { last: wire };
  if (wire instanceof Date) return Number.isNaN(wire.getTime()) ? undefined : { sinceMs: wire.getTime() };
  if (!Array.isArray(wire)) return undefined;
  const [epoch, offset] = wire;
  return typeof epoch === "string" && isCount(offset) ? { after: { epoch, offset } } : undefined;
}

function isCount(value: Wire): value is number {
  return Number.isSafeInteger(value) && value >= 0;
}
