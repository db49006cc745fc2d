import { canonical } from "../shape/canonical.js";
import type { Shape } from "../shape/shape.js";
import type { CodecPrinter } from "./codec-printer.js";
import { access } from "./plain.js";

/** The two tests of one option of a union, as boolean expressions over `v`. */
export interface OptionTest {
  /** Fits, and the option knows every key. */
  readonly exact: string;
  /** Fits, though keys may be left out. The same text where the option has no keys. */
  readonly loose: string;
}

/** Prints the tests by which an encoder finds the option of a union that a value belongs to. */
export class MatchPrinter {
  private readonly functions = new Map<string, string>();

  constructor(private readonly printer: CodecPrinter) {}

  options(union: Shape & { kind: "union" }, name: string): OptionTest[] {
    return union.options.map((option, i) => this.test(option, union.tag, `${name}${i}`));
  }

  private test(option: Shape, tag: string | undefined, name: string): OptionTest {
    const resolved = this.resolve(option);
    if (tag !== undefined && resolved.kind === "object") {
      const field = resolved.fields.find((field) => field.name === tag);
      // The tag alone decides: that is what it is for.
      if (field?.shape.kind === "literal") {
        const test = this.match(field.shape, access("v", tag), name, "false");
        return { exact: test, loose: test };
      }
    }
    return { exact: this.match(option, "v", name, "true"), loose: this.match(option, "v", name, "false") };
  }

  /** `exact` is the source of a boolean: `true`, `false`, or a parameter's name. */
  private match(shape: Shape, v: string, name: string, exact: string): string {
    switch (shape.kind) {
      case "string":
      case "boolean":
      case "bigint":
        return `typeof ${v} === "${shape.kind}"`;
      case "template":
        return `typeof ${v} === "string"`;
      case "number":
      case "int":
        return `typeof ${v} === "number"`;
      case "null":
      case "undefined":
        return `${v} === ${shape.kind}`;
      case "date":
        return `${v} instanceof Date`;
      case "bytes":
        return this.printer.call("isBytes", v);
      case "any":
      case "unknown":
      case "json":
        return "true";
      case "literal":
        return `${this.printer.literal(shape)}.includes(${v})`;
      case "nullable":
        return `(${v} === null || ${this.match(shape.of, v, name, exact)})`;
      case "optional":
        return `(${v} === undefined || ${this.match(shape.of, v, name, exact)})`;
      case "array":
        return `Array.isArray(${v}) && ${v}.every(${this.lambda(shape.item, `${name}Item`, exact)})`;
      case "set":
        return `${v} instanceof Set && [...${v}].every(${this.lambda(shape.item, `${name}Item`, exact)})`;
      case "map":
        return [
          `${v} instanceof Map`,
          `[...${v}.keys()].every(${this.lambda(shape.key, `${name}Key`, exact)})`,
          `[...${v}.values()].every(${this.lambda(shape.value, `${name}Value`, exact)})`,
        ].join(" && ");
      case "record":
        return [
          this.printer.call("isObject", v),
          ...(shape.key.kind === "literal"
            ? [`Object.keys(${v}).every(${this.lambda(shape.key, `${name}Key`, exact)})`]
            : []),
          `Object.values(${v}).every(${this.lambda(shape.value, `${name}Value`, exact)})`,
        ].join(" && ");
      case "tuple":
      case "object":
      case "union":
        return `${this.function(shape, name)}(${v}, ${exact})`;
      case "ref":
        return `${this.function(this.resolve(shape), name)}(${v}, ${exact})`;
      default:
        return shape satisfies never;
    }
  }

  private lambda(shape: Shape, name: string, exact: string): string {
    return this.printer.arrow(["x"], this.match(shape, "x", name, exact));
  }

  /** One function per shape, which also is what ends the recursion of a type that contains itself. */
  private function(shape: Shape, name: string): string {
    const key = canonical(shape, this.printer.definitions);
    const known = this.functions.get(key);
    if (known) return known;
    const fn = this.printer.claim(`is${name}`);
    this.functions.set(key, fn);
    this.printer.declare(fn, ["v", "exact"], [`  return ${this.body(shape, name)};`], "boolean");
    return fn;
  }

  private body(shape: Shape, name: string): string {
    if (shape.kind === "object") return this.object(shape, name);
    if (shape.kind === "tuple") return this.tuple(shape, name);
    if (shape.kind === "union") {
      return shape.options.map((option, i) => `(${this.match(option, "v", `${name}${i}`, "exact")})`).join(" || ");
    }
    return this.match(shape, "v", name, "exact");
  }

  private object(shape: Shape & { kind: "object" }, name: string): string {
    const { fields, rest } = shape;
    const keys = JSON.stringify(fields.map((field) => field.name));
    return [
      this.printer.call("isObject", "v"),
      ...fields.map((field) => {
        const v = access("v", field.name);
        const test = this.match(field.shape, v, `${name}${field.name}`, "exact");
        return field.optional ? `(${v} === undefined || ${test})` : test;
      }),
      ...(rest ? [] : [`(!exact || ${this.printer.call("onlyKeys", "v", keys)})`]),
    ].join(" && ");
  }

  private tuple(shape: Shape & { kind: "tuple" }, name: string): string {
    const { items, rest } = shape;
    return [
      "Array.isArray(v)",
      ...(rest ? [] : [`v.length <= ${items.length}`]),
      ...items.map((item, i) => this.match(item, `v[${i}]`, `${name}${i}`, "exact")),
      ...(rest ? [`v.slice(${items.length}).every(${this.lambda(rest, `${name}Rest`, "exact")})`] : []),
    ].join(" && ");
  }

  private resolve(shape: Shape): Shape {
    let resolved = shape;
    while (resolved.kind === "ref") resolved = this.printer.definitions[resolved.to] as Shape;
    return resolved;
  }
}
