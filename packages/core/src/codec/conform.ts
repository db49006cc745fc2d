import { HawserError } from "../errors.js";
import type { LiteralValue, Shape } from "../shape/shape.js";

/**
 * Checks a value that arrived self-describing against the shape that this end expects, since the other end may have
 * another schema. Keys that the shape does not know are left out; where a language has one type for two of ours, the
 * value is converted: a safe integer where a bigint is due, a bigint where a number is, an array where a set is, an
 * array of pairs or an object where a map is, text in ISO 8601 or milliseconds where a date is.
 *
 * @throws HawserError `incompatible` with the path and what was expected there.
 */
export function conform(value: unknown, shape: Shape, definitions: Readonly<Record<string, Shape>>): unknown {
  return new Conform(definitions).value(value, shape, []);
}

type Path = readonly (string | number)[];

class Conform {
  constructor(private readonly definitions: Readonly<Record<string, Shape>>) {}

  value(value: unknown, shape: Shape, path: Path): unknown {
    switch (shape.kind) {
      case "any":
      case "unknown":
      case "json":
        return value;
      case "string":
      case "template":
      case "boolean":
        return expect(typeof value === (shape.kind === "boolean" ? "boolean" : "string"), value, shape, path);
      case "number":
      case "int": {
        const number = typeof value === "bigint" ? Number(value) : value;
        return expect(
          typeof number === "number" && (shape.kind === "number" || Number.isInteger(number)),
          number,
          shape,
          path,
        );
      }
      case "bigint":
        return typeof value === "number" && Number.isInteger(value)
          ? BigInt(value)
          : expect(typeof value === "bigint", value, shape, path);
      case "null":
        return expect(value === null, value, shape, path);
      case "undefined":
        return expect(value === undefined || value === null, undefined, shape, path);
      case "date": {
        const date = typeof value === "number" || typeof value === "string" ? new Date(value) : value;
        return expect(date instanceof Date && !Number.isNaN(date.getTime()), date, shape, path);
      }
      case "bytes":
        return expect(value instanceof Uint8Array, value, shape, path);
      case "literal": {
        const allowed: readonly unknown[] = shape.values.map(literalValue);
        const asBigint = Number.isInteger(value) ? BigInt(value as number) : value;
        if (!allowed.includes(value) && allowed.includes(asBigint)) return asBigint;
        return expect(allowed.includes(value), value, shape, path);
      }
      case "nullable":
        return value === null ? null : this.value(value, shape.of, path);
      case "optional":
        return value === undefined ? undefined : this.value(value, shape.of, path);
      case "array":
        expect(Array.isArray(value), value, shape, path);
        return (value as unknown[]).map((item, i) => this.value(item, shape.item, [...path, i]));
      case "tuple":
        return this.tuple(value, shape, path);
      case "object":
        return this.object(value, shape, path);
      case "record": {
        const entries = Object.entries(expect(isPlainObject(value), value, shape, path) as object);
        return Object.fromEntries(entries.map(([key, item]) => [key, this.value(item, shape.value, [...path, key])]));
      }
      case "map": {
        const entries = entriesOf(value) ?? (expect(false, value, shape, path) as never);
        return new Map(
          entries.map(([key, item], i) => [
            this.value(key, shape.key, [...path, i]),
            this.value(item, shape.value, [...path, i]),
          ]),
        );
      }
      case "set": {
        const items = value instanceof Set ? [...value] : value;
        expect(Array.isArray(items), value, shape, path);
        return new Set((items as unknown[]).map((item, i) => this.value(item, shape.item, [...path, i])));
      }
      case "union":
        return this.union(value, shape, path);
      case "ref":
        return this.value(value, this.definitions[shape.to] as Shape, path);
      default:
        return shape satisfies never;
    }
  }

  private tuple(value: unknown, shape: Shape & { kind: "tuple" }, path: Path): unknown[] {
    const { items, rest } = shape;
    const least = items.length - [...items].reverse().findIndex((item) => !isOptional(item));
    expect(Array.isArray(value), value, shape, path);
    const given = value as unknown[];
    expect(given.length >= (least > items.length ? 0 : least), value, shape, path);
    // More items than the shape knows are the newer end's; they are left out.
    const kept = rest ? given : given.slice(0, items.length);
    return kept.map((item, i) => this.value(item, items[i] ?? (rest as Shape), [...path, i]));
  }

  private object(value: unknown, shape: Shape & { kind: "object" }, path: Path): Record<string, unknown> {
    const given = expect(isPlainObject(value), value, shape, path) as Record<string, unknown>;
    const entries: [string, unknown][] = [];
    for (const { name, shape: field, optional } of shape.fields) {
      if (Object.hasOwn(given, name)) {
        const item = given[name];
        entries.push([name, item === undefined && optional ? item : this.value(item, field, [...path, name])]);
      } else if (!optional) {
        // Where absence has a value of its own, a missing key stands for it.
        entries.push([name, this.value(undefined, field, [...path, name])]);
      }
    }
    if (shape.rest) {
      const known = new Set(shape.fields.map(({ name }) => name));
      for (const [name, item] of Object.entries(given)) {
        if (!known.has(name)) entries.push([name, this.value(item, shape.rest, [...path, name])]);
      }
    }
    return Object.fromEntries(entries);
  }

  /** The option that fits with the fewest keys left out, so that a wider option is not cut down to a narrower one. */
  private union(value: unknown, shape: Shape & { kind: "union" }, path: Path): unknown {
    let best: { value: unknown; lost: number } | undefined;
    let deepest: HawserError | undefined;
    for (const option of shape.options) {
      try {
        const candidate = this.value(value, option, path);
        const lost = size(value) - size(candidate);
        if (!best || lost < best.lost) best = { value: candidate, lost };
        if (lost <= 0) break;
      } catch (error) {
        if (!(error instanceof HawserError)) throw error;
        if (!deepest || pathLength(error) > pathLength(deepest)) deepest = error;
      }
    }
    if (best) return best.value;
    throw deepest && pathLength(deepest) > path.length + 1 ? deepest : mismatch(value, shape, path);
  }
}

function expect(holds: boolean, value: unknown, shape: Shape, path: Path): unknown {
  if (!holds) throw mismatch(value, shape, path);
  return value;
}

function mismatch(value: unknown, shape: Shape, path: Path): HawserError {
  const expected = shape.kind === "literal" ? shape.values.map((v) => String(literalValue(v))).join(" | ") : shape.kind;
  const got = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const where = path.length > 0 ? path.join(".") : "the value";
  return new HawserError("incompatible", `${where}: expected ${expected}, got ${got}`, { data: { path, expected } });
}

function pathLength(error: HawserError): number {
  return (error.data as { path: Path }).path.length;
}

/** How many values a value holds, itself included: what is compared to see whether something was left out. */
function size(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + size(item), 1);
  return isPlainObject(value) ? Object.values(value as object).reduce<number>((sum, item) => sum + size(item), 1) : 1;
}

/** A literal as the value that it stands for. */
export function literalValue(value: LiteralValue): string | number | boolean | null | bigint {
  return typeof value === "object" && value !== null ? BigInt(value.bigint) : value;
}

function isOptional(shape: Shape): boolean {
  return shape.kind === "optional" || shape.kind === "undefined" || shape.kind === "any" || shape.kind === "unknown";
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function entriesOf(value: unknown): [unknown, unknown][] | undefined {
  if (value instanceof Map) return [...value];
  if (Array.isArray(value)) return value.every((pair) => Array.isArray(pair) && pair.length === 2) ? value : undefined;
  return isPlainObject(value) ? Object.entries(value as object) : undefined;
}
