import { bigintExtension, nothing } from "./plain-msgpack.js";

/** A shape as PROTOCOL.md lists its parts: JSON, and all that a generator for another language has. */
export type PageShape = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** Puts values into positional form with nothing but the page's tables and a schema's shape. */
export class PositionalWriter {
  readonly #definitions: Readonly<Record<string, PageShape>>;

  constructor(definitions: Readonly<Record<string, PageShape>>) {
    this.#definitions = definitions;
  }

  write(value: unknown, shape: PageShape): unknown {
    const each = (items: Iterable<unknown>, of: unknown) => [...items].map((item) => this.write(item, of as PageShape));
    switch (shape.kind) {
      case "undefined":
        return nothing;
      case "bigint":
        return bigintForm(value as bigint);
      case "date":
        return (value as Date).getTime();
      case "any":
      case "unknown":
      case "json":
        return selfDescribing(value);
      case "literal":
        return (shape.values as unknown[]).findIndex((literal) => literalOf(literal) === value);
      case "nullable":
        return value === null ? null : this.write(value, shape.of as PageShape);
      case "optional":
        return value === undefined ? nothing : this.write(value, shape.of as PageShape);
      case "array":
      case "set":
        return each(value as Iterable<unknown>, shape.item);
      case "tuple":
        return (value as unknown[]).map((item, index) =>
          this.write(item, ((shape.items as unknown[])[index] ?? shape.rest) as PageShape),
        );
      case "object":
        return this.#slots(value as Record<string, unknown>, shape);
      case "record":
        return this.#map(Object.entries(value as object), shape.value as PageShape);
      case "map":
        return [...(value as Map<unknown, unknown>)].flatMap(([key, item]) => [
          this.write(key, shape.key as PageShape),
          this.write(item, shape.value as PageShape),
        ]);
      case "union":
        return this.#option(value, shape.options as PageShape[]);
      case "ref":
        return this.write(value, this.#resolve(shape));
      default:
        return value;
    }
  }

  #slots(object: Record<string, unknown>, shape: PageShape): unknown[] {
    const fields = shape.fields as { name: string; shape: PageShape; optional?: true }[];
    const slots = fields.map(({ name, shape, optional }) => {
      if (optional && !Object.hasOwn(object, name)) return null;
      const written = object[name] === undefined && optional ? nothing : this.write(object[name], shape);
      return optional && this.#mayBeNil(shape) ? [written] : written;
    });
    if (!shape.rest) return slots;
    const others = Object.entries(object).filter(([key]) => !fields.some(({ name }) => name === key));
    return [...slots, others.length > 0 ? this.#map(others, shape.rest as PageShape) : null];
  }

  #map(entries: [string, unknown][], shape: PageShape): Record<string, unknown> {
    return Object.fromEntries(entries.map(([key, value]) => [key, this.write(value, shape)]));
  }

  #option(value: unknown, options: readonly PageShape[]): unknown {
    const kinds = options.map(({ kind }) => (kind === "int" ? "number" : kind));
    const isScalar = kinds.every(
      (kind, index) => /^(string|number|boolean)$/.test(kind) && kinds.indexOf(kind) === index,
    );
    if (isScalar) return value;
    const index = options.findIndex((option) => this.#fits(value, option));
    return [index, this.write(value, options[index] as PageShape)];
  }

  /** As much as the unions of the table need. */
  #fits(value: unknown, shape: PageShape): boolean {
    if (shape.kind === "date") return value instanceof Date;
    if (shape.kind === "bytes") return value instanceof Uint8Array;
    const fields = shape.fields as { name: string; shape: PageShape }[];
    return fields.every(
      ({ name, shape }) =>
        shape.kind !== "literal" || (shape.values as unknown[]).includes((value as Record<string, unknown>)[name]),
    );
  }

  #mayBeNil(shape: PageShape): boolean {
    if (shape.kind === "ref") return this.#mayBeNil(this.#resolve(shape));
    if (shape.kind === "optional") return this.#mayBeNil(shape.of as PageShape);
    return ["null", "nullable", "any", "unknown", "json"].includes(shape.kind);
  }

  #resolve(shape: PageShape): PageShape {
    return this.#definitions[shape.to as string] as PageShape;
  }
}

function bigintForm(value: bigint): bigint | string {
  return value >= -(2n ** 63n) && value < 2n ** 64n ? value : String(value);
}

function literalOf(literal: unknown): unknown {
  const isBigint = typeof literal === "object" && literal !== null;
  return isBigint ? BigInt((literal as { bigint: string }).bigint) : literal;
}

/** What the library writes as the page wants it by itself, but for two. */
function selfDescribing(value: unknown): unknown {
  if (value === undefined) return nothing;
  if (typeof value === "bigint") return bigintExtension(value);
  if (Array.isArray(value)) return value.map(selfDescribing);
  if (Object.getPrototypeOf(value ?? 0) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, selfDescribing(item)]));
}
