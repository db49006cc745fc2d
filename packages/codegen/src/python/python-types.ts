import type { Field, LiteralValue, ScalarKind, SchemaShape, Shape } from "@hawser/core";
import type { Names } from "../stub/names.js";
import { callOf, type Expression, keyword } from "./expression.js";
import { printDocstring } from "./python-docs.js";
import { isBareUnion, isHashable, takesNone } from "./python-facts.js";
import { literalTypes, pythonLiteral, pythonString } from "./python-literal.js";
import { className, classSuffix, constantName, ScopeNames, snakeCase, typeBeside } from "./python-names.js";

/** How values of a shape look in Python, and how they travel. */
export interface PythonType {
  readonly type: string;
  readonly codec: Expression;
}

/** An attribute of a dataclass, or a parameter that stands for one. */
export interface Attribute {
  readonly name: string;
  /** The name of its field in the schema; absent where it stands for all other keys. */
  readonly field?: string;
  readonly type: string;
  /** Absent where it has to be given. */
  readonly default?: string;
  readonly docs?: readonly (string | undefined)[];
}

/** A constant of the module that holds a codec. */
export interface CodecConstant {
  readonly name: string;
  readonly value: Expression;
  /** Whether it is named before it is there, so that its type has to be told. */
  isLazy(): boolean;
}

/** The dataclasses, aliases and codecs that the operations of a schema need; each is declared when it is first asked for. */
export class PythonTypes {
  /** Dataclasses in the order in which they were asked for. */
  readonly classes: string[][] = [];
  /** Names for types that are no class, each behind those that it is made of. */
  readonly aliases: string[] = [];
  /** Each behind those that it is made of. */
  readonly codecs: CodecConstant[] = [];
  private readonly attributesByClass = new Map<string, readonly Attribute[]>();
  private readonly definitions: SchemaShape["definitions"];
  private readonly known = new Map<string, PythonType>();
  /** Definitions whose own parts are being looked at. */
  private readonly open = new Set<string>();
  /** Constants that are named before they are there. */
  private readonly lazy = new Set<Expression>();

  /**
   * @param names the classes and aliases of the module
   * @param constants the constants of the module
   */
  constructor(
    schema: SchemaShape,
    private readonly names: Names,
    private readonly constants: Names,
  ) {
    this.definitions = schema.definitions;
  }

  /** @param name what the type is called where it needs a name. */
  of(shape: Shape, name: string): PythonType {
    switch (shape.kind) {
      case "object":
        return this.object(shape, this.nameOf(name));
      case "ref":
        return this.ref(shape.to);
      case "union":
        return this.short(this.union(shape, name), name, shape);
      case "literal":
        return this.short(
          {
            type: literalTypes(shape.values).join(" | "),
            codec: callOf("hawser.LiteralCodec", shape.values.map(pythonLiteral)),
          },
          name,
          shape,
        );
      case "nullable": {
        const { type, codec } = this.of(shape.of, name);
        return { type: either(type, "None"), codec: callOf("hawser.NullableCodec", [codec]) };
      }
      case "optional": {
        const { type, codec } = this.of(shape.of, name);
        return {
          type: either(type, this.takesNone(shape.of) ? "hawser.Undefined" : "None"),
          codec: callOf("hawser.OptionalCodec", [codec]),
        };
      }
      case "array": {
        const { type, codec } = this.of(shape.item, `${name}Item`);
        return { type: `list[${type}]`, codec: callOf("hawser.ArrayCodec", [codec]) };
      }
      case "set": {
        const { type, codec } = this.of(shape.item, `${name}Item`);
        const collection = isHashable(shape.item, this.definitions) ? "set" : "list";
        return { type: `${collection}[${type}]`, codec: callOf("hawser.SetCodec", [codec, collection]) };
      }
      case "map": {
        const key = this.of(shape.key, `${name}Key`);
        const value = this.of(shape.value, `${name}Value`);
        const isDict = isHashable(shape.key, this.definitions);
        return {
          type: isDict ? `dict[${key.type}, ${value.type}]` : `list[tuple[${key.type}, ${value.type}]]`,
          codec: callOf("hawser.MapCodec", [key.codec, value.codec, isDict ? "dict" : "list"]),
        };
      }
      case "record":
        return this.record(shape, name);
      case "tuple":
        return this.tuple(shape, name);
      case "template":
        return scalars.string;
      default:
        return scalars[shape.kind];
    }
  }

  /** The attributes of a dataclass; undefined where the type is none. */
  attributesOf(type: string): readonly Attribute[] | undefined {
    return this.attributesByClass.get(type);
  }

  takesNone(shape: Shape): boolean {
    return takesNone(shape, this.definitions);
  }

  /** A name of the module, and the constant for the codec of what is called so. */
  private nameOf(wanted: string): TypeNames {
    const name = this.names.take(wanted);
    return { name, constant: this.constants.take(constantName(name)) };
  }

  private object(shape: Shape & { kind: "object" }, { name, constant }: TypeNames): PythonType {
    const lines: string[] = [];
    this.classes.push(lines);
    const scope = new ScopeNames();
    const fields = shape.fields.map((field) => this.field(field, name, scope));
    const rest = shape.rest && { name: scope.take("rest"), ...this.of(shape.rest, `${name}Rest`) };
    const attributes: Attribute[] = [
      ...fields.map(({ attribute }) => attribute),
      ...(rest
        ? [
            {
              name: rest.name,
              type: `dict[str, ${rest.type}]`,
              default: "dataclasses.field(default_factory=lambda: {})",
              docs: ["All other keys."],
            },
          ]
        : []),
    ];
    lines.push(...printDataclass(name, shape, attributes));
    this.attributesByClass.set(name, attributes);
    this.declare(
      constant,
      callOf("hawser.ObjectCodec", [
        name,
        ...fields.map(({ codec }) => codec),
        ...(rest ? [keyword("rest", { head: "(", items: [pythonString(rest.name), rest.codec], tail: ")" })] : []),
      ]),
    );
    return { type: name, codec: constant };
  }

  private field(field: Field, owner: string, scope: ScopeNames): { attribute: Attribute; codec: Expression } {
    const name = scope.take(snakeCase(field.name));
    const { type, codec } = this.of(field.shape, `${owner}${classSuffix(field.name)}`);
    const isUndefined = field.optional && this.takesNone(field.shape);
    const only = field.optional ? undefined : onlyLiteral(field.shape);
    const attribute = {
      name,
      field: field.name,
      type: field.optional ? either(type, isUndefined ? "hawser.Undefined" : "None") : type,
      ...(field.optional && { default: isUndefined ? "hawser.UNDEFINED" : "None" }),
      ...(field.shape.kind === "undefined" && !field.optional && { default: "None" }),
      ...(only !== undefined && { default: only }),
      docs: [field.shape.kind === "object" ? undefined : field.shape.description, deprecation(field.shape)],
    };
    return {
      attribute,
      codec: callOf("hawser.Field", [
        pythonString(field.name),
        pythonString(name),
        codec,
        ...(field.optional ? ["optional=True"] : []),
      ]),
    };
  }

  private ref(to: string): PythonType {
    const known = this.known.get(to);
    if (known) return this.open.has(to) ? this.lazily(known) : known;
    const shape = this.definitions[to] as Shape;
    const names = this.nameOf(className(to));
    this.open.add(to);
    this.known.set(to, { type: names.name, codec: names.constant });
    if (shape.kind === "object") this.object(shape, names);
    else this.alias(names, this.of(shape, `${names.name}Value`), shape);
    this.open.delete(to);
    return this.known.get(to) as PythonType;
  }

  private lazily({ type, codec }: PythonType): PythonType {
    this.lazy.add(codec);
    return { type, codec: callOf("hawser.LazyCodec", [`lambda: ${codec}`]) };
  }

  private union(shape: Shape & { kind: "union" }, name: string): PythonType {
    const { options, tag } = shape;
    const hasNumbers = options.some(({ kind }) => kind === "number" || kind === "int");
    const printed = options.map((option, i) => {
      if (option.kind === "bigint" && hasNumbers) {
        return { type: "int", codec: callOf("hawser.BigIntCodec", ["beside_numbers=True"]) };
      }
      return this.of(option, `${name}${tagOf(option, tag) ?? `Option${i + 1}`}`);
    });
    return {
      type: either(...printed.map(({ type }) => type)),
      codec: callOf("hawser.UnionCodec", [
        ...printed.map(({ codec }) => codec),
        ...(isBareUnion(options) ? ["bare=True"] : []),
      ]),
    };
  }

  private record(shape: Shape & { kind: "record" }, name: string): PythonType {
    const value = this.of(shape.value, `${name}Value`);
    const { key } = shape;
    const behind = key.kind === "ref" ? (this.definitions[key.to] as Shape) : key;
    // Keys are strings on the wire, whatever they are called.
    const isNamed = behind.kind === "literal" && behind.values.every((value) => typeof value === "string");
    if (!isNamed) return { type: `dict[str, ${value.type}]`, codec: callOf("hawser.RecordCodec", [value.codec]) };
    const named = this.of(key, `${name}Key`);
    return {
      type: `dict[${named.type}, ${value.type}]`,
      codec: callOf("hawser.RecordCodec", [value.codec, named.codec]),
    };
  }

  private tuple(shape: Shape & { kind: "tuple" }, name: string): PythonType {
    const items = shape.items.map((item, i) => this.of(item, `${name}Item${i + 1}`));
    const rest = shape.rest && this.of(shape.rest, `${name}Rest`);
    const types = items.map(({ type }) => type);
    const isOfOneLength = !rest && shape.items.every(({ kind }) => kind !== "optional");
    return {
      // Python has no words for a tuple that ends early, or that goes on after its items.
      type: isOfOneLength
        ? `tuple[${types.length === 0 ? "()" : types.join(", ")}]`
        : `tuple[${either(...types, ...(rest ? [rest.type] : []))}, ...]`,
      codec: callOf("hawser.TupleCodec", [
        ...items.map(({ codec }) => codec),
        ...(rest ? [keyword("rest", rest.codec)] : []),
      ]),
    };
  }

  /** A name for a type that is too long to stand in a line with others. */
  private short(long: PythonType, name: string, shape: Shape): PythonType {
    if (long.type.length <= longestTypeColumns) return long;
    return this.alias(this.nameOf(name), long, shape);
  }

  private declare(name: string, value: Expression): void {
    this.codecs.push({ name, value, isLazy: () => this.lazy.has(name) });
  }

  private alias({ name, constant }: TypeNames, { type, codec }: PythonType, shape: Shape): PythonType {
    const docs = printDocstring([shape.description, deprecation(shape)], "");
    this.aliases.push([...printAlias(name, type), ...docs].join("\n"));
    this.declare(constant, codec);
    return { type: name, codec: constant };
  }
}

interface TypeNames {
  readonly name: string;
  readonly constant: string;
}

/** Columns of a type that stands where it is used. */
const longestTypeColumns = 60;

const scalars: Readonly<Record<ScalarKind, PythonType>> = {
  string: { type: "str", codec: "hawser.STRING" },
  number: { type: "float", codec: "hawser.NUMBER" },
  int: { type: "int", codec: "hawser.INT" },
  boolean: { type: "bool", codec: "hawser.BOOLEAN" },
  null: { type: "None", codec: "hawser.NULL" },
  undefined: { type: "None", codec: "hawser.UNDEFINED_VALUE" },
  bigint: { type: "int", codec: "hawser.BIGINT" },
  date: { type: "datetime.datetime", codec: "hawser.DATE" },
  bytes: { type: "bytes", codec: "hawser.BYTES" },
  any: { type: "Any", codec: "hawser.SELF_DESCRIBING" },
  unknown: { type: "object", codec: "hawser.SELF_DESCRIBING" },
  json: { type: "hawser.Json", codec: "hawser.SELF_DESCRIBING" },
};

/** Alternatives, each once. */
export function either(...types: readonly string[]): string {
  return [...new Set(types.flatMap(alternativesOf))].join(" | ");
}

/** Splits at the bars that are in no bracket. */
function alternativesOf(type: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const [token] of type.matchAll(/"(?:\\.|[^"\\])*"| \| |[[\]()]|./gs)) {
    if (token === "[" || token === "(") depth += 1;
    if (token === "]" || token === ")") depth -= 1;
    if (token === " | " && depth === 0) {
      parts.push(part);
      part = "";
    } else part += token;
  }
  return [...parts, part];
}

export function deprecation({ deprecated }: { readonly deprecated?: true }): string | undefined {
  return deprecated && "Deprecated.";
}

/** The one value that a type has, where Python's type has no other either. */
function onlyLiteral(shape: Shape): string | undefined {
  if (shape.kind !== "literal" || shape.values.length !== 1) return undefined;
  const [value] = shape.values;
  return typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value)
    ? pythonLiteral(value as LiteralValue)
    : undefined;
}

/** `Circle` of an option that the value `circle` of its tag tells apart. */
function tagOf(option: Shape, tag: string | undefined): string | undefined {
  if (option.kind !== "object" || tag === undefined) return undefined;
  const field = option.fields.find(({ name }) => name === tag);
  const values = field?.shape.kind === "literal" ? field.shape.values : [];
  return typeof values[0] === "string" ? classSuffix(values[0]) : undefined;
}

function printDataclass(name: string, shape: Shape, attributes: readonly Attribute[]): string[] {
  const names = attributes.map((attribute) => attribute.name);
  const docs = printDocstring([shape.description, deprecation(shape)], "    ");
  const body = attributes.flatMap((attribute) => {
    const type = typeBeside(names, attribute.type);
    const value = attribute.default === undefined ? "" : ` = ${attribute.default}`;
    return [`    ${attribute.name}: ${type}${value}`, ...printDocstring(attribute.docs ?? [], "    ")];
  });
  return [
    "@dataclasses.dataclass(slots=True, kw_only=True)",
    `class ${name}:`,
    ...docs,
    ...(docs.length > 0 && body.length > 0 ? [""] : []),
    ...body,
    ...(docs.length + body.length === 0 ? ["    pass"] : []),
  ];
}

/** Quoted, as it may name what comes later or itself. */
function printAlias(name: string, type: string): string[] {
  const line = `${name}: TypeAlias = ${quote(type)}`;
  if (line.length <= 120) return [line];
  const parts = alternativesOf(type);
  const literal = /^Literal\[(.*)\]$/s.exec(type);
  if (parts.length === 1 && literal) {
    const values = [...(literal[1] ?? "").matchAll(/"(?:\\.|[^"\\])*"|[^,\s]+/g)].map(([value]) => `    ${value},`);
    return [`${name}: TypeAlias = Literal[`, ...values, "]"];
  }
  const lines = parts.map((part, i) => `    ${quote(i === 0 ? part : ` | ${part}`)}`);
  return [`${name}: TypeAlias = (`, ...lines, ")"];
}

function quote(type: string): string {
  return type.includes('"') ? `'${type.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'` : `"${type}"`;
}
