import type { Wire } from "@hawser/core";

/** How a client enters: with a secret of the member's, and what it tells of itself. */
export interface Entry {
  readonly key: string;
  readonly data: Wire;
}

/** @returns `undefined` for who only wants to watch. */
export function readEntry(wire: Wire): Entry | undefined | "invalid" {
  if (wire === undefined || wire === null) return undefined;
  if (!Array.isArray(wire)) return "invalid";
  const [key, data] = wire;
  return typeof key === "string" && key.length >= 16 && key.length <= 128 ? { key, data } : "invalid";
}
