import { HawserError } from "../errors.js";
import { Extension, extensionBytes, extensionTypes } from "../wire/extension.js";
import { pack, unpack } from "../wire/msgpack.js";
import { Raw } from "../wire/raw.js";
import { maxDepth, scan } from "../wire/scan.js";
import type { Wire } from "../wire/wire.js";

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
      return new Raw(extensionBytes(extensionTypes.bigint, new TextEncoder().encode(String(value))));
    case "object":
      return value === null ? null : walkObject(value, path);
    default:
      throw cannotTravel(path, `a ${typeof value} cannot travel`);
  }
}

function walkObject(value: object, path: Path): Wire {
  if (path.length >= maxDepth - 8) throw cannotTravel(path.slice(0, 8), "the value contains itself, or nests too deep");
  if (Array.isArray(value)) return Array.from(value, (item, i) => walk(item, [...path, i]));
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
  const map = new Map<string, Wire>();
  for (const [key, item] of Object.entries(value)) map.set(key, walk(item, [...path, key]));
  return map;
}

function extension(type: number, items: readonly unknown[], path: Path): Raw {
  const wire = items.map((item, i) => walk(item, [...path, i]));
  return new Raw(extensionBytes(type, pack(wire)));
}

function cannotTravel(path: Path, message: string): HawserError {
  return new HawserError("invalid_input", path.length > 0 ? `${message} (at ${path.join(".")})` : message, {
    data: { issues: [{ path, message }] },
  });
}

const negativeZero = new Raw(Uint8Array.of(0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0));

/** msgpackr writes -0 as the integer 0; as a double it stays what it is. */
export function encodeNumber(value: number): Wire {
  return value === 0 && Object.is(value, -0) ? negativeZero : value;
}

/**
 * The value behind a self-describing wire value.
 *
 * @throws HawserError `protocol` when an extension's data is malformed.
 */
export function fromWire(wire: Wire): unknown {
  if (typeof wire !== "object" || wire === null || wire instanceof Date || wire instanceof Uint8Array) return wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if (wire instanceof Map) return decodeRecord(wire, fromWire);
  return wire instanceof Extension ? fromExtension(wire) : wire;
}

function fromExtension({ type, data }: Extension): unknown {
  if (type === extensionTypes.bigint) {
    const digits = new TextDecoder().decode(data);
    if (!/^-?\d{1,400}$/.test(digits)) throw new HawserError("protocol", "a bigint is not decimal digits");
    return BigInt(digits);
  }
  // The message was scanned up to the extension's header only.
  if (scan(data).length !== 1) throw new HawserError("protocol", "an extension does not hold one array");
  const items = (unpack(data) as Wire[]).map(fromWire);
  if (type === extensionTypes.set) return new Set(items);
  const map = new Map<unknown, unknown>();
  for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
  return map;
}

/** An object from a map whose keys are data; `Object.fromEntries` defines `__proto__` like any other key. */
export function decodeRecord(wire: Map<unknown, Wire>, decode: (wire: Wire) => unknown): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [key, item] of wire) entries.push([String(key), decode(item)]);
  return Object.fromEntries(entries);
}
