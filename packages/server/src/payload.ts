import {
  conform,
  type Encoding,
  encodings,
  fromWire,
  isHawserError,
  type Shape,
  toWire,
  type Wire,
} from "@hawser/core";
import type { BoundPayload } from "./payload-compiler.js";
import { type Checked, invalidInput, type Validator, validate } from "./validate.js";

/** Every shape of a schema by name, for payloads in maps. */
export type Definitions = Parameters<typeof conform>[2];

/** What came in as a typed, validated value; `undefined` where nothing is declared. */
export function readPayload(
  payload: BoundPayload | undefined,
  wire: Wire,
  encoding: Encoding,
  definitions: Definitions,
): Checked | Promise<Checked> {
  if (!payload) return { ok: true, value: undefined };
  if (encoding === encodings.maps) return readMaps(payload, wire, definitions);
  const decoded = decode(() => payload.decode(wire));
  return decoded.ok ? validate(payload, decoded.value) : decoded;
}

/** The same for a value that describes itself. */
export function readMaps(
  payload: Validator & Pick<BoundPayload, "shape">,
  wire: Wire,
  definitions: Definitions,
): Checked | Promise<Checked> {
  const decoded = decode(() => fromWire(wire));
  return decoded.ok ? validate(payload, conformed(decoded.value, payload.shape, definitions)) : decoded;
}

/**
 * Another language may have one type for two of ours; where its value fits the shape, it becomes the type that is due.
 * Where it does not fit, zod says better than a shape what is wrong.
 */
function conformed(value: unknown, shape: Shape, definitions: Definitions): unknown {
  try {
    return conform(value, shape, definitions);
  } catch (error) {
    if (isHawserError(error) && error.code === "incompatible") return value;
    throw error;
  }
}

/** Whatever a decoder throws means that the structure of what came is not the declared one. */
function decode(step: () => unknown): Checked {
  try {
    return { ok: true, value: step() };
  } catch (cause) {
    const message = "the payload does not have the declared structure";
    return { ok: false, error: invalidInput(message, [{ path: [], message }], cause) };
  }
}

/** A validated value on its way out. */
export function writePayload(payload: BoundPayload, value: unknown, encoding: Encoding): Wire {
  return encoding === encodings.positional ? payload.encode(value) : toWire(value);
}
