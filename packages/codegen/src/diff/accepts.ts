import type { Field, LiteralValue, Shape } from "@hawser/core";

export type Definitions = Readonly<Record<string, Shape>>;

export interface Sides {
  /** The definitions of who reads. */
  readonly reader: Definitions;
  /** The definitions of who writes. */
  readonly writer: Definitions;
}

/**
 * Whether whatever one schema lets an end write is something that another schema lets the other end read, in maps: the
 * reader leaves out fields that it does not know, and converts what some languages cannot tell apart, as long as nothing
 * is lost by that. In doubt it says no: of a union it asks for one option that reads all that an option writes.
 */
export class Acceptance {
  readonly #sides: Sides;
  /** What is known of pairs of reader and writer; a pair that is being asked about counts as yes. */
  readonly #known = new Map<Shape, Map<Shape, boolean>>();
  #assumed: [Shape, Shape][] = [];
  #depth = 0;

  constructor(sides: Sides) {
    this.#sides = sides;
  }

  accepts(reader: Shape, writer: Shape): boolean {
    const known = this.#known.get(reader)?.get(writer);
    if (known !== undefined) return known;
    this.#note(reader, writer, true);
    this.#assumed.push([reader, writer]);
    this.#depth += 1;
    const accepted = this.#decide(reader, writer);
    this.#depth -= 1;
    if (!accepted) this.#note(reader, writer, false);
    if (this.#depth === 0) {
      // What rested on an assumption is asked anew unless all of it has held.
      if (!accepted) this.#forget();
      this.#assumed = [];
    }
    return accepted;
  }

  #note(reader: Shape, writer: Shape, accepted: boolean): void {
    const byWriter = this.#known.get(reader) ?? new Map<Shape, boolean>();
    this.#known.set(reader, byWriter.set(writer, accepted));
  }

  #forget(): void {
    for (const [reader, writer] of this.#assumed) {
      if (this.#known.get(reader)?.get(writer) === true) this.#known.get(reader)?.delete(writer);
    }
  }

  #decide(reader: Shape, writer: Shape): boolean {
    if (reader.kind === "ref") return this.accepts(resolved(reader, this.#sides.reader), writer);
    if (writer.kind === "ref") return this.accepts(reader, resolved(writer, this.#sides.writer));
    if (reader.kind === "any" || reader.kind === "unknown") return true;
    // What may be several things is read where each of them is.
    if (writer.kind === "nullable") return this.accepts(reader, nothing) && this.accepts(reader, writer.of);
    if (writer.kind === "optional") return this.accepts(reader, absent) && this.accepts(reader, writer.of);
    if (writer.kind === "union") return writer.options.every((option) => this.accepts(reader, option));
    if (writer.kind === "literal") return writer.values.every((value) => this.#acceptsValue(reader, value));
    if (writer.kind === "boolean" && reader.kind === "literal") {
      return [true, false].every((value) => reader.values.includes(value));
    }
    switch (reader.kind) {
      case "nullable":
        return writer.kind === "null" || this.accepts(reader.of, writer);
      case "optional":
        return writer.kind === "undefined" || this.accepts(reader.of, writer);
      case "union":
        return this.#acceptsInUnion(reader, writer);
      case "json":
        return this.#isJson(writer);
      default:
        return this.#acceptsKind(reader, writer);
    }
  }

  #acceptsValue(reader: Shape, value: LiteralValue): boolean {
    const shape = reader.kind === "ref" ? resolved(reader, this.#sides.reader) : reader;
    switch (shape.kind) {
      case "any":
      case "unknown":
        return true;
      case "nullable":
      case "optional":
        return value === null || this.#acceptsValue(shape.of, value);
      case "union":
        return shape.options.some((option) => this.#acceptsValue(option, value));
      case "literal":
        return shape.values.some((allowed) => sameNumber(allowed, value));
      case "json":
        return typeof value !== "object" || value === null;
      case "bigint":
        return isBigint(value) || Number.isInteger(value);
      case "int":
        return Number.isSafeInteger(value);
      default:
        return shape.kind === typeof value;
    }
  }

  #acceptsInUnion(reader: Shape & { kind: "union" }, writer: Shape): boolean {
    const { options, tag } = reader;
    const values = tag === undefined ? undefined : tagValues(writer, tag);
    if (tag === undefined || !values) return options.some((option) => this.accepts(option, writer));
    return values.every((value) => {
      const named = options.find((option) =>
        tagValues(resolved(option, this.#sides.reader), tag)?.some((allowed) => sameNumber(allowed, value)),
      );
      return named !== undefined && this.accepts(named, withTag(writer, tag, value));
    });
  }

  #acceptsKind(reader: Shape, writer: Shape): boolean {
    switch (reader.kind) {
      case "string":
        return writer.kind === "string" || writer.kind === "template";
      case "template":
        return writer.kind === "template" && JSON.stringify(writer.parts) === JSON.stringify(reader.parts);
      case "number":
        return writer.kind === "number" || writer.kind === "int";
      case "bigint":
        return writer.kind === "bigint" || writer.kind === "int";
      case "undefined":
        return writer.kind === "undefined" || writer.kind === "null";
      case "array":
        return itemsOf(writer)?.every((item) => this.accepts(reader.item, item)) ?? false;
      case "set": {
        const items = writer.kind === "set" ? [writer.item] : itemsOf(writer);
        return items?.every((item) => this.accepts(reader.item, item)) ?? false;
      }
      case "tuple":
        return this.#acceptsTuple(reader, writer);
      case "object":
        return this.#acceptsObject(reader, writer);
      case "record":
        return this.#acceptsRecord(reader, writer);
      case "map":
        return (
          (writer.kind === "map" || writer.kind === "record") &&
          this.accepts(reader.key, writer.key) &&
          this.accepts(reader.value, writer.value)
        );
      default:
        return reader.kind === writer.kind;
    }
  }

  #acceptsTuple(reader: Shape & { kind: "tuple" }, writer: Shape): boolean {
    if (writer.kind !== "tuple" && writer.kind !== "array") return false;
    const { items, rest } = writer.kind === "tuple" ? writer : { items: [], rest: writer.item };
    if (leastItems(reader.items, this.#sides.reader) > leastItems(items, this.#sides.writer)) return false;
    // Behind both lists come the rests.
    const count = Math.max(items.length, reader.items.length) + 1;
    return Array.from({ length: count }, (_, i) => i).every((i) => {
      const written = items[i] ?? rest;
      const read = reader.items[i] ?? reader.rest;
      // What the reader does not know it leaves out.
      return !written || !read || this.accepts(read, written);
    });
  }

  #acceptsObject(reader: Shape & { kind: "object" }, writer: Shape): boolean {
    const written = objectOf(writer, this.#sides.writer);
    if (!written) return false;
    const byName = new Map(written.fields.map((field) => [field.name, field]));
    const names = new Set(reader.fields.map(({ name }) => name));
    const readsOthers = (shape: Shape): boolean => !reader.rest || this.accepts(reader.rest, shape);
    return (
      reader.fields.every((field) => this.#acceptsField(field, byName.get(field.name), written.rest)) &&
      written.fields.every(
        (field) =>
          names.has(field.name) ||
          (readsOthers(field.shape) && (!field.optional || field.exact || readsOthers(absent))),
      ) &&
      (!written.rest || readsOthers(written.rest))
    );
  }

  /** @param rest what a writer that does not declare the field may yet write there. */
  #acceptsField(reader: Field, writer: Field | undefined, rest: Shape | undefined): boolean {
    const mayBeAbsent = !writer || writer.optional === true;
    if (mayBeAbsent && !reader.optional && !this.accepts(reader.shape, absent)) return false;
    if (!writer) return !rest || this.accepts(reader.shape, rest);
    const mayBeUndefined = writer.optional && !writer.exact;
    const readsUndefined = (reader.optional && !reader.exact) || this.accepts(reader.shape, absent);
    return (!mayBeUndefined || readsUndefined) && this.accepts(reader.shape, writer.shape);
  }

  #acceptsRecord(reader: Shape & { kind: "record" }, writer: Shape): boolean {
    if (writer.kind === "object") {
      const { fields, rest } = writer;
      const names: Shape = { kind: "literal", values: fields.map(({ name }) => name) };
      return (
        this.#hasKeysOf(reader, writer) &&
        this.accepts(reader.key, names) &&
        fields.every((field) =>
          this.accepts(reader.value, field.optional && !field.exact ? maybe(field) : field.shape),
        ) &&
        (!rest || (this.accepts(reader.key, { kind: "string" }) && this.accepts(reader.value, rest)))
      );
    }
    return (
      writer.kind === "record" &&
      this.#hasKeysOf(reader, writer) &&
      this.accepts(reader.key, writer.key) &&
      this.accepts(reader.value, writer.value)
    );
  }

  /** A record whose keys are listed has all of them, unless it is partial. */
  #hasKeysOf(reader: Shape & { kind: "record" }, writer: Shape): boolean {
    const needed = reader.partial ? undefined : listedKeys(reader.key, this.#sides.reader);
    if (!needed) return true;
    const written = objectOf(writer, this.#sides.writer)?.fields ?? [];
    return needed.every((key) => written.some(({ name, optional }) => name === key && !optional));
  }

  #isJson(shape: Shape): boolean {
    switch (shape.kind) {
      case "json":
      case "string":
      case "template":
      case "number":
      case "int":
      case "boolean":
      case "null":
        return true;
      case "array":
      case "tuple":
        return itemsOf(shape)?.every((item) => this.accepts(anyJson, item)) ?? false;
      case "record":
        return this.accepts(anyJson, shape.value);
      case "object":
        return [...shape.fields.map((field) => field.shape), ...(shape.rest ? [shape.rest] : [])].every((part) =>
          this.accepts(anyJson, part),
        );
      default:
        return false;
    }
  }
}

const nothing: Shape = { kind: "null" };
const absent: Shape = { kind: "undefined" };
const anyJson: Shape = { kind: "json" };

/** The shape behind references. */
export function resolved(shape: Shape, definitions: Definitions): Shape {
  let behind = shape;
  while (behind.kind === "ref") behind = definitions[behind.to] as Shape;
  return behind;
}

function maybe({ shape }: Field): Shape {
  return { kind: "optional", of: shape };
}

function isBigint(value: LiteralValue): value is { readonly bigint: string } {
  return typeof value === "object" && value !== null;
}

/** Whether one is the other, or the same whole number of the other type. */
function sameNumber(a: LiteralValue, b: LiteralValue): boolean {
  if (isBigint(a)) return isBigint(b) ? a.bigint === b.bigint : Number.isInteger(b) && a.bigint === String(b);
  return isBigint(b) ? sameNumber(b, a) : a === b;
}

/** The values of the key that tells options apart; `undefined` where the shape is no object that always has one. */
export function tagValues(shape: Shape, tag: string): readonly LiteralValue[] | undefined {
  const field = shape.kind === "object" ? shape.fields.find(({ name }) => name === tag) : undefined;
  return field?.shape.kind === "literal" && !field.optional ? field.shape.values : undefined;
}

function withTag(shape: Shape, tag: string, value: LiteralValue): Shape {
  if (shape.kind !== "object") return shape;
  const fields = shape.fields.map(
    (field): Field => (field.name === tag ? { name: tag, shape: { kind: "literal", values: [value] } } : field),
  );
  return { ...shape, fields };
}

/** What may be in a list; `undefined` for what is none. */
function itemsOf(shape: Shape): readonly Shape[] | undefined {
  if (shape.kind === "array") return [shape.item];
  return shape.kind === "tuple" ? [...shape.items, ...(shape.rest ? [shape.rest] : [])] : undefined;
}

/** How many items there always are. */
function leastItems(items: readonly Shape[], definitions: Definitions): number {
  const isOmissible = (item: Shape): boolean => ["optional", "undefined"].includes(resolved(item, definitions).kind);
  return items.findLastIndex((item) => !isOmissible(item)) + 1;
}

/** What is written as a map with names, as an object. */
function objectOf(shape: Shape, definitions: Definitions): (Shape & { kind: "object" }) | undefined {
  if (shape.kind === "object") return shape;
  if (shape.kind !== "record") return undefined;
  const keys = listedKeys(shape.key, definitions);
  if (!keys) return { kind: "object", fields: [], rest: shape.value };
  const absence = shape.partial ? { optional: true as const, exact: true as const } : {};
  return { kind: "object", fields: keys.map((name) => ({ name, shape: shape.value, ...absence })) };
}

function listedKeys(key: Shape, definitions: Definitions): readonly string[] | undefined {
  const shape = resolved(key, definitions);
  return shape.kind === "literal"
    ? shape.values.map((value) => (isBigint(value) ? value.bigint : String(value)))
    : undefined;
}
