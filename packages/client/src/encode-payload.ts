import { type Encode, rawOf, toWire, type Wire } from "@hawser/core";
import { taken } from "./taken.js";

/**
 * A payload as it is now, whatever is written into the value later.
 *
 * @throws what the encoder throws.
 */
export function encodePayload(value: unknown, encode: Encode<never> | undefined, positional: boolean): Wire {
  return positional && encode ? taken(encode(value as never), value) : rawOf(toWire(value));
}
