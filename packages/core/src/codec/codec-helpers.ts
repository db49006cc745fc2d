import { pack } from "#msgpack";
import { HawserError } from "../errors.js";
import { Raw } from "../wire/raw.js";
import { nestsTooDeep } from "../wire/scan.js";
import type { Wire } from "../wire/wire.js";
import { cannotTravel } from "./cannot-travel.js";
import { fromWire, decodeRecord as recordOf, toWire } from "./self-describing.js";

// What printed codecs call. Values come in and go out as `Wire`: the printed source has no types of its own to give them.

export { decodeBigint, encodeBigint } from "./bigint.js";
export { encodeNumber } from "./self-describing.js";

export function encodeAny(value: Wire): Wire {
  return toWire(value);
}

export function decodeAny(wire: Wire): Wire {
  return fromWire(wire);
}

/**
 * The slot of an optional key whose value is nullish: nil where the key is absent, `undefined` where it is present.
 *
 * @throws HawserError `invalid_input` for null, which would arrive as absent.
 */
export function absent(object: Wire, key: string): null | undefined {
  if (object[key] === null) throw cannotTravel([key], `${key} may be absent but not null`);
  return key in object ? undefined : null;
}

/** The index of a value; one that is not among them travels in an array of one, so that validation can refuse it. */
export function encodeLiteral(values: readonly unknown[], value: Wire): Wire {
  const index = values.indexOf(value);
  return index === -1 ? [toWire(value)] : index;
}

/** @throws HawserError `protocol` for an index of none. */
export function decodeLiteral(values: readonly unknown[], wire: Wire): Wire {
  if (Array.isArray(wire)) return fromWire(wire[0]);
  const value = typeof wire === "number" ? values[wire] : undefined;
  if (value === undefined) throw new HawserError("protocol", `${String(wire).slice(0, 20)} is no index of a literal`);
  return value;
}

/**
 * The wire value of a type that contains itself, packed ahead of its frame to see how deep it nests.
 *
 * @throws HawserError `invalid_input`: a peer would take it for an attack and close the connection.
 */
export function boundDepth(wire: Wire): Wire {
  const bytes = pack(wire);
  if (nestsTooDeep(bytes)) throw cannotTravel([], "the value contains itself, or nests too deep");
  return new Raw(bytes);
}

export function encodeBytes(value: Wire): Uint8Array {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}

export function encodeRecord(value: Wire, encode: (item: Wire) => Wire): Map<string, Wire> {
  const map = new Map<string, Wire>();
  for (const key of Object.keys(value)) map.set(key, encode(value[key]));
  return map;
}

export function decodeRecord(wire: Wire, decode: (item: Wire) => Wire): Wire {
  return recordOf(wire, decode);
}

/** Keys and values alternate: one array, whatever the keys are. */
export function encodeMap(
  value: Map<Wire, Wire>,
  encodeKey: (key: Wire) => Wire,
  encodeValue: (item: Wire) => Wire,
): Wire[] {
  const flat: Wire[] = [];
  for (const [key, item] of value) flat.push(encodeKey(key), encodeValue(item));
  return flat;
}

export function decodeMap(
  wire: Wire[],
  decodeKey: (key: Wire) => Wire,
  decodeValue: (item: Wire) => Wire,
): Map<Wire, Wire> {
  if (!Array.isArray(wire) || wire.length % 2 === 1) throw new HawserError("protocol", "a map is not keys and values");
  const map = new Map<Wire, Wire>();
  for (let i = 0; i < wire.length; i += 2) map.set(decodeKey(wire[i]), decodeValue(wire[i + 1]));
  return map;
}

/** The undeclared keys of a loose object; nil where there are none. */
export function encodeRest(
  value: Wire,
  known: ReadonlySet<string>,
  encode: (item: Wire) => Wire,
): Map<string, Wire> | null {
  const map = new Map<string, Wire>();
  for (const key of Object.keys(value)) if (!known.has(key)) map.set(key, encode(value[key]));
  return map.size > 0 ? map : null;
}

export function putRest(object: Wire, wire: Map<unknown, Wire> | null, decode: (item: Wire) => Wire): void {
  if (wire === null) return;
  for (const [key, value] of Object.entries(recordOf(wire, decode))) {
    // Assigning would run the setter of `__proto__`, and a rest key must not replace a declared one.
    if (!Object.hasOwn(object, key)) {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    }
  }
}

export function isBytes(value: Wire): boolean {
  return value instanceof Uint8Array || value instanceof ArrayBuffer;
}

export function isObject(value: Wire): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date || value instanceof Map || value instanceof Set || isBytes(value))
  );
}

export function onlyKeys(value: Wire, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

/** @throws HawserError `invalid_input`: the value belongs to no option of the union, or the wire names none. */
export function unknownOption(union: string): never {
  throw cannotTravel([], `the value fits no option of the union ${union}`);
}
