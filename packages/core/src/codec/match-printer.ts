import { canonical } from "../shape/canonical.js";
import type { Field, Shape } from "../shape/shape.js";
import { literalValue } from "./literal-value.js";
import { access, resolve } from "./plain.js";
import type { PrintedSource } from "./printed-source.js";

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

  constructor(
    private readonly definitions: Readonly<Record<string, Shape>>,
    private readonly source: PrintedSource,
  ) {}

  options(union: Shape & { kind: "union" }, name: string): OptionTest[] {
    return union.options.map((option, i) => this.test(option, union.tag, `${name}${i}`));
  }

  private test(option: Shape, tag: string | undefined, name: string): OptionTest {
    const resolved = resolve(option, this.definitions);
    if (tag !== undefined && resolved.kind === "object") {
      const field = resolved.fields.find((field) => field.name === tag);
      const values = field && resolve(field.shape, this.definitions);
      // The tag alone decides: that is what it is for.
      if (values?.kind === "literal" && !field?.optional) {
        const test = this.match(values, access("v", tag), name, "false");
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
        return this.source.call("isBytes", v);
      case "any":
      case "unknown":
        return "true";
      case "json":
        return `${v} !== undefined`;
      case "literal":
        return `${this.source.literal(shape)}.includes(${v})`;
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
      case "record": {
        const key = resolve(shape.key, this.definitions);
        return [
          this.source.call("isObject", v),
          ...(key.kind === "literal"
            ? [`Object.keys(${v}).every(${this.source.arrow(["x"], isOneOf(key.values.map(literalValue)))})`]
            : []),
          `Object.values(${v}).every(${this.lambda(shape.value, `${name}Value`, exact)})`,
        ].join(" && ");
      }
      case "tuple":
      case "object":
      case "union":
        return `${this.function(shape, name)}(${v}, ${exact})`;
      case "ref":
        return `${this.function(resolve(shape, this.definitions), name)}(${v}, ${exact})`;
      default:
        return shape satisfies never;
    }
  }

  private lambda(shape: Shape, name: string, exact: string): string {
    return this.source.arrow(["x"], this.match(shape, "x", name, exact));
  }

  /** One function per shape, which also is what ends the recursion of a type that contains itself. */
  private function(shape: Shape, name: string): string {
    const key = canonical(shape, this.definitions);
    const known = this.functions.get(key);
    if (known) return known;
    const fn = this.source.claim(`is${name}`);
    this.functions.set(key, fn);
    this.source.declare(fn, ["v", "exact"], [`  return ${this.body(shape, name)};`], "boolean");
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
    const keys = fields.map((field) => field.name);
    // What is cheap comes first: where a type contains itself, each level that is entered in vain doubles the work.
    const byCost = [...fields].sort((a, b) => this.cost(a.shape) - this.cost(b.shape));
    return [
      this.source.call("isObject", "v"),
      ...(rest ? [] : [`(!exact || ${this.source.call("onlyKeys", "v", JSON.stringify(keys))})`]),
      ...byCost.map((field) => this.field(field, `${name}${field.name}`)),
      ...(rest ? this.rest(keys, rest, `${name}Rest`) : []),
    ].join(" && ");
  }

  private field({ name, shape, optional, exact }: Field, hint: string): string {
    const v = access("v", name);
    const isThere = `${JSON.stringify(name)} in v`;
    const test = this.match(shape, v, hint, "exact");
    if (optional) return exact ? `(!(${isThere}) || ${test})` : `(${v} === undefined || ${test})`;
    // A key that is not there looks like one that holds undefined.
    const mayHoldUndefined = holdsUndefined.has(resolve(shape, this.definitions).kind);
    return mayHoldUndefined ? `(!exact || ${isThere}) && ${test}` : test;
  }

  private rest(keys: readonly string[], rest: Shape, name: string): string[] {
    const test = this.match(rest, "v[x]", name, "exact");
    return test === "true" ? [] : [`Object.keys(v).every(${this.source.arrow(["x"], `${isOneOf(keys)} || ${test}`)})`];
  }

  private cost(shape: Shape): number {
    const { kind } = resolve(shape, this.definitions);
    return kind === "literal" ? 0 : costly.has(kind) ? 2 : 1;
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
}

/** Kinds whose test looks into the value. */
const costly: ReadonlySet<Shape["kind"]> = new Set<Shape["kind"]>([
  "array",
  "map",
  "nullable",
  "object",
  "optional",
  "record",
  "set",
  "tuple",
  "union",
]);

/** Kinds that undefined may belong to. */
const holdsUndefined: ReadonlySet<Shape["kind"]> = new Set<Shape["kind"]>([
  "any",
  "nullable",
  "optional",
  "undefined",
  "union",
  "unknown",
]);

/** Whether the key `x` is one of some; keys are strings, whatever declares them. */
function isOneOf(keys: readonly unknown[]): string {
  return `${JSON.stringify(keys.map(String))}.includes(x)`;
}
