import type { Annotations, Shape } from "@hawser/core";
import type { ObjectShape } from "../../stub/parts.js";
import { printJsonLiteral } from "./json-literal.js";
import type { Dialect, JsonSchema } from "./json-schema.js";
import { countedKeysOf, keyPatternOf } from "./record-keys.js";
import { templatePattern } from "./template-pattern.js";

/** What the schema of a whole depends on. */
export interface JsonSchemaContext extends Dialect {
  /** What a `ref` points to. */
  readonly definitions: Readonly<Record<string, Shape>>;
  /** The type that an object is written down as, once for all of its places; undefined where it stands alone. */
  sharedAs(shape: ObjectShape): SharedSchema | undefined;
}

export interface SharedSchema {
  /** URI reference of it. */
  readonly ref: string;
  readonly description: string | undefined;
}

/**
 * The JSON Schema of a shape's values in their JSON form: a date is an ISO 8601 string, bytes are base64, a bigint is its
 * decimal digits, a map an array of pairs, a set an array; a key that is undefined is absent, anything else undefined is null.
 * Objects may have more keys than are declared, as on the wire: whoever does not know them leaves them out.
 */
export function jsonSchemaOf(shape: Shape, context: JsonSchemaContext): JsonSchema {
  const shared = shape.kind === "object" ? context.sharedAs(shape) : undefined;
  return shared ? reference(shared, shape, context) : wholeJsonSchemaOf(shape, context);
}

/** The same, written down here even where it is shared with other places; only its parts may stand elsewhere. */
export function wholeJsonSchemaOf(shape: Shape, context: JsonSchemaContext): JsonSchema {
  return annotated(unannotated(shape, context), shape, context);
}

/** What a shared type says of itself is not said again. */
function reference({ ref, description }: SharedSchema, shape: Annotations, context: JsonSchemaContext): JsonSchema {
  const { description: own, deprecated } = shape;
  const notes = {
    ...(own !== undefined && own !== description && { description: own }),
    ...(deprecated && { deprecated }),
  };
  return annotated({ $ref: ref }, notes, context);
}

function unannotated(shape: Shape, context: JsonSchemaContext): JsonSchema {
  const of = (part: Shape): JsonSchema => jsonSchemaOf(part, context);
  switch (shape.kind) {
    case "any":
    case "unknown":
    case "json":
      return true;
    case "string":
    case "number":
    case "boolean":
    case "null":
      return { type: shape.kind };
    case "int":
      return { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    case "undefined":
      return { type: "null" };
    case "bigint":
      return { type: "string", pattern: "^-?[0-9]+$" };
    case "date":
      return { type: "string", format: "date-time" };
    case "bytes":
      return { type: "string", contentEncoding: "base64", pattern: base64Pattern };
    case "literal": {
      const values = shape.values.map(printJsonLiteral);
      return values.length === 1 ? { const: values[0] } : { enum: [...new Set(values)] };
    }
    case "template":
      return { type: "string", pattern: `^${templatePattern(shape, context.definitions)}$` };
    case "nullable":
    case "optional":
      return orNull(of(shape.of));
    case "array":
      return { type: "array", items: of(shape.item) };
    case "set":
      return {
        type: "array",
        items: of(shape.item),
        ...(isComparedByValue(shape.item) && { uniqueItems: true }),
      };
    case "tuple":
      return tuple(shape, context);
    case "map": {
      const pair = [of(shape.key), of(shape.value)];
      return { type: "array", items: { type: "array", ...itemsInPlace(pair, undefined, context), minItems: 2 } };
    }
    case "object":
      return object(shape, context);
    case "record":
      return record(shape, context);
    case "union": {
      const schemas = shape.options.map((option) => of(option));
      return { [shape.tag === undefined ? "anyOf" : "oneOf"]: schemas };
    }
    case "ref":
      return { $ref: context.refTo(shape.to) };
    default:
      return shape satisfies never;
  }
}

/** RFC 4648, section 4. */
const base64Pattern = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

function object(shape: Shape & { kind: "object" }, context: JsonSchemaContext): JsonSchema {
  const required = shape.fields
    .filter(({ optional, shape }) => !optional && !mayBeAbsent(shape))
    .map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(shape.fields.map(({ name, shape }) => [name, fieldSchema(shape, context)])),
    ...(required.length > 0 && { required }),
    ...(shape.rest && { additionalProperties: jsonSchemaOf(shape.rest, context) }),
  };
}

/** A key that is there has a value. */
function fieldSchema(shape: Shape, context: JsonSchemaContext): JsonSchema {
  if (shape.kind === "undefined") return annotated({ not: {} }, shape, context);
  return shape.kind === "optional"
    ? annotated(jsonSchemaOf(shape.of, context), shape, context)
    : jsonSchemaOf(shape, context);
}

function record({ key, value, partial }: Shape & { kind: "record" }, context: JsonSchemaContext): JsonSchema {
  const schema = jsonSchemaOf(value, context);
  const keys = countedKeysOf(key, context.definitions);
  if (keys) {
    return {
      type: "object",
      properties: Object.fromEntries(keys.map((key) => [key, schema])),
      ...(!partial && { required: keys }),
      additionalProperties: false,
    };
  }
  const pattern = keyPatternOf(key, context.definitions);
  return {
    type: "object",
    ...(pattern !== undefined && { propertyNames: { type: "string", pattern } }),
    additionalProperties: schema,
  };
}

function tuple({ items, rest }: Shape & { kind: "tuple" }, context: JsonSchemaContext): JsonSchema {
  const least = items.findLastIndex((item) => !mayBeAbsent(item)) + 1;
  const schemas = items.map((item) => jsonSchemaOf(item, context));
  const restSchema = rest && jsonSchemaOf(rest, context);
  return { type: "array", ...itemsInPlace(schemas, restSchema, context), ...(least > 0 && { minItems: least }) };
}

/** The schemas of the first items and of those behind them; without `rest` there are none behind them. */
function itemsInPlace(
  items: readonly JsonSchema[],
  rest: JsonSchema | undefined,
  { version }: Dialect,
): { readonly [keyword: string]: unknown } {
  if (items.length === 0) return rest === undefined ? { maxItems: 0 } : { items: rest };
  const end = rest === undefined ? { maxItems: items.length } : undefined;
  return version === "2020-12"
    ? { prefixItems: items, ...(end ?? { items: rest }) }
    : { items, ...(end ?? { additionalItems: rest }) };
}

function mayBeAbsent({ kind }: Shape): boolean {
  return kind === "optional" || kind === "undefined";
}

/** Sets hold objects, dates among them, that are equal and not the same. */
function isComparedByValue({ kind }: Shape): boolean {
  return ["string", "number", "int", "boolean", "bigint", "literal", "template"].includes(kind);
}

function orNull(schema: JsonSchema): JsonSchema {
  if (schema === true) return true;
  const { type } = schema;
  if (Array.isArray(type) && type.includes("null")) return schema;
  return typeof type === "string" ? { ...schema, type: [type, "null"] } : { anyOf: [schema, { type: "null" }] };
}

function annotated(schema: JsonSchema, shape: Annotations, { version }: Dialect): JsonSchema {
  const { description, deprecated } = shape;
  if (description === undefined && !deprecated) return schema;
  const notes = { ...(description !== undefined && { description }), ...(deprecated && { deprecated }) };
  if (schema === true) return notes;
  const bare = version === "draft-07" && "$ref" in schema ? { allOf: [schema] } : schema;
  return { ...notes, ...bare, ...notes };
}
