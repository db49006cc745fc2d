import { conform, type Encoding, encodings, fromWire, HawserError, toWire, type Wire } from "@hawser/core";
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
  let value: unknown;
  try {
    value = encoding === encodings.positional ? payload.decode(wire) : conformed(fromWire(wire), payload, definitions);
  } catch (error) {
    throw malformed(error);
  }
  return validate(payload.type, value);
}

/**
 * Another language may have one type for two of ours; where its value fits the shape, it becomes the type that is due.
 * Where it does not fit, zod says better than a shape what is wrong.
 */
function conformed(value: unknown, payload: Payload, definitions: Definitions): unknown {
  try {
    return conform(value, payload.shape, definitions);
  } catch (error) {
    if (error instanceof HawserError && error.code === "incompatible") return value;
    throw error;
  }
}

/** A decoder of positions trusts their structure, so whatever it throws means that the peer's was another one. */
function malformed(error: unknown): HawserError {
  const message = "the payload does not have the declared structure";
  return new HawserError("invalid_input", message, { data: { issues: [{ path: [], message }] }, cause: error });
}

/** A validated value on its way out. */
export function writePayload(payload: Payload, value: unknown, encoding: Encoding): Wire {
  return encoding === encodings.positional ? payload.encode(value) : toWire(value);
}
