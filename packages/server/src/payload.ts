import { conform, type Encoding, encodings, fromWire, HawserError, type Shape, toWire, type Wire } from "@hawser/core";
import type { Payload } from "./bind.js";
import { validate } from "./validate.js";

/** Every shape of a schema by name, for payloads in maps. */
export type Definitions = Parameters<typeof conform>[2];

/**
 * What came in as a typed, validated value; `undefined` where nothing is declared.
 *
 * @throws HawserError `invalid_input` for everything that is wrong with it; a promise rejects with it.
 */
export function readPayload(
  payload: Payload | undefined,
  wire: Wire,
  encoding: Encoding,
  definitions: Definitions,
): unknown | Promise<unknown> {
  if (!payload) return undefined;
  if (encoding === encodings.maps) return readMaps(payload, wire, definitions);
  return validate(
    payload.type,
    decode(() => payload.decode(wire)),
  );
}

/**
 * The same for a value that describes itself.
 *
 * @throws HawserError `invalid_input` for everything that is wrong with it; a promise rejects with it.
 */
export function readMaps(
  { type, shape }: Pick<Payload, "type" | "shape">,
  wire: Wire,
  definitions: Definitions,
): unknown | Promise<unknown> {
  const value = decode(() => fromWire(wire));
  return validate(type, conformed(value, shape, definitions));
}

/**
 * Another language may have one type for two of ours; where its value fits the shape, it becomes the type that is due.
 * Where it does not fit, zod says better than a shape what is wrong.
 */
function conformed(value: unknown, shape: Shape, definitions: Definitions): unknown {
  try {
    return conform(value, shape, definitions);
  } catch (error) {
    if (error instanceof HawserError && error.code === "incompatible") return value;
    throw error;
  }
}

/** A decoder trusts the structure of what it gets, so whatever it throws means that the peer's was another one. */
function decode(step: () => unknown): unknown {
  try {
    return step();
  } catch (cause) {
    const message = "the payload does not have the declared structure";
    throw new HawserError("invalid_input", message, { data: { issues: [{ path: [], message }] }, cause });
  }
}

/** A validated value on its way out. */
export function writePayload(payload: Payload, value: unknown, encoding: Encoding): Wire {
  return encoding === encodings.positional ? payload.encode(value) : toWire(value);
}
