import { Raw, rawOf, type Wire } from "@hawser/core";

/**
 * A positional payload as it is now. Frames are packed at the end of the tick, and until then an array or bytes inside
 * may still be the caller's own; such a payload is packed ahead of its frame. Scalars in a list of the encoder's own
 * leave as they are, because packing every small call by itself would cost more than the call.
 */
export function taken(wire: Wire, value: unknown): Wire {
  if (isImmutable(wire)) return wire;
  return wire !== value && Array.isArray(wire) && wire.every(isImmutable) ? wire : rawOf(wire);
}

function isImmutable(wire: Wire): boolean {
  return typeof wire !== "object" || wire === null || wire instanceof Raw;
}
