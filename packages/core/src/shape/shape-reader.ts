import type { z } from "zod";
import { schemaError } from "../schema/schema-error.js";
import type { Side, ZodType } from "../schema/zod.js";
import type { Resolve } from "./canonical.js";
import type { Definitions } from "./definitions.js";
import { intersect } from "./intersect.js";
import { compare, isJsonType, literalOf, unionOf } from "./normalize.js";
import type { Annotations, Field, Shape, ShapeNode } from "./shape.js";

/** Reads one side of zod types into shapes. Besides the checks, the only place that knows how zod describes itself. */
export class ShapeReader {
  private readonly resolve: Resolve = (key) => this.definitions.resolve(key);

  constructor(
    private readonly definitions: Definitions,
    private readonly side: Side,
  ) {}

  /** @throws HawserError `invalid_schema` at `path` (or deeper) for a type that cannot travel. */
  read(type: ZodType, path: string): Shape {
    if (!isZodType(type)) throw schemaError(path, "expected a zod 4 type");
    const meta = metaOf(type);
    const brand = isBranded(type, meta, path);
    const original = type._zod.parent as ZodType | undefined;
    if (brand && meta.id === undefined && original && this.side === "output") {
      return { ...this.read(original, path), ...unlike(meta.annotations, metaOf(original).annotations) };
    }
    return this.definitions.enter(type, this.side, { id: meta.id, brand }, path, () => {
      const shape = this.node(type, path);
      return { ...shape, ...meta.annotations };
    });
  }

  private node(type: ZodType, path: string): Shape {
    const def = (type as z.core.$ZodTypes)._zod.def;
    // A coercing type takes anything on its input side.
    if (this.side === "input" && "coerce" in def && def.coerce) return { kind: "unknown" };

    switch (def.type) {
      case "string":
      case "boolean":
      case "null":
      case "undefined":
      case "bigint":
      case "date":
      case "any":
      case "unknown":
        return { kind: def.type };
      case "void":
        return { kind: "undefined" };
      case "number":
        return { kind: isInteger(def) ? "int" : "number" };
      case "literal":
        return this.literal(def.values, path);
      case "enum":
        return this.literal([...((type as z.core.$ZodEnum)._zod.values ?? [])], path);
      case "template_literal":
        return {
          kind: "template",
          parts: def.parts.map((part, i) =>
            typeof part === "object" && part !== null ? this.read(part as ZodType, `${path}[${i}]`) : String(part),
          ),
        };
      case "array":
        return { kind: "array", item: this.read(def.element, `${path}[]`) };
      case "tuple":
        return {
          kind: "tuple",
          items: def.items.map((item, i) => this.read(item, `${path}[${i}]`)),
          ...(def.rest && { rest: this.read(def.rest, `${path}[...]`) }),
        };
      case "object":
        return this.object(def, path);
      case "record":
        return this.record(def, path);
      case "map":
        return {
          kind: "map",
          key: this.read(def.keyType, `${path}.<key>`),
          value: this.read(def.valueType, `${path}.<value>`),
        };
      case "set":
        return { kind: "set", item: this.read(def.valueType, `${path}[]`) };
      case "union":
        return unionOf(
          def.options.map((option, i) => this.read(option, `${path}|${i}`)),
          { tag: (def as Partial<z.core.$ZodDiscriminatedUnionDef>).discriminator, resolve: this.resolve },
        );
      case "intersection":
        return intersect(this.read(def.left, `${path}&0`), this.read(def.right, `${path}&1`), this.resolve, path);
      case "lazy": {
        const inner = def.getter();
        return isJsonType(type, inner) ? { kind: "json" } : this.read(inner, path);
      }
      case "nullable":
        return nullable(this.read(def.innerType, path));
      case "optional":
        return optional(this.read(def.innerType, path));
      case "nonoptional": {
        const inner = this.read(def.innerType, path);
        return inner.kind === "optional" ? inner.of : inner;
      }
      case "default":
      case "prefault":
        return this.side === "input" ? optional(this.read(def.innerType, path)) : this.required(def.innerType, path);
      case "catch":
        return this.side === "input" ? { kind: "unknown" } : this.read(def.innerType, path);
      case "readonly":
        return { ...this.read(def.innerType, path), readonly: true };
      case "success":
        return this.side === "input" ? this.read(def.innerType, path) : { kind: "boolean" };
      case "pipe":
        return this.pipe(def, path);
      case "custom":
        return this.custom(type, path);
      case "transform":
        if (this.side === "input") return { kind: "unknown" };
        throw schemaError(
          path,
          "what a transform returns has no declared type; add `.pipe(<type>)` after it, or use z.codec",
        );
      default:
        throw schemaError(path, `${article(def.type)} cannot travel; ${remedies[def.type] ?? "declare another type"}`);
    }
  }

  private literal(values: readonly unknown[], path: string): Shape {
    return literalOf(values, (value) => {
      throw schemaError(
        path,
        `the literal ${String(value)} cannot travel; only strings, finite numbers, booleans, null, undefined and bigints do`,
      );
    });
  }

  private object(def: z.core.$ZodObjectDef, path: string): ShapeNode {
    const fields: Field[] = [];
    for (const [name, field] of Object.entries(def.shape)) {
      if (name === "__proto__") throw schemaError(`${path}.${name}`, "an object cannot declare this key; rename it");
      fields.push(this.field(name, field, `${path}.${name}`));
    }
    fields.sort((a, b) => compare(a.name, b.name));
    // `never` is how a strict object says that it takes no other key.
    const rest = def.catchall && def.catchall._zod.def.type !== "never" && this.read(def.catchall, `${path}.<other>`);
    return { kind: "object", fields, ...(rest && { rest }) };
  }

  private field(name: string, type: ZodType, path: string): Field {
    const shape = this.read(type, path);
    const presence = this.side === "input" ? type._zod.optin : type._zod.optout;
    if (presence === undefined) return { name, shape };
    return {
      name,
      shape: shape.kind === "optional" ? { ...annotationsOf(shape), ...shape.of } : shape,
      optional: true,
      ...(this.isExact(type, path) && { exact: true }),
    };
  }

  /** Whether a key may be absent but never present with `undefined`. */
  private isExact(type: ZodType, path: string): boolean {
    if (!(type as z.core.$ZodTypes)._zod.traits.has("$ZodExactOptional")) return false;
    return !allowsUndefined(this.read((type as z.core.$ZodOptional)._zod.def.innerType, path), this.resolve);
  }

  private record(def: z.core.$ZodRecordDef, path: string): ShapeNode {
    const key = this.read(def.keyType, `${path}.<key>`);
    const declared = this.read(def.valueType, `${path}.<value>`);
    // A loose record also keeps keys that are not of the key type, with whatever they hold.
    const value: Shape = def.mode === "loose" ? { kind: "unknown" } : declared;
    const partial = "partial" in def && def.partial === true;
    return { kind: "record", key, value, ...(partial && { partial: true }) };
  }

  /** An inner type whose absence a default fills in. */
  private required(inner: ZodType, path: string): Shape {
    const shape = this.read(inner, path);
    return shape.kind === "optional" ? shape.of : shape;
  }

  private pipe(def: z.core.$ZodPipeDef, path: string): Shape {
    const end = this.side === "input" ? def.in : def.out;
    return this.read(end, path);
  }

  private custom(type: ZodType, path: string): ShapeNode {
    const made = classOf(type);
    if (made === Uint8Array) return { kind: "bytes" };
    if (made === Date) return { kind: "date" };
    throw schemaError(
      path,
      typeof made === "function"
        ? `an instance of ${made.name} cannot travel; z.instanceof works for Uint8Array and Date, z.codec for the rest`
        : "z.custom declares no type that could travel; use z.codec from a type that can",
    );
  }
}

const remedies: Record<string, string> = {
  function: "declare a procedure instead",
  promise: "declare the type that it resolves to",
  symbol: "use a string or an enum",
  nan: "use z.number(), or z.any() where NaN must pass",
  never: "remove the key, or use z.undefined()",
  file: "declare bytes as z.instanceof(Uint8Array)",
};

function article(typeName: string): string {
  return typeName === "nan" ? "NaN as a type" : `a ${typeName}`;
}

/** The types of the declared keys of a `z.object`, each to be checked on its own; `undefined` for any other type. */
export function fieldTypesOf(type: ZodType): Readonly<Record<string, ZodType>> | undefined {
  if (!isZodType(type)) return undefined;
  const { def } = (type as z.core.$ZodTypes)._zod;
  return def.type === "object" ? def.shape : undefined;
}

function isZodType(type: unknown): type is ZodType {
  return typeof type === "object" && type !== null && "_zod" in type;
}

/** The class of `z.instanceof`; a description or a check makes a new type, which knows only the type that it was. */
export function classOf(type: ZodType): unknown {
  return (type._zod.bag as { Class?: unknown }).Class ?? (type._zod.parent && classOf(type._zod.parent));
}

function isInteger(def: z.core.$ZodNumberDef & { format?: string }): boolean {
  const formats = [def.format, ...(def.checks ?? []).map((check) => (check._zod.def as { format?: string }).format)];
  return formats.some((format) => format === "safeint" || format === "int32" || format === "uint32");
}

function nullable(of: Shape): Shape {
  return of.kind === "nullable" ||
    of.kind === "null" ||
    of.kind === "any" ||
    of.kind === "unknown" ||
    of.kind === "json"
    ? of
    : { kind: "nullable", of };
}

function optional(of: Shape): Shape {
  return of.kind === "optional" || of.kind === "undefined" ? of : { kind: "optional", of };
}

function allowsUndefined(shape: Shape, resolve: Resolve): boolean {
  switch (shape.kind) {
    case "any":
    case "optional":
    case "undefined":
    case "unknown":
      return true;
    case "nullable":
      return allowsUndefined(shape.of, resolve);
    case "union":
      return shape.options.some((option) => allowsUndefined(option, resolve));
    case "ref": {
      const target = resolve(shape.to);
      // Met again below itself, a type allows nothing that it does not allow above.
      return !!target && allowsUndefined(target, (name) => (name === shape.to ? undefined : resolve(name)));
    }
    default:
      return false;
  }
}

function annotationsOf({ name, description, deprecated, readonly }: Shape): Annotations {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    ...(readonly && { readonly }),
  };
}

/**
 * Whether the user said that the type has a brand. What is made of such a type, by `.describe()` or a check, still has
 * it, though not the `id`.
 *
 * @throws HawserError `invalid_schema` at `path` for a brand without a name, or what is no brand.
 */
function isBranded(type: ZodType, { id, brand }: Meta, path: string): boolean {
  if (brand !== undefined && typeof brand !== "boolean") {
    throw schemaError(path, "`brand` is neither true nor false; say `brand: true`, and name the brand with `id`");
  }
  if (!brand || id !== undefined) return brand === true;
  const original = type._zod.parent as ZodType | undefined;
  if (original && metaOf(original).brand === true) return isBranded(original, metaOf(original), path);
  throw schemaError(path, "a brand needs a name; put an `id` beside `brand: true`, in the same `.meta()`");
}

/** What is said of a type that is not said of the one that it was made of. */
function unlike({ description, deprecated }: Annotations, original: Annotations): Annotations {
  return {
    ...(description !== undefined && description !== original.description && { description }),
    ...(deprecated && !original.deprecated && { deprecated }),
  };
}

interface Meta {
  readonly id?: string;
  readonly brand?: unknown;
  readonly annotations: Annotations;
}

/** What the user attached with `.meta()` and `.describe()`. */
function metaOf(type: ZodType): Meta {
  const meta = (type as { meta?: () => Record<string, unknown> | undefined }).meta?.() ?? {};
  return {
    ...(typeof meta.id === "string" && { id: meta.id }),
    brand: meta.brand,
    annotations: {
      ...(typeof meta.description === "string" && { description: meta.description }),
      ...(meta.deprecated === true && { deprecated: true }),
    },
  };
}
