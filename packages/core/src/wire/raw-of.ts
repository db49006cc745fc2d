import { pack } from "#msgpack";
import { Raw } from "./raw.js";
import type { Wire } from "./wire.js";

/** A wire value packed now: later changes of it do not matter, and several frames may carry it. */
export function rawOf(wire: Wire): Raw {
  return new Raw(pack(wire));
}
