import type { Json } from "./json.js";

/**
 * A value in its JSON form, the one that {@link fromJson} reads: a date as ISO 8601 text, bytes as base64, a bigint as its
 * digits, a Map as an array of pairs, a Set as an array, and the numbers that JSON does not have by their names. A key whose
 * value is `undefined` is left out; elsewhere `undefined` is null.
 */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return String(value);
    case "object":
      return value === null ? null : objectToJson(value);
    default:
      return null;
  }
}

function objectToJson(value: object): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Set) return [...value].map(toJson);
  if (value instanceof Map) return [...value].map(([key, item]) => [toJson(key), toJson(item)]);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item)]));
}
