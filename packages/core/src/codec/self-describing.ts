import { pack, unpack } from "#msgpack";
import { HawserError } from "../errors.js";
import { type Extension, extensionBytes, extensionTypes } from "../wire/extension.js";
import { Raw } from "../wire/raw.js";
import { maxDepth } from "../wire/scan.js";
import type { Wire } from "../wire/wire.js";
import { bigintDigits, bigintOf } from "./bigint.js";
import { cannotTravel } from "./cannot-travel.js";
import { putKey } from "./put-key.js";

/**
 * Any value in the form that needs no schema to be read: what travels in a slot of `any`, and every payload between
 * two ends whose schemas differ. Objects become maps with names; bigint, Map, Set, `undefined` and -0 keep what they
 * are.
 *
 * @throws HawserError `invalid_input` at the path of a function, a symbol, an invalid date, an instance of a class
 * that has no form, or nesting deeper than a peer would accept.
 */
export function toWire(value: unknown): Wire {
  return walk(value, []);
}

type Path = (string | number)[];

function walk(value: unknown, path: Path): Wire {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return value;
    case "number":
      return encodeNumber(value);
    case "bigint":
      return new Raw(extensionBytes(extensionTypes.bigint, new TextEncoder().encode(bigintDigits(value, path))));
    case "object":
      return value === null ? null : walkObject(value, path);
    default:
      throw cannotTravel(path, `a ${typeof value} cannot travel`);
  }
}

/**
 * Levels below {@link maxDepth} that a value leaves free: for the frame, and for the declared types around a slot of
 * `any`.
 */
const spareDepth = 28;

function walkObject(value: object, path: Path): Wire {
  if (path.length >= maxDepth - spareDepth)
    throw cannotTravel(path.slice(0, 8), "the value contains itself, or nests too deep");
  if (Array.isArray(value)) return Array.from(value, (item, i) => step(item, i, path));
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw cannotTravel(path, "an invalid date cannot travel");
    return value;
  }
  if (value instanceof Set) return extension(extensionTypes.set, [...value], path);
  if (value instanceof Map) return extension(extensionTypes.map, [...value].flat(1), path);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value))
    throw cannotTravel(path, `a ${value.constructor.name} cannot travel; use a Uint8Array`);
  // A class of the user's own travels by its fields; a promise, an error or a URL would arrive as an empty object.
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag !== "Object") throw cannotTravel(path, `an instance of ${tag} cannot travel`);
  const map = new Map<string, Wire>();
  for (const [key, item] of Object.entries(value)) map.set(key, step(item, key, path));
  return map;
}

/** Walks a part; `path` is of one array that grows and shrinks, because most values never need it. */
function step(item: unknown, key: string | number, path: Path): Wire {
  path.push(key);
  const wire = walk(item, path);
  path.pop();
  return wire;
}

function extension(type: number, items: readonly unknown[], path: Path): Raw {
  const wire = items.map((item, i) => step(item, i, path));
  return new Raw(extensionBytes(type, pack(wire)));
}

const negativeZero = new Raw(Uint8Array.of(0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0));

/** -0 would be written as the integer 0; as a double it stays what it is. */
export function encodeNumber(value: Wire): Wire {
  return value === 0 && Object.is(value, -0) ? negativeZero : value;
}

/**
 * The value behind a self-describing wire value.
 *
 * @throws HawserError `protocol` for a bigint that is not decimal digits, or a map with a key that has no value.
 */
export function fromWire(wire: Wire): unknown {
  if (typeof wire !== "object" || wire === null || wire instanceof Date || wire instanceof Uint8Array) return wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  // What is left is an extension, though perhaps one made by another copy of this package in the same process.
  return wire instanceof Map ? decodeRecord(wire, fromWire) : fromExtension(wire);
}

function fromExtension({ type, data }: Extension): unknown {
  if (type === extensionTypes.bigint) return bigintOf(new TextDecoder().decode(data));
  const items = (unpack(data) as Wire[]).map(fromWire);
  if (type === extensionTypes.set) return new Set(items);
  if (items.length % 2 === 1) throw new HawserError("protocol", "a map is not keys and values");
  const map = new Map<unknown, unknown>();
  for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  return map;
}

/**
 * An object from a map whose keys are data.
 *
 * @throws HawserError `protocol` for what is no map.
 */
export function decodeRecord(wire: Wire, decode: (wire: Wire) => unknown): Record<string, unknown> {
  if (!(wire instanceof Map)) throw new HawserError("protocol", "a record is not a map");
  const record: Record<string, unknown> = {};
  for (const [key, item] of wire) putKey(record, String(key), decode(item));
  return record;
}
