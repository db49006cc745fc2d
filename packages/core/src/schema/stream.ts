import type { ZodType } from "./zod.js";

/** A sequence of items in place of one value. */
export interface Stream<Item extends ZodType = ZodType> {
  readonly kind: "stream";
  readonly item: Item;
}

/** Declares a stream of `item` as a procedure's input or output. */
export function stream<Item extends ZodType>(item: Item): Stream<Item> {
  return { kind: "stream", item };
}

/** Whether a procedure's input or output is a stream. */
export function isStream(payload: unknown): payload is Stream {
  return (payload as { kind?: unknown } | undefined)?.kind === "stream";
}
