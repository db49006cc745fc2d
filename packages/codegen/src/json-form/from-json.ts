import type { Shape } from "@hawser/core";
import { didYouMean } from "../did-you-mean.js";
import { expectation, literalValue } from "./expectation.js";
import type { Json } from "./json.js";
import { JsonFormError } from "./json-form-error.js";

/**
 * The value of a type that a JSON form says; {@link toJson} tells what that looks like. Beyond it, a whole number stands for
 * a bigint, too, as far as JSON has it exactly. Keys that the type does not have are refused: they are misspelled, more likely
 * than not.
 *
 * Where a union leaves a choice, it is the first of these that fits: a literal, a date with its time, text, a number, a
 * bigint, bytes; of the others, in the order of the shape.
 *
 * @param json `undefined` where there is none.
 * @throws JsonFormError naming the place and what is due there.
 */
export function fromJson(json: Json | undefined, shape: Shape, definitions: Definitions): unknown {
  return new Reader(definitions).read(json, shape);
}

type Definitions = Readonly<Record<string, Shape>>;

class Reader {
  /** Where the walk is: one array that grows and shrinks. */
  private readonly path: (string | number)[] = [];

  constructor(private readonly definitions: Definitions) {}

  read(json: Json | undefined, shape: Shape): unknown {
    switch (shape.kind) {
      case "any":
      case "unknown":
        return json;
      case "json":
        return this.due(json !== undefined, json, shape, json);
      case "string":
      case "template":
        return this.due(typeof json === "string", json, shape, json);
      case "boolean":
        return this.due(typeof json === "boolean", json, shape, json);
      case "null":
        return this.due(json === null, json, shape, null);
      case "undefined":
        return this.due(json === undefined || json === null, json, shape, undefined);
      case "number":
        if (typeof json === "string" && notFinite.has(json)) return Number(json);
        return this.due(typeof json === "number", json, shape, json);
      case "int":
        return this.due(Number.isSafeInteger(json), json, shape, json);
      case "bigint":
        if (Number.isSafeInteger(json)) return BigInt(json as number);
        this.due(typeof json === "string" && /^-?\d{1,4096}$/.test(json), json, shape, json);
        return BigInt(json as string);
      case "date": {
        const date = new Date(typeof json === "string" && isoDate.test(json) ? json : Number.NaN);
        return this.due(!Number.isNaN(date.getTime()), json, shape, date);
      }
      case "bytes":
        this.due(typeof json === "string" && base64.test(json), json, shape, json);
        return new Uint8Array(Buffer.from(json as string, "base64"));
      case "literal":
        return this.literal(json, shape);
      case "nullable":
        return json === null ? null : this.read(json, shape.of);
      case "optional":
        return json === undefined ? undefined : this.optional(json, shape.of);
      case "array":
        return this.items(json, shape).map((item, i) => this.part(item, shape.item, i));
      case "set":
        return new Set(this.items(json, shape).map((item, i) => this.part(item, shape.item, i)));
      case "tuple":
        return this.tuple(json, shape);
      case "object":
        return this.object(json, shape);
      case "record": {
        const entries = Object.entries(this.due(isObject(json), json, shape, json) as object);
        return Object.fromEntries(entries.map(([key, item]) => [key, this.part(item, shape.value, key)]));
      }
      case "map":
        return this.map(json, shape);
      case "union":
        return this.union(json, shape);
      case "ref":
        return this.read(json, this.resolved(shape));
      default:
        return shape satisfies never;
    }
  }

  private due(holds: boolean, json: Json | undefined, shape: Shape, value: unknown): unknown {
    if (!holds) throw this.mismatch(json, shape);
    return value;
  }

  private mismatch(json: Json | undefined, shape: Shape): JsonFormError {
    const expected = expectation(shape, this.definitions);
    return new JsonFormError(
      [...this.path],
      json === undefined ? `missing; expected ${expected}` : `expected ${expected}, got ${shown(json)}`,
    );
  }

  private part(json: Json | undefined, shape: Shape, key: string | number): unknown {
    this.path.push(key);
    const value = this.read(json, shape);
    this.path.pop();
    return value;
  }

  private literal(json: Json | undefined, shape: Shape & { kind: "literal" }): unknown {
    const values = shape.values.map(literalValue);
    const found = values.find((value) => value === json) ?? values.find((value) => isBigint(value, json));
    return this.due(found !== undefined, json, shape, found);
  }

  /** Where a key cannot be left out, null says `undefined`, unless it is a value of the type itself. */
  private optional(json: Json, of: Shape): unknown {
    if (json !== null) return this.read(json, of);
    const depth = this.path.length;
    try {
      return this.read(json, of);
    } catch (error) {
      if (!(error instanceof JsonFormError)) throw error;
      this.path.length = depth;
      return undefined;
    }
  }

  private items(json: Json | undefined, shape: Shape): readonly Json[] {
    return this.due(Array.isArray(json), json, shape, json) as readonly Json[];
  }

  private tuple(json: Json | undefined, shape: Shape & { kind: "tuple" }): unknown[] {
    const { items, rest } = shape;
    const given = this.items(json, shape);
    const least = items.findLastIndex((item) => !["optional", "undefined"].includes(this.resolved(item).kind)) + 1;
    if (given.length < least || (!rest && given.length > items.length)) {
      const most = rest ? "" : least < items.length ? ` to ${items.length}` : "";
      const count = rest && least === items.length ? `at least ${least}` : `${least}${most}`;
      throw new JsonFormError([...this.path], `expected ${count} items, got ${given.length}`);
    }
    return given.map((item, i) => this.part(item, items[i] ?? (rest as Shape), i));
  }

  private object(json: Json | undefined, shape: Shape & { kind: "object" }): Record<string, unknown> {
    const given = this.due(isObject(json), json, shape, json) as { readonly [key: string]: Json };
    const names = shape.fields.map(({ name }) => name);
    const known = new Set(names);
    const others = Object.keys(given).filter((name) => !known.has(name));
    // Ahead of what is missing: that may be the same key, spelled rightly.
    if (!shape.rest && others[0] !== undefined) {
      throw new JsonFormError([...this.path, others[0]], `there is no such key${didYouMean(others[0], names)}`);
    }
    const entries: [string, unknown][] = [];
    for (const { name, shape: field, optional } of shape.fields) {
      if (Object.hasOwn(given, name)) entries.push([name, this.part(given[name], field, name)]);
      else if (!optional) entries.push([name, this.part(undefined, field, name)]);
    }
    for (const name of others) entries.push([name, this.part(given[name], shape.rest as Shape, name)]);
    return Object.fromEntries(entries);
  }

  private map(json: Json | undefined, shape: Shape & { kind: "map" }): Map<unknown, unknown> {
    const pairs = this.items(json, shape).map((pair, i) => {
      const isPair = Array.isArray(pair) && pair.length === 2;
      if (!isPair) throw new JsonFormError([...this.path, i], `expected a pair [key, value], got ${shown(pair)}`);
      this.path.push(i);
      const entry = [this.part(pair[0], shape.key, 0), this.part(pair[1], shape.value, 1)] as const;
      this.path.pop();
      return entry;
    });
    return new Map(pairs);
  }

  /** Of the options that do not fit, the one that was followed furthest says what is wrong. */
  private union(json: Json | undefined, shape: Shape & { kind: "union" }): unknown {
    const tagged = this.tagged(json, shape);
    if (tagged) return this.read(json, tagged);
    const depth = this.path.length;
    let deepest: JsonFormError | undefined;
    for (const option of this.ranked(shape.options)) {
      try {
        return this.read(json, option);
      } catch (error) {
        if (!(error instanceof JsonFormError)) throw error;
        if (!deepest || error.path.length > deepest.path.length) deepest = error;
        this.path.length = depth;
      }
    }
    throw deepest && deepest.path.length > depth ? deepest : this.mismatch(json, shape);
  }

  private tagged(json: Json | undefined, { options, tag }: Shape & { kind: "union" }): Shape | undefined {
    if (tag === undefined || !isObject(json)) return undefined;
    const given = (json as { readonly [key: string]: Json })[tag];
    return options.find((option) => {
      const shape = this.resolved(option);
      const field = shape.kind === "object" ? shape.fields.find(({ name }) => name === tag) : undefined;
      if (field?.shape.kind !== "literal") return false;
      return field.shape.values.map(literalValue).some((value) => value === given || isBigint(value, given));
    });
  }

  private ranked(options: readonly Shape[]): Shape[] {
    const rank = (option: Shape): number => {
      const { kind } = this.resolved(option);
      const place = order.indexOf(kind);
      return place < 0 ? order.length : place;
    };
    return [...options].sort((a, b) => rank(a) - rank(b));
  }

  private resolved(shape: Shape): Shape {
    let resolved = shape;
    while (resolved.kind === "ref") resolved = this.definitions[resolved.to] as Shape;
    return resolved;
  }
}

/** In which the options of a union are tried; what is not among them comes last, as `any` takes everything. */
const order: readonly Shape["kind"][] = [
  "literal",
  "date",
  "string",
  "template",
  "number",
  "int",
  "bigint",
  "bytes",
  "boolean",
  "null",
  "tuple",
  "array",
  "set",
  "map",
  "object",
  "record",
  "nullable",
  "optional",
  "union",
];

const notFinite: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity"]);

/** ISO 8601 as ECMAScript reads it, with the zone that it would otherwise guess. */
const isoDate = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** RFC 4648 4. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isBigint(value: unknown, json: Json | undefined): boolean {
  return (
    typeof value === "bigint" &&
    (typeof json === "string" || typeof json === "number") &&
    String(value) === String(json)
  );
}

function isObject(json: Json | undefined): boolean {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** What there is instead, as short as will do. */
function shown(json: Json): string {
  if (Array.isArray(json)) return "an array";
  if (typeof json === "object" && json !== null) return "an object";
  const text = JSON.stringify(json);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
