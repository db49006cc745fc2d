import type { LiteralValue, Shape } from "@hawser/core";

/** A value as a program would hold it. */
export interface Example {
  readonly value: unknown;
}

/**
 * A value of a shape: small, the same each time, and called after the field that it is for. What may be absent is.
 * Checks such as a least length are not in a shape, so a server may still refuse it. Undefined where only an endless
 * value would do.
 */
export function exampleOf(
  shape: Shape,
  definitions: Readonly<Record<string, Shape>>,
  name = "text",
): Example | undefined {
  return new ExampleMaker(definitions).of(shape, name);
}

class ExampleMaker {
  /** Definitions that the walk is in. */
  private readonly entered = new Set<string>();

  constructor(private readonly definitions: Readonly<Record<string, Shape>>) {}

  of(shape: Shape, name: string): Example | undefined {
    switch (shape.kind) {
      case "string":
        return { value: name };
      case "number":
        return { value: 1.5 };
      case "int":
        return { value: 1 };
      case "boolean":
        return { value: true };
      case "bigint":
        return { value: 1n };
      case "date":
        return { value: new Date("2026-01-31T12:00:00Z") };
      case "bytes":
        return { value: new Uint8Array([1, 2, 3]) };
      case "null":
        return { value: null };
      case "undefined":
      case "optional":
        return { value: undefined };
      case "any":
      case "unknown":
      case "json":
        return { value: "anything" };
      case "literal":
        return shape.values[0] === undefined ? undefined : { value: literalValue(shape.values[0]) };
      case "template":
        return this.template(shape.parts);
      case "nullable":
        return this.of(shape.of, name) ?? { value: null };
      case "array":
        return this.items([shape.item], name, (items) => items) ?? { value: [] };
      case "set":
        return this.items([shape.item], name, (items) => new Set(items)) ?? { value: new Set() };
      case "tuple": {
        const least = shape.items.findLastIndex(({ kind }) => kind !== "optional" && kind !== "undefined") + 1;
        return this.items(shape.items.slice(0, least), name, (items) => items);
      }
      case "map":
        return (
          this.items([shape.key, shape.value], name, ([key, value]) => new Map([[key, value]])) ?? { value: new Map() }
        );
      case "object":
        return this.object(shape);
      case "record":
        return this.record(shape, name);
      case "union":
        return this.first(shape.options, name);
      case "ref":
        return this.ref(shape.to, name);
      default:
        return shape satisfies never;
    }
  }

  private items(shapes: readonly Shape[], name: string, make: (items: unknown[]) => unknown): Example | undefined {
    const items = shapes.map((shape) => this.of(shape, name));
    return items.includes(undefined) ? undefined : { value: make(items.map((item) => (item as Example).value)) };
  }

  private object({ fields }: Shape & { kind: "object" }): Example | undefined {
    const value: Record<string, unknown> = {};
    for (const { name, shape, optional } of fields) {
      if (optional) continue;
      const example = this.of(shape, name);
      if (!example) return undefined;
      Object.defineProperty(value, name, { ...plain, value: example.value });
    }
    return { value };
  }

  private record({ key, value, partial }: Shape & { kind: "record" }, name: string): Example | undefined {
    const keys = this.keysOf(key);
    const example = this.of(value, name);
    if (!example) return partial || key.kind !== "literal" ? { value: {} } : undefined;
    return { value: Object.fromEntries((partial ? keys.slice(0, 1) : keys).map((key) => [key, example.value])) };
  }

  private keysOf(key: Shape): string[] {
    if (key.kind === "ref") return this.keysOf(this.definitions[key.to] as Shape);
    if (key.kind === "literal") return key.values.map((value) => String(literalValue(value)));
    const example = this.of(key.kind === "number" ? { kind: "int" } : key, "key");
    return example ? [String(example.value)] : [];
  }

  private template(parts: readonly (string | Shape)[]): Example | undefined {
    const texts = parts.map((part) => (typeof part === "string" ? { value: part } : this.of(part, "text")));
    if (texts.includes(undefined)) return undefined;
    return { value: texts.map((text) => (text?.value === undefined ? "" : String(text.value))).join("") };
  }

  private first(options: readonly Shape[], name: string): Example | undefined {
    for (const option of options) {
      const example = this.of(option, name);
      if (example) return example;
    }
    return undefined;
  }

  private ref(to: string, name: string): Example | undefined {
    if (this.entered.has(to)) return undefined;
    this.entered.add(to);
    const example = this.of(this.definitions[to] as Shape, name);
    this.entered.delete(to);
    return example;
  }
}

function literalValue(value: LiteralValue): string | number | boolean | null | bigint {
  return typeof value === "object" && value !== null ? BigInt(value.bigint) : value;
}

/** A key may be `__proto__`, which an assignment would not make a key. */
const plain = { enumerable: true, configurable: true, writable: true } as const;
