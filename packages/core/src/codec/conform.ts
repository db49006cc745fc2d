import { HawserError } from "../errors.js";
import type { LiteralValue, Shape } from "../shape/shape.js";
import { literalValue } from "./literal-value.js";
import { isOmissible, resolve } from "./plain.js";
import { putKey } from "./put-key.js";

/**
 * Checks a value that arrived self-describing against the shape that this end expects, since the other end may have
 * another schema. Keys that the shape does not know are left out; where a language has one type for two of ours, the
 * value is converted: an integer where a bigint is due, a bigint where a number is, an array where a set is, an array of
 * pairs or an object where a map is, text in ISO 8601 or milliseconds where a date is.
 *
 * @throws HawserError `incompatible` with the path and what was expected there.
 */
export function conform(value: unknown, shape: Shape, definitions: Readonly<Record<string, Shape>>): unknown {
  try {
    return new Conform(definitions).value(value, shape);
  } catch (error) {
    throw error instanceof Mismatch ? error.toError() : error;
  }
}

class Conform {
  /** Keys and items that were left out, and values that were converted, so far. */
  private changes = 0;
  /** What became of a value under an option: options that contain the same union again would each try it anew. */
  private readonly attempts = new Map<object, Map<Shape, Attempt>>();
  /** Where the walk is: one array that grows and shrinks, because most values never need it. */
  private readonly path: (string | number)[] = [];

  constructor(private readonly definitions: Readonly<Record<string, Shape>>) {}

  value(value: unknown, shape: Shape): unknown {
    switch (shape.kind) {
      case "any":
      case "unknown":
        return value;
      case "json":
        return this.expect(value !== undefined, value, shape);
      case "string":
      case "template":
      case "boolean":
        return this.expect(typeof value === (shape.kind === "boolean" ? "boolean" : "string"), value, shape);
      case "number":
      case "int": {
        const number = typeof value === "bigint" ? this.converted(Number(value)) : value;
        const fits = typeof number === "number" && (shape.kind === "number" || Number.isSafeInteger(number));
        return this.expect(fits, number, shape);
      }
      case "bigint":
        return typeof value === "number" && Number.isInteger(value)
          ? this.converted(BigInt(value))
          : this.expect(typeof value === "bigint", value, shape);
      case "null":
        return this.expect(value === null, value, shape);
      case "undefined":
        return value === null ? this.converted(undefined) : this.expect(value === undefined, value, shape);
      case "date": {
        const date = typeof value === "number" || typeof value === "string" ? this.converted(new Date(value)) : value;
        return this.expect(date instanceof Date && !Number.isNaN(date.getTime()), date, shape);
      }
      case "bytes":
        return this.expect(value instanceof Uint8Array, value, shape);
      case "literal": {
        const allowed: readonly unknown[] = shape.values.map(literalValue);
        const asBigint = Number.isInteger(value) ? BigInt(value as number) : value;
        if (!allowed.includes(value) && allowed.includes(asBigint)) return this.converted(asBigint);
        return this.expect(allowed.includes(value), value, shape);
      }
      case "nullable":
        return value === null ? null : this.value(value, shape.of);
      case "optional":
        return value === undefined ? undefined : this.value(value, shape.of);
      case "array":
        this.expect(Array.isArray(value), value, shape);
        return (value as unknown[]).map((item, i) => this.part(item, shape.item, i));
      case "tuple":
        return this.tuple(value, shape);
      case "object":
        return this.object(value, shape);
      case "record": {
        const record: Record<string, unknown> = {};
        for (const [key, item] of Object.entries(this.expect(isPlainObject(value), value, shape) as object)) {
          putKey(record, key, this.part(item, shape.value, key));
        }
        return record;
      }
      case "map": {
        const entries = value instanceof Map ? [...value] : this.converted(entriesOf(value));
        if (!entries) throw this.mismatch(value, shape);
        return new Map(
          entries.map(([key, item], i) => [this.part(key, shape.key, i), this.part(item, shape.value, i)]),
        );
      }
      case "set": {
        const items = value instanceof Set ? [...value] : this.converted(value);
        if (!Array.isArray(items)) throw this.mismatch(value, shape);
        return new Set(items.map((item, i) => this.part(item, shape.item, i)));
      }
      case "union":
        return this.union(value, shape);
      case "ref":
        return this.value(value, this.definitions[shape.to] as Shape);
      default:
        return shape satisfies never;
    }
  }

  private converted<T>(value: T): T {
    this.changes += 1;
    return value;
  }

  /** The value of an item or a key. */
  private part(value: unknown, shape: Shape, key: string | number): unknown {
    this.path.push(key);
    const conformed = this.value(value, shape);
    this.path.pop();
    return conformed;
  }

  private expect(holds: boolean, value: unknown, shape: Shape): unknown {
    if (!holds) throw this.mismatch(value, shape);
    return value;
  }

  private mismatch(value: unknown, shape: Shape): Mismatch {
    return new Mismatch(value, shape, [...this.path]);
  }

  private tuple(value: unknown, shape: Shape & { kind: "tuple" }): unknown[] {
    const { items, rest } = shape;
    const least = items.findLastIndex((item) => !isOmissible(item, this.definitions)) + 1;
    const given = this.expect(Array.isArray(value) && value.length >= least, value, shape) as unknown[];
    // More items than the shape knows are the newer end's; they are left out.
    const kept = rest ? given : given.slice(0, items.length);
    this.changes += given.length - kept.length;
    return kept.map((item, i) => this.part(item, items[i] ?? (rest as Shape), i));
  }

  private object(value: unknown, shape: Shape & { kind: "object" }): Record<string, unknown> {
    const given = this.expect(isPlainObject(value), value, shape) as Record<string, unknown>;
    const conformed: Record<string, unknown> = {};
    let found = 0;
    for (const { name, shape: field, optional, exact } of shape.fields) {
      if (Object.hasOwn(given, name)) {
        const item = given[name];
        found += 1;
        putKey(conformed, name, item === undefined && optional && !exact ? item : this.part(item, field, name));
      } else if (!optional) {
        // Where undefined is a value of the type, a missing key stands for it.
        putKey(conformed, name, this.converted(this.part(undefined, field, name)));
      }
    }
    const names = Object.keys(given);
    if (names.length === found) return conformed;
    const known = new Set(shape.fields.map(({ name }) => name));
    for (const name of names) {
      if (known.has(name)) continue;
      if (shape.rest) putKey(conformed, name, this.part(given[name], shape.rest, name));
      else this.changes += 1;
    }
    return conformed;
  }

  /** The option that changes the value least, so that a wider option is not cut down to a narrower one. */
  private union(value: unknown, shape: Shape & { kind: "union" }): unknown {
    const named = this.namedByTag(value, shape);
    if (named) return this.value(value, named);
    let best: Fit | undefined;
    let deepest: Mismatch | undefined;
    for (const option of shape.options) {
      const attempt = this.attempt(value, option);
      if (attempt instanceof Mismatch) {
        if (!deepest || attempt.path.length > deepest.path.length) deepest = attempt;
      } else if (!best || attempt.changes < best.changes) best = attempt;
      if (best?.changes === 0) break;
    }
    if (!best) {
      const isDeep = deepest && deepest.path.length > this.path.length + 1;
      throw this.unknownTag(value, shape) ?? (isDeep ? deepest : this.mismatch(value, shape));
    }
    this.changes += best.changes;
    return best.value;
  }

  private namedByTag(value: unknown, { options, tag }: Shape & { kind: "union" }): Shape | undefined {
    if (tag === undefined || !isPlainObject(value)) return undefined;
    const given = (value as Record<string, unknown>)[tag];
    return options.find((option) => this.valuesOfTag(option, tag)?.some((allowed) => literalValue(allowed) === given));
  }

  /** Of an object whose tag names no option, that says more than what is wrong with each of them. */
  private unknownTag(value: unknown, { options, tag }: Shape & { kind: "union" }): Mismatch | undefined {
    if (tag === undefined || !isPlainObject(value) || !Object.hasOwn(value as object, tag)) return undefined;
    const values = options.flatMap((option) => this.valuesOfTag(option, tag) ?? []);
    const given = (value as Record<string, unknown>)[tag];
    return new Mismatch(given, { kind: "literal", values }, [...this.path, tag]);
  }

  private valuesOfTag(option: Shape, tag: string): readonly LiteralValue[] | undefined {
    const shape = resolve(option, this.definitions);
    const field = shape.kind === "object" ? shape.fields.find(({ name }) => name === tag) : undefined;
    return field?.shape.kind === "literal" ? field.shape.values : undefined;
  }

  private attempt(value: unknown, option: Shape): Attempt {
    if (typeof value !== "object" || value === null) return this.measured(value, option);
    const known = this.attempts.get(value) ?? new Map<Shape, Attempt>();
    this.attempts.set(value, known);
    const attempt = known.get(option) ?? this.measured(value, option);
    known.set(option, attempt);
    return attempt;
  }

  private measured(value: unknown, option: Shape): Attempt {
    const changesBefore = this.changes;
    const depth = this.path.length;
    this.changes = 0;
    try {
      return { value: this.value(value, option), changes: this.changes };
    } catch (error) {
      if (error instanceof Mismatch) return error;
      throw error;
    } finally {
      this.changes = changesBefore;
      // A mismatch leaves it at the place of the fault.
      this.path.length = depth;
    }
  }
}

type Attempt = Fit | Mismatch;

interface Fit {
  readonly value: unknown;
  readonly changes: number;
}

/** Why a value does not fit. No error: most of them only mean that another option of a union does. */
class Mismatch {
  constructor(
    private readonly value: unknown,
    private readonly shape: Shape,
    readonly path: readonly (string | number)[],
  ) {}

  toError(): HawserError {
    const { value, shape, path } = this;
    const expected = expectationOf(shape);
    const got = shape.kind === "literal" ? shownValue(value) : typeName(value);
    const where = path.length > 0 ? path.join(".") : "the value";
    return new HawserError("incompatible", `${where}: expected ${expected}, got ${got}`, { data: { path, expected } });
  }
}

function expectationOf(shape: Shape): string {
  if (shape.kind === "literal") return shape.values.map((value) => shownValue(literalValue(value))).join(" | ");
  return shape.kind === "union" ? [...new Set(shape.options.map(expectationOf))].join(" | ") : shape.kind;
}

/** A short value itself, because a value that is new is what differs; of others the type. */
function shownValue(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  const text = typeof value === "object" ? undefined : JSON.stringify(value);
  return text === undefined || text.length > maxShownLength ? typeName(value) : text;
}

const maxShownLength = 40;

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Uint8Array) return "bytes";
  return value instanceof Date || value instanceof Map || value instanceof Set
    ? value.constructor.name.toLowerCase()
    : typeof value;
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The entries of an array of pairs or of an object. */
function entriesOf(value: unknown): [unknown, unknown][] | undefined {
  if (Array.isArray(value)) return value.every((pair) => Array.isArray(pair) && pair.length === 2) ? value : undefined;
  return isPlainObject(value) ? Object.entries(value as object) : undefined;
}
