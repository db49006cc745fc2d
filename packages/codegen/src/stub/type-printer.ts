import type { Field, ScalarKind, Shape } from "@hawser/core";
import type { DefinitionNames } from "./definition-names.js";
import { type Docs, printDocs } from "./docs.js";
import { layOut } from "./layout.js";
import { type Names, pascalSuffix, propertyName } from "./names.js";
import { optionName } from "./option-name.js";
import type { ObjectShape } from "./parts.js";
import { printLiteral, printTemplate } from "./print-literal.js";
import type { SharedTypes } from "./shared-types.js";
import { bytesType, isBranded, isReadonly, type Side } from "./side.js";

/**
 * Prints shapes as TypeScript types. An object inside another type gets a declaration and a name of its own, unless it is
 * declared once for several places.
 */
export class TypePrinter {
  /** What is said of a payload that others share, by its name. */
  private readonly docsOfShared = new Map<string, Docs>();
  /** What was declared since the last {@link take}, an owner before its parts. */
  private pending: Declaration[] = [];
  private jsonName: string | undefined;

  constructor(
    private readonly names: Names,
    private readonly definitions: DefinitionNames,
    private readonly shared: SharedTypes,
  ) {}

  /** Declares a payload under a name that is taken already; where several places share it, as another name of that. */
  declare(name: string, shape: Shape, side: Side, docs: Docs): void {
    const shared = shape.kind === "object" ? this.shared.nameOf(shape, side) : undefined;
    if (shared === name) this.docsOfShared.set(name, docs);
    else if (shared === undefined) this.add(name, shape, docs, () => this.declaration(name, shape, side));
    else this.add(name, shape, docs, () => ({ text: `export type ${name} = ${shared};`, fieldTypes: [] }));
  }

  /** Declares the definitions, and what several places share; to be called when all payloads are declared. */
  declareShared(): void {
    for (const { name, side, shape } of [...this.definitions.declared, ...this.shared.declared]) {
      const docs = this.docsOfShared.get(name) ?? { text: [shape.description], deprecated: shape.deprecated };
      this.add(name, shape, docs, () => this.declaration(name, shape, side));
    }
  }

  /** Declares params under a name that is taken already, with `typeof any` among the types of those that may be left open. */
  declarePattern(name: string, params: ObjectShape, wildcards: readonly string[], docs: Docs): void {
    this.add(name, params, docs, () => this.objectDeclaration(name, params, "params", wildcards));
  }

  /** Hands out the declarations made so far. */
  take(): string[] {
    return this.takeDeclared().map(({ docs, text }) => docs + text);
  }

  /** Hands out the declarations made so far, in their parts. */
  takeDeclared(): Declaration[] {
    const declarations = this.pending;
    this.pending = [];
    return declarations;
  }

  /** The declaration of the JSON type, where something used it. */
  json(): string | undefined {
    const name = this.jsonName;
    if (name === undefined) return undefined;
    return `/** Any JSON value. */\nexport type ${name} = string | number | boolean | null | ${name}[] | { [key: string]: ${name} };`;
  }

  private add(name: string, shape: Shape, docs: Docs, print: () => Printed): void {
    const place = this.pending.length;
    const declaration = { name, shape, docs: printDocs(docs) };
    this.pending.push({ ...declaration, text: "", fieldTypes: [] });
    this.pending[place] = { ...declaration, ...print() };
  }

  private declaration(name: string, shape: Shape, side: Side): Printed {
    if (shape.kind === "object" && shape.fields.length > 0) return this.objectDeclaration(name, shape, side);
    // `Name` itself is taken, so what is nullable needs another one.
    const owner = shape.kind === "nullable" || shape.kind === "optional" ? `${name}Value` : name;
    const alternatives = this.alternatives(shape, side, owner);
    const head = `export type ${name} =`;
    if (!isBranded(shape, side) || alternatives.every(isNullish))
      return { text: layOut(head, alternatives), fieldTypes: [] };
    const brand = ` & ${brandOf(name, this.definitions.areBranded(shape))}`;
    return { text: layOut(head, branded(alternatives, brand)), fieldTypes: [], brand };
  }

  private objectDeclaration(name: string, shape: ObjectShape, side: Side, open: readonly string[] = []): Printed {
    const types = shape.fields.map((field) => {
      const type = this.fieldType(field, side, name);
      return open.includes(field.name) ? join(type, ["typeof any"]) : type;
    });
    const fields = shape.fields.map((field, i) => printField(field, types[i] as string[], shape.readonly === true));
    const fieldTypes = types.map((type) => type.join(" | "));
    const brand = isBranded(shape, side) ? ` & ${brandOf(name)}` : "";
    if (!shape.rest) {
      const text = `{\n${fields.join("\n")}\n}`;
      return {
        text: brand ? `export type ${name} = ${text}${brand};` : `export interface ${name} ${text}`,
        fieldTypes,
        ...(brand && { brand }),
      };
    }

    const rest = this.alternatives(shape.rest, side, `${name}Rest`);
    const index = `${shape.readonly ? "readonly " : ""}[key: string]: ${rest.join(" | ")};`;
    // An index signature speaks for the declared fields too; where it does not hold for them, it stands beside them.
    const holds = rest[0] === "unknown" || types.flat().every((type) => rest.includes(type));
    const text =
      holds && !brand
        ? `export interface ${name} {\n${fields.join("\n")}\n  ${index}\n}`
        : `export type ${name} = {\n${fields.join("\n")}\n} & { ${index.slice(0, -1)} }${brand};`;
    return { text, fieldTypes, ...(brand && { brand }) };
  }

  private fieldType(field: Field, side: Side, owner: string): string[] {
    const alternatives = this.alternatives(field.shape, side, owner + pascalSuffix(field.name));
    return field.optional && !field.exact ? join(alternatives, ["undefined"]) : alternatives;
  }

  /** The options of a type without duplicates, `null` and `undefined` last. `owner` is what names of parts start with. */
  private alternatives(shape: Shape, side: Side, owner: string): string[] {
    const readonly = isReadonly(shape, side) ? "readonly " : "";
    switch (shape.kind) {
      case "nullable":
        return join(this.alternatives(inherit(shape, shape.of), side, owner), ["null"]);
      case "optional":
        return join(this.alternatives(inherit(shape, shape.of), side, owner), ["undefined"]);
      case "union":
        return join(
          ...shape.options.map((option, i) =>
            this.alternatives(inherit(shape, option), side, owner + optionName(option, shape.tag, i)),
          ),
        );
      case "literal":
        return shape.values.map(printLiteral);
      case "template":
        return [printTemplate(shape.parts, (part) => this.alternatives(part, side, owner))];
      case "array":
        return [readonly + arrayOf(this.alternatives(shape.item, side, `${owner}Item`))];
      case "tuple":
        return [readonly + this.tuple(shape, side, owner)];
      case "set":
        return [`${readonly ? "ReadonlySet" : "Set"}<${this.text(shape.item, side, `${owner}Item`)}>`];
      case "map": {
        const key = this.text(shape.key, side, `${owner}Key`);
        return [`${readonly ? "ReadonlyMap" : "Map"}<${key}, ${this.text(shape.value, side, `${owner}Value`)}>`];
      }
      case "record":
        return [this.record(shape, side, owner)];
      case "object":
        return [this.nestedObject(shape, side, owner)];
      case "ref": {
        const name = this.definitions.nameOf(shape.to, side);
        return [shape.readonly && this.takesReadonly(shape, side) ? `Readonly<${name}>` : name];
      }
      default:
        return this.scalar(shape.kind, side);
    }
  }

  private scalar(kind: ScalarKind, side: Side): string[] {
    switch (kind) {
      case "any":
        return ["unknown"];
      case "int":
        return ["number"];
      case "date":
        return ["Date"];
      case "bytes":
        return [...bytesType[side]];
      case "json":
        this.jsonName ??= this.names.take("Json", "JsonValue");
        return [this.jsonName];
      default:
        return [kind];
    }
  }

  private tuple(shape: Shape & { kind: "tuple" }, side: Side, owner: string): string {
    const lastRequired = shape.items.findLastIndex((item) => item.kind !== "optional");
    const items = shape.items.map((item, i) => {
      const alternatives = this.alternatives(item, side, `${owner}Item${i + 1}`);
      return i > lastRequired ? `${parenthesize(alternatives)}?` : alternatives.join(" | ");
    });
    if (shape.rest) items.push(`...${arrayOf(this.alternatives(shape.rest, side, `${owner}Rest`))}`);
    return `[${items.join(", ")}]`;
  }

  /** An index signature or a mapped type rather than `Record`, which a type that contains itself could not be. */
  private record(shape: Shape & { kind: "record" }, side: Side, owner: string): string {
    const key = this.text(this.keyOf(shape), side, `${owner}Key`);
    const value = this.text(shape.value, side, `${owner}Value`);
    const readonly = shape.readonly ? "readonly " : "";
    if (["string", "number", "int", "template"].includes(shape.key.kind))
      return `{ ${readonly}[key: ${key}]: ${value} }`;
    return `{ ${readonly}[key in ${key}]${shape.partial ? "?" : ""}: ${value} }`;
  }

  /** TypeScript knows no key that is a literal with a brand. */
  private keyOf({ key }: Shape & { kind: "record" }): Shape {
    const target = key.kind === "ref" ? this.definitions.shapeOf(key.to) : key;
    return target.brand && (target.kind === "literal" || target.kind === "union") ? target : key;
  }

  /** `Readonly` of a text with a brand would be an object with the methods of texts. */
  private takesReadonly(shape: Shape & { kind: "ref" }, side: Side): boolean {
    if (side !== "output" || !this.definitions.areBranded(shape)) return true;
    const { kind } = this.definitions.shapeOf(shape.to);
    return kind === "object" || kind === "record";
  }

  private nestedObject(shape: ObjectShape, side: Side, owner: string): string {
    if (shape.fields.length === 0) {
      return shape.rest ? `{ [key: string]: ${this.text(shape.rest, side, `${owner}Rest`)} }` : "Record<string, never>";
    }
    const shared = this.shared.nameOf(shape, side);
    if (shared !== undefined) return shared;
    const name = this.names.take(owner);
    const docs = { text: [shape.description], deprecated: shape.deprecated };
    this.add(name, shape, docs, () => this.declaration(name, shape, side));
    return name;
  }

  private text(shape: Shape, side: Side, owner: string): string {
    return this.alternatives(shape, side, owner).join(" | ");
  }
}

/** One declaration of the stub. */
export interface Declaration extends Printed {
  readonly name: string;
  readonly shape: Shape;
  /** Its doc comment with a line break behind it, if it has one. */
  readonly docs: string;
}

interface Printed {
  readonly text: string;
  /** The type of each declared field of an object, in their order; empty for what is none. */
  readonly fieldTypes: readonly string[];
  /** What makes it a type of its own, as it stands in `text`; absent where it has no brand. */
  readonly brand?: string;
}

/**
 * A key that no value has, and every file has a name for: where a user's declarations spread a branded object, they say it
 * again. Unlike a text it is in no `Object.values` and no completion of fields.
 *
 * @param isFurther whether it comes to a brand: two texts exclude each other, a text and an object do not
 */
function brandOf(name: string, isFurther = false): string {
  return `{ readonly [Symbol.species]: ${isFurther ? `{ readonly ${name}: true }` : `"${name}"`} }`;
}

/** What only values of its own are assignable to. `null` and `undefined` stay as they are: no brand fits them. */
function branded(alternatives: readonly string[], brand: string): string[] {
  const values = alternatives.filter((type) => !isNullish(type));
  return [`${parenthesize(values)}${brand}`, ...alternatives.filter(isNullish)];
}

function isNullish(type: string): boolean {
  return type === "null" || type === "undefined";
}

/** `.readonly()` around `T | null` means the `T`. */
function inherit(outer: Shape, inner: Shape): Shape {
  return outer.readonly ? { ...inner, readonly: true } : inner;
}

function join(...groups: readonly (readonly string[])[]): string[] {
  const all = new Set(groups.flat());
  if (all.has("unknown")) return ["unknown"];
  const nullish = ["null", "undefined"].filter((type) => all.delete(type));
  return [...all, ...nullish];
}

function arrayOf(item: readonly string[]): string {
  return `${parenthesize(item)}[]`;
}

function parenthesize(alternatives: readonly string[]): string {
  const [first = "never"] = alternatives;
  return alternatives.length > 1 || first.startsWith("readonly ") ? `(${alternatives.join(" | ")})` : first;
}

function printField(field: Field, alternatives: readonly string[], isReadonlyObject: boolean): string {
  const { description, deprecated } = field.shape;
  const name = `${isReadonlyObject ? "readonly " : ""}${propertyName(field.name)}${field.optional ? "?" : ""}:`;
  return printDocs({ text: [description], deprecated }, "  ") + layOut(`  ${name}`, alternatives, "  ");
}
