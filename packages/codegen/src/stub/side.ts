import type { Shape } from "@hawser/core";

/**
 * From which end a type of the stub is seen. What the caller gets is as wide as it can be to work with (plain arrays);
 * what the caller gives is as wide as it can be to produce (readonly arrays, several kinds of bytes).
 * - `output`: outputs, error data, events, members, metadata of answers.
 * - `input`: inputs of procedures, events that are published.
 * - `params`: params of topics, what members tell of themselves, auth values and metadata of calls, which are encoded on the
 *   spot, so that a Blob cannot be read before.
 */
export type Side = "output" | "input" | "params";

/** In the order in which they claim names. */
export const sides: readonly Side[] = ["output", "input", "params"];

/** How bytes are typed on a side. */
export const bytesType: Readonly<Record<Side, readonly string[]>> = {
  output: ["Uint8Array"],
  input: ["Uint8Array", "ArrayBuffer", "Blob"],
  params: ["Uint8Array", "ArrayBuffer"],
};

/** Whether the collections of a shape are printed as readonly ones. */
export function isReadonly(shape: Shape, side: Side): boolean {
  return side !== "output" || shape.readonly === true;
}

/** Whether a shape is printed with its brand: callers get what is branded, and may give what is not. */
export function isBranded(shape: Shape, side: Side): boolean {
  return side === "output" && shape.brand === true;
}

/** Whether one shape, its parts aside, is printed differently on two sides. */
export function differs(shape: Shape, a: Side, b: Side): boolean {
  if (isBranded(shape, a) !== isBranded(shape, b)) return true;
  switch (shape.kind) {
    case "bytes":
      return bytesType[a] !== bytesType[b];
    case "array":
    case "map":
    case "set":
    case "tuple":
      return isReadonly(shape, a) !== isReadonly(shape, b);
    default:
      return false;
  }
}
