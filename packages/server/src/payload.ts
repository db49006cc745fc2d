import {
  type Encoding,
  type ErrorData,
  encodings,
  fromWire,
  HawserError,
  isHawserError,
  type Shape,
  toWire,
  type ValidationIssue,
  type Wire,
} from "@hawser/core";
import { conform } from "@hawser/core/conform";
import type { BoundTopic } from "./bind-topic.js";
import type { BoundPayload } from "./payload-compiler.js";
import { type Checked, clip, invalidInput, type Validator, validate } from "./validate.js";

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

/**
 * What selects an instance of a topic. A param that the topic does not have is not left out, as a field of an input is:
 * without it another instance would be meant.
 */
export function readParams(
  { path, params }: Pick<BoundTopic, "path" | "params">,
  wire: Wire,
  encoding: Encoding,
  definitions: Definitions,
): Checked | Promise<Checked> {
  const unknown = encoding === encodings.maps ? unknownParam(wire, params?.shape, definitions) : undefined;
  if (unknown === undefined) return readPayload(params, wire, encoding, definitions);
  const what = params ? `no param ${clip(unknown)}` : "no params";
  const data = { path: params ? [unknown] : [], expected: "undefined" };
  return { ok: false, error: new HawserError("incompatible", `${path} has ${what} here`, { data }) };
}

/** The name of a param that is given and not declared; of one that takes others, there is none. */
function unknownParam(wire: Wire, declared: Shape | undefined, definitions: Definitions): string | undefined {
  if (!(wire instanceof Map)) return undefined;
  let shape = declared;
  while (shape?.kind === "ref") shape = definitions[shape.to];
  if (shape && (shape.kind !== "object" || shape.rest)) return undefined;
  const known = new Set(shape?.fields.map(({ name }) => name));
  for (const [name, value] of wire) if (value !== undefined && !known.has(String(name))) return String(name);
  return undefined;
}

/** What came in as a value that describes itself, in the same way. */
export function readMaps(
  payload: Validator & Pick<BoundPayload, "shape">,
  wire: Wire,
  definitions: Definitions,
): Checked | Promise<Checked> {
  const decoded = decode(() => fromWire(wire));
  if (!decoded.ok) return decoded;
  const { value, mismatch } = conformed(decoded.value, payload.shape, definitions);
  const checked = validate(payload, value);
  if (!mismatch) return checked;
  return checked instanceof Promise ? checked.then((late) => named(late, mismatch)) : named(checked, mismatch);
}

/**
 * Another language may have one type for two of ours; where its value fits the shape, it becomes the type that is due.
 * Where it does not fit, zod says better than a shape what is wrong.
 */
function conformed(value: unknown, shape: Shape, definitions: Definitions): { value: unknown; mismatch?: HawserError } {
  try {
    return { value: conform(value, shape, definitions) };
  } catch (error) {
    if (!isHawserError(error) || error.code !== "incompatible") throw error;
    // A client whose schema declares nothing here writes nil where something else follows in its frame.
    const isNothing = value === null && fits(undefined, shape, definitions);
    return { value: isNothing ? undefined : value, mismatch: error };
  }
}

/** Of a union zod says only that the input is invalid, and the shape what was expected. */
function named(checked: Checked, mismatch: HawserError): Checked {
  if (checked.ok) return checked;
  const { issues } = checked.error.data as ErrorData["invalid_input"];
  const [first, ...others] = issues;
  if (first?.code !== "invalid_union") return checked;
  const { path, expected } = mismatch.data as ErrorData["incompatible"];
  const issue = { ...first, path: path as ValidationIssue["path"], message: clip(`expected ${expected}`) };
  return { ok: false, error: invalidInput(mismatch.detail, [issue, ...others]) };
}

function fits(value: unknown, shape: Shape, definitions: Definitions): boolean {
  try {
    conform(value, shape, definitions);
    return true;
  } catch {
    return false;
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
