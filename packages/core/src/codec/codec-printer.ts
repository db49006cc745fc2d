import { canonical } from "../shape/canonical.js";
import { isRecursive } from "../shape/is-recursive.js";
import type { Field, Shape } from "../shape/shape.js";
import type { HelperName } from "./helper-names.js";
import { MatchPrinter } from "./match-printer.js";
import { access, isNilable, isOmissible, isPlain, plainUnion, resolve } from "./plain.js";
import { type CodecPrinterOptions, PrintedSource, parenthesize, pascal } from "./printed-source.js";

/**
 * Prints the positional codec of shapes as straight-line source. The generated stub and the server run the same text:
 * the stub as part of its file, the server compiled at start-up.
 *
 * An object travels as an array of its fields in their order, without names; everything else as PROTOCOL.md says under
 * "Positional payloads".
 */
export class CodecPrinter {
  private readonly source: PrintedSource;
  private readonly functions = new Map<string, string>();
  private readonly matches: MatchPrinter;

  constructor(
    private readonly definitions: Readonly<Record<string, Shape>>,
    options: CodecPrinterOptions,
  ) {
    this.source = new PrintedSource(options);
    this.matches = new MatchPrinter(definitions, this.source);
  }

  /** Top-level functions and constants that the printed expressions refer to, in the order of their making. */
  get declarations(): readonly string[] {
    return this.source.declarations;
  }

  /** The helpers that the printed source calls; import exactly these. */
  get helpers(): ReadonlySet<HelperName> {
    return this.source.helpers;
  }

  /** The source of a function `(value) => wire`; `name` is a hint for what must stand at the top level. */
  encoder(shape: Shape, name: string): string {
    if (!isRecursive(shape, this.definitions)) return this.lambda("encode", shape, name, "v");
    return this.source.arrow(["v"], this.source.call("boundDepth", this.encode(shape, "v", name)));
  }

  /** The source of a function `(wire) => value`. */
  decoder(shape: Shape, name: string): string {
    return this.lambda("decode", shape, name, "w");
  }

  // Encoding: one case per kind of shape. `v` is an expression that may be evaluated more than once.

  private encode(shape: Shape, v: string, name: string): string {
    if (isPlain(shape, "encode", this.definitions)) return v;
    switch (shape.kind) {
      case "number":
      case "int":
        return this.source.call("encodeNumber", v);
      case "bigint":
        return this.source.call("encodeBigint", v);
      case "date":
        return `${v}.getTime()`;
      case "bytes":
        return this.source.call("encodeBytes", v);
      case "any":
      case "unknown":
      case "json":
        return this.source.call("encodeAny", v);
      case "literal":
        return this.source.call("encodeLiteral", this.source.literal(shape), v);
      case "nullable":
        return `${v} === null ? null : ${this.encode(shape.of, v, name)}`;
      case "optional":
        return `${v} === undefined ? undefined : ${this.encode(shape.of, v, name)}`;
      case "array":
        return `${v}.map(${this.lambda("encode", shape.item, `${name}Item`)})`;
      case "set":
        return isPlain(shape.item, "encode", this.definitions)
          ? `[...${v}]`
          : `Array.from(${v}, ${this.lambda("encode", shape.item, `${name}Item`)})`;
      case "map":
        return this.source.call(
          "encodeMap",
          v,
          this.lambda("encode", shape.key, `${name}Key`),
          this.lambda("encode", shape.value, `${name}Value`),
        );
      case "record":
        return this.source.call("encodeRecord", v, this.lambda("encode", shape.value, `${name}Value`));
      case "tuple":
        return this.tuple("encode", shape, v, name);
      case "object":
        return this.encodeObject(shape, v, name);
      case "union":
        return this.encodeUnion(shape, v, name);
      case "ref":
        return `${this.definition("encode", shape.to)}(${v})`;
      default:
        throw new Error(`${shape.kind} is always plain`);
    }
  }

  private encodeObject(shape: Shape & { kind: "object" }, v: string, name: string): string {
    const slots = shape.fields.map((field) => this.encodeField(field, v, name + pascal(field.name)));
    if (shape.rest) {
      const known = this.source.constant(
        `${camel(name)}Keys`,
        `new Set(${JSON.stringify(shape.fields.map((f) => f.name))})`,
      );
      slots.push(this.source.call("encodeRest", v, known, this.lambda("encode", shape.rest, `${name}Rest`)));
    }
    return `[${slots.join(", ")}]`;
  }

  /** A slot that may be absent: nil where it is; where the value itself may be nil, in an array of one. */
  private encodeField(field: Field, object: string, name: string): string {
    const v = access(object, field.name);
    const encoded = this.encode(field.shape, v, name);
    if (!field.optional) return encoded;
    const key = JSON.stringify(field.name);
    const isOwn = field.name in Object.prototype ? `Object.hasOwn(${object}, ${key})` : `${key} in ${object}`;
    const inner =
      encoded === v || !this.mayBeUndefined(field) ? encoded : `${v} === undefined ? undefined : ${encoded}`;
    if (isNilable(field.shape, this.definitions)) return `${isOwn} ? [${inner}] : null`;
    if (field.name in Object.prototype) return `${isOwn} ? ${inner} : null`;
    const absent = this.source.call("absent", object, key);
    return encoded === v ? `${v} ?? ${absent}` : `${v} === undefined ? ${absent} : ${encoded}`;
  }

  /** Whether a declared key may be present with `undefined`, which the shape without its optionality does not show. */
  private mayBeUndefined(field: Field): boolean {
    const { kind } = resolve(field.shape, this.definitions);
    return !field.exact && kind !== "any" && kind !== "unknown" && kind !== "undefined";
  }

  private encodeUnion(shape: Shape & { kind: "union" }, v: string, name: string): string {
    if (plainUnion(shape, this.definitions)) return this.source.call("encodeNumber", v);
    const fn = this.function("encode", shape, name, () => {
      const tests = this.matches.options(shape, name);
      const encoded = shape.options.map((option, i) => `[${i}, ${this.encode(option, "v", `${name}${i}`)}]`);
      const cases = tests.map((test, i) => ({ test, line: (text: string) => `  if (${text}) return ${encoded[i]};` }));
      // A value may fit an option that would cut off some of its keys: first look for one that knows them all.
      const body = [
        ...cases.map(({ test, line }) => line(test.exact)),
        ...cases.flatMap(({ test, line }) => (test.loose === test.exact ? [] : [line(test.loose)])),
      ];
      return [...body, `  return ${this.source.call("unknownOption", JSON.stringify(name))};`];
    });
    return `${fn}(${v})`;
  }

  // Decoding: the mirror image.

  private decode(shape: Shape, w: string, name: string): string {
    if (isPlain(shape, "decode", this.definitions)) return w;
    switch (shape.kind) {
      case "bigint":
        return this.source.call("decodeBigint", w);
      case "date":
        return `new Date(${this.source.check("number", w)})`;
      case "any":
      case "unknown":
      case "json":
        return this.source.call("decodeAny", w);
      case "literal":
        return this.source.call("decodeLiteral", this.source.literal(shape), w);
      case "nullable":
        return `${w} === null ? null : ${this.decode(shape.of, w, name)}`;
      case "optional":
        return `${w} === undefined ? undefined : ${this.decode(shape.of, w, name)}`;
      case "array":
        return `${this.source.check("array", w)}.map(${this.lambda("decode", shape.item, `${name}Item`)})`;
      case "set":
        return isPlain(shape.item, "decode", this.definitions)
          ? `new Set(${this.source.check("array", w)})`
          : `new Set(${this.source.check("array", w)}.map(${this.lambda("decode", shape.item, `${name}Item`)}))`;
      case "map":
        return this.source.call(
          "decodeMap",
          w,
          this.lambda("decode", shape.key, `${name}Key`),
          this.lambda("decode", shape.value, `${name}Value`),
        );
      case "record":
        return this.source.call("decodeRecord", w, this.lambda("decode", shape.value, `${name}Value`));
      case "tuple":
        return this.tuple("decode", shape, w, name);
      case "object":
        return this.decodeObject(shape, w, name);
      case "union":
        return this.decodeUnion(shape, w, name);
      case "ref":
        return `${this.definition("decode", shape.to)}(${w})`;
      default:
        throw new Error(`${shape.kind} is always plain`);
    }
  }

  private decodeObject(shape: Shape & { kind: "object" }, w: string, name: string): string {
    const required = (source: string): string => {
      const entries = shape.fields.flatMap((field) =>
        field.optional
          ? []
          : [
              `${printKey(field.name)}: ${this.decode(field.shape, slotOf(shape, field, source), name + pascal(field.name))}`,
            ],
      );
      return this.checkedFirst(source, entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`);
    };
    if (!needsFunction("decode", shape)) return required(w);
    const fn = this.function("decode", shape, name, () => [
      `  const o${this.source.annotation("Wire")} = ${required("w")};`,
      ...shape.fields.flatMap((field) => (field.optional ? [`  ${this.decodeOptional(shape, field, name)}`] : [])),
      ...(shape.rest ? [`  ${this.putRest(shape.rest, shape.fields.length, name)};`] : []),
      "  return o;",
    ]);
    return `${fn}(${w})`;
  }

  private putRest(rest: Shape, slot: number, name: string): string {
    return this.source.call("putRest", "o", `w[${slot}]`, this.lambda("decode", rest, `${name}Rest`));
  }

  private decodeOptional(shape: Shape & { kind: "object" }, field: Field, name: string): string {
    const slot = slotOf(shape, field, "w");
    const inner = isNilable(field.shape, this.definitions) ? `${this.source.check("array", slot)}[0]` : slot;
    const decoded = this.decode(field.shape, inner, name + pascal(field.name));
    const value =
      decoded === inner || !this.mayBeUndefined(field) ? decoded : `${inner} === undefined ? undefined : ${decoded}`;
    return `if (${slot} !== null) ${access("o", field.name)} = ${value};`;
  }

  /** What is read from the elements of `w`, after a look at whether it has any. */
  private checkedFirst(w: string, value: string): string {
    const check = this.source.check("array", w);
    return check === w ? value : `(${check}, ${value})`;
  }

  private decodeUnion(shape: Shape & { kind: "union" }, w: string, name: string): string {
    const fn = this.function("decode", shape, name, () => [
      `  switch (${this.source.check("array", "w")}[0]) {`,
      ...shape.options.flatMap((option, i) => [
        `    case ${i}:`,
        `      return ${this.decode(option, "w[1]", `${name}${i}`)};`,
      ]),
      "  }",
      `  return ${this.source.call("unknownOption", JSON.stringify(name))};`,
    ]);
    return `${fn}(${w})`;
  }

  // What both directions share.

  private tuple(direction: Direction, shape: Shape & { kind: "tuple" }, value: string, name: string): string {
    const { items, rest } = shape;
    if (!rest && !items.some((item) => isOmissible(item, this.definitions))) {
      const list = `[${items.map((item, i) => this[direction](item, `${value}[${i}]`, `${name}${i}`)).join(", ")}]`;
      return direction === "encode" ? list : this.checkedFirst(value, list);
    }
    // The length is part of the value: it says which optional items are there.
    const last = rest ? this[direction](rest, "x", `${name}Rest`) : "x";
    const chain = items.reduceRight((otherwise, item, i) => {
      const expression = this[direction](item, "x", `${name}${i}`);
      return expression === otherwise
        ? otherwise
        : `i === ${i} ? ${parenthesize(expression)} : ${parenthesize(otherwise)}`;
    }, last);
    return chain === "x" ? value : `${value}.map(${this.source.arrow(["x", "i"], chain)})`;
  }

  private lambda(direction: Direction, shape: Shape, name: string, parameter: "v" | "w" | "x" = "x"): string {
    if (shape.kind === "ref" && !isPlain(shape, direction, this.definitions))
      return this.definition(direction, shape.to);
    return this.source.arrow([parameter], this[direction](shape, parameter, name));
  }

  /** The function of a definition, under the definition's name. */
  private definition(direction: Direction, to: string): string {
    const shape = this.definitions[to] as Shape;
    const parameter = parameterOf(direction);
    const expression = (): string => this[direction](shape, parameter, pascal(to));
    // Some shapes get a function by themselves; it only has to be found.
    return needsFunction(direction, shape)
      ? expression().slice(0, -`(${parameter})`.length)
      : this.function(direction, shape, pascal(to), () => [`  return ${expression()};`]);
  }

  /** A function at the top level, once per direction and shape, which also ends the recursion of a type in itself. */
  private function(direction: Direction, shape: Shape, name: string, body: () => string[]): string {
    const key = `${direction} ${canonical(shape, this.definitions)}`;
    const known = this.functions.get(key);
    if (known) return known;
    const fn = this.source.claim(direction + name);
    this.functions.set(key, fn);
    this.source.declare(fn, [parameterOf(direction)], body());
    return fn;
  }
}

type Direction = "encode" | "decode";

/** Whether a shape takes statements, not only an expression. */
function needsFunction(direction: Direction, shape: Shape): boolean {
  if (shape.kind === "object")
    return direction === "decode" && (!!shape.rest || shape.fields.some(({ optional }) => optional));
  return shape.kind === "union";
}

function parameterOf(direction: Direction): "v" | "w" {
  return direction === "encode" ? "v" : "w";
}

function slotOf(shape: Shape & { kind: "object" }, field: Field, source: string): string {
  return `${source}[${shape.fields.indexOf(field)}]`;
}

function printKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
