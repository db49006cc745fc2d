import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { exactValues } from "../../test/exact-values.js";
import { throughBytes } from "../../test/round-trip.js";
import { outputShape } from "../../test/shapes.js";
import type { ZodType } from "../schema/zod.js";
import type { Wire } from "../wire/wire.js";
import * as codecHelpers from "./codec-helpers.js";
import { CodecPrinter } from "./codec-printer.js";
import { helperNames } from "./helper-names.js";

const helpers: Record<string, unknown> = { ...codecHelpers };

/** What is printed for a type: encoder, decoder, and what these refer to. */
interface Printed {
  readonly encoder: string;
  readonly decoder: string;
  readonly declarations?: readonly string[];
}

function print(type: ZodType, { typed = false, reserved = [] as string[], name = "Value" } = {}): Required<Printed> {
  const { shape, definitions } = outputShape(type);
  const printer = new CodecPrinter(definitions, { typed, reserved });
  const [encoder, decoder] = [printer.encoder(shape, name), printer.decoder(shape, name)];
  return { encoder, decoder, declarations: printer.declarations };
}

const Node = z.object({
  v: z.string(),
  get next() {
    return Node.nullable();
  },
});
z.globalRegistry.add(Node, { id: "Node" });

const printed: Record<string, [ZodType, Printed]> = {
  "a type that is its own wire value": [z.array(z.string().nullable()), { encoder: "(v) => v", decoder: "(w) => w" }],
  "a number, whose -0 needs care": [z.number(), { encoder: "encodeNumber", decoder: "(w) => w" }],
  "a date": [z.date(), { encoder: "(v) => v.getTime()", decoder: "(w) => new Date(w)" }],
  "a bigint": [z.bigint(), { encoder: "encodeBigint", decoder: "decodeBigint" }],
  bytes: [z.instanceof(Uint8Array), { encoder: "encodeBytes", decoder: "(w) => w" }],
  any: [z.any(), { encoder: "encodeAny", decoder: "decodeAny" }],
  json: [z.json(), { encoder: "encodeAny", decoder: "decodeAny" }],
  "a literal, as an index": [
    z.literal("a"),
    {
      encoder: "(v) => encodeLiteral(literalsA, v)",
      decoder: "(w) => decodeLiteral(literalsA, w)",
      declarations: ['const literalsA = ["a"];'],
    },
  ],
  "an enum, as an index": [
    z.enum(["b", "a"]),
    {
      encoder: "(v) => encodeLiteral(literalsAB, v)",
      decoder: "(w) => decodeLiteral(literalsAB, w)",
      declarations: ['const literalsAB = ["a", "b"];'],
    },
  ],
  "something nullable": [
    z.date().nullable(),
    { encoder: "(v) => (v === null ? null : v.getTime())", decoder: "(w) => (w === null ? null : new Date(w))" },
  ],
  "something optional": [
    z.date().optional(),
    {
      encoder: "(v) => (v === undefined ? undefined : v.getTime())",
      decoder: "(w) => (w === undefined ? undefined : new Date(w))",
    },
  ],
  "an array": [
    z.array(z.date()),
    { encoder: "(v) => v.map((x) => x.getTime())", decoder: "(w) => w.map((x) => new Date(x))" },
  ],
  "a set": [z.set(z.string()), { encoder: "(v) => [...v]", decoder: "(w) => new Set(w)" }],
  "a set of what is not plain": [
    z.set(z.date()),
    { encoder: "(v) => Array.from(v, (x) => x.getTime())", decoder: "(w) => new Set(w.map((x) => new Date(x)))" },
  ],
  "a map": [
    z.map(z.string(), z.date()),
    {
      encoder: "(v) => encodeMap(v, (x) => x, (x) => x.getTime())",
      decoder: "(w) => decodeMap(w, (x) => x, (x) => new Date(x))",
    },
  ],
  "a record": [
    z.record(z.string(), z.bigint()),
    { encoder: "(v) => encodeRecord(v, encodeBigint)", decoder: "(w) => decodeRecord(w, decodeBigint)" },
  ],
  "a tuple": [
    z.tuple([z.string(), z.date()]),
    { encoder: "(v) => [v[0], v[1].getTime()]", decoder: "(w) => [w[0], new Date(w[1])]" },
  ],
  "an object, without its keys": [
    z.object({ b: z.string(), a: z.date(), "c-d": z.int() }),
    {
      encoder: '(v) => [v.a.getTime(), v.b, encodeNumber(v["c-d"])]',
      decoder: '(w) => ({ a: new Date(w[0]), b: w[1], "c-d": w[2] })',
    },
  ],
  "an object without keys": [z.object({}), { encoder: "(_v) => []", decoder: "(_w) => ({})" }],
  "optional keys": [
    z.object({ a: z.string().optional(), b: z.date().optional(), c: z.string().nullish() }),
    {
      encoder:
        '(v) => ([v.a ?? absent(v, "a"), v.b === undefined ? absent(v, "b") : v.b.getTime(), "c" in v ? [v.c] : null])',
      decoder: "decodeValue",
      declarations: [
        [
          "function decodeValue(w) {",
          "  const o = {};",
          "  if (w[0] !== null) o.a = w[0];",
          "  if (w[1] !== null) o.b = w[1] === undefined ? undefined : new Date(w[1]);",
          "  if (w[2] !== null) o.c = w[2][0];",
          "  return o;",
          "}",
        ].join("\n"),
      ],
    },
  ],
  "other keys": [
    z.object({ a: z.string() }).catchall(z.date()),
    {
      encoder: "(v) => [v.a, encodeRest(v, valueKeys, (x) => x.getTime())]",
      decoder: "decodeValue",
      declarations: [
        'const valueKeys = new Set(["a"]);',
        "function decodeValue(w) {\n  const o = { a: w[0] };\n  putRest(o, w[1], (x) => new Date(x));\n  return o;\n}",
      ],
    },
  ],
  "a union that msgpack tells apart": [
    z.union([z.string(), z.number(), z.boolean()]),
    { encoder: "encodeNumber", decoder: "(w) => w" },
  ],
  "another union": [
    z.union([z.string(), z.date()]),
    {
      encoder: "encodeValue",
      decoder: "decodeValue",
      declarations: [
        [
          "function encodeValue(v) {",
          "  if (v instanceof Date) return [0, v.getTime()];",
          '  if (typeof v === "string") return [1, v];',
          '  return unknownOption("Value");',
          "}",
        ].join("\n"),
        [
          "function decodeValue(w) {",
          "  switch (w[0]) {",
          "    case 0:",
          "      return new Date(w[1]);",
          "    case 1:",
          "      return w[1];",
          "  }",
          '  return unknownOption("Value");',
          "}",
        ].join("\n"),
      ],
    },
  ],
  "a union with a tag": [
    z.discriminatedUnion("t", [z.object({ t: z.literal("a") }), z.object({ t: z.literal("b"), n: z.date() })]),
    {
      encoder: "encodeValue",
      decoder: "decodeValue",
      declarations: [
        'const literalsB = ["b"];',
        'const literalsA = ["a"];',
        [
          "function encodeValue(v) {",
          "  if (literalsB.includes(v.t)) return [0, [v.n.getTime(), encodeLiteral(literalsB, v.t)]];",
          "  if (literalsA.includes(v.t)) return [1, [encodeLiteral(literalsA, v.t)]];",
          '  return unknownOption("Value");',
          "}",
        ].join("\n"),
        [
          "function decodeValue(w) {",
          "  switch (w[0]) {",
          "    case 0:",
          "      return { n: new Date(w[1][0]), t: decodeLiteral(literalsB, w[1][1]) };",
          "    case 1:",
          "      return { t: decodeLiteral(literalsA, w[1][0]) };",
          "  }",
          '  return unknownOption("Value");',
          "}",
        ].join("\n"),
      ],
    },
  ],
  "a type that contains itself": [
    Node,
    {
      encoder: "(v) => boundDepth(encodeNode(v))",
      decoder: "decodeNode",
      declarations: [
        "function encodeNode(v) {\n  return [v.next === null ? null : encodeNode(v.next), v.v];\n}",
        "function decodeNode(w) {\n  return { next: w[0] === null ? null : decodeNode(w[0]), v: w[1] };\n}",
      ],
    },
  ],
};

describe("printed", () => {
  test.each(Object.entries(printed))("%s", (_name, [type, source]) => {
    expect(print(type)).toEqual({ declarations: [], ...source });
  });
});

test("for what strangers send, each look at its form is printed once and taken before the first element is", () => {
  const type = z.object({ at: z.date(), to: z.object({ at: z.date() }) });
  const { shape, definitions } = outputShape(type);
  const printer = new CodecPrinter(definitions, { typed: false, checked: true });
  expect(printer.encoder(shape, "Value")).toBe(print(type).encoder);
  expect(printer.decoder(shape, "Value")).toBe(
    "(w) => (array(w), { at: new Date(number(w[0])), to: (array(w[1]), { at: new Date(number(w[1][0])) }) })",
  );
  expect(printer.declarations).toEqual([
    'function number(w) {\n  if (typeof w === "number") return w;\n  throw new TypeError("number expected");\n}',
    'function array(w) {\n  if (Array.isArray(w)) return w;\n  throw new TypeError("array expected");\n}',
  ]);
});

describe("names", () => {
  const named = (id: string): ZodType =>
    z.object({ x: z.object({ a: z.date().optional() }).meta({ id }), y: z.map(z.date(), z.date()) });

  test("of helpers are not taken by definitions", () => {
    const { encoder, declarations } = print(named("Map"));
    expect(encoder).toContain("encodeMap2(v.x), encodeMap(v.y");
    expect(declarations.map((text) => text.split("(")[0])).toEqual(["function encodeMap2", "function decodeMap2"]);
  });

  test("of the surroundings are not taken either", () => {
    expect(
      print(named("Foo"), { reserved: ["encodeFoo", "decodeFoo2"] }).declarations.map((text) => text.split("(")[0]),
    ).toEqual(["function encodeFoo2", "function decodeFoo"]);
  });

  test("are identifiers, whatever they are made from", () => {
    for (const name of ["a-b c", "1st", "", "ünï", "日本", "with'quote"]) {
      const type = z.looseObject({
        x: z.union([z.date(), z.looseObject({ "a-b": z.date() }).meta({ id: `${name}!` })]),
      });
      const { encoder, decoder, declarations } = print(type, { name });
      expect(
        () => new Function(`"use strict"; ${declarations.join("\n")} return [${encoder}, ${decoder}]`),
      ).not.toThrow();
    }
  });

  test("every helper exists", () => {
    expect(Object.keys(helpers).sort()).toEqual([...helperNames].sort());
  });
});

test("a shape that is met twice is printed once", () => {
  const Point = z.object({ x: z.number().optional() });
  const { declarations } = print(z.object({ a: Point, b: Point, c: z.array(z.object({ x: z.number().optional() })) }));
  expect(declarations).toHaveLength(1);
});

test("a value of no option is refused by the encoder, an unknown option by the decoder", () => {
  const [encode, decode] = compile(print(z.union([z.date(), z.string()])));
  expect(() => encode(5)).toThrow("invalid_input: the value fits no option of the union Value");
  expect(() => decode([7, 5])).toThrow("invalid_input: the value fits no option of the union Value");
});

test("a value that nests deeper than a peer accepts is refused by the encoder", () => {
  const [encode, decode] = compile(print(Node));
  const list = (length: number): unknown => (length === 0 ? null : { v: "x", next: list(length - 1) });
  expect(decode(throughBytes(encode(list(120))))).toEqual(list(120));
  expect(() => encode(list(130))).toThrow("invalid_input: the value contains itself, or nests too deep");
});

describe("the TypeScript form", () => {
  // Every type in one file, as in a stub.
  const printer = { text: "", count: 0 };
  for (const [name, [type]] of Object.entries(exactValues)) {
    const { encoder, decoder, declarations } = print(type, { typed: true });
    printer.text += `// ${name}\nexport const codec${printer.count++} = (): [Encode<unknown>, Decode<unknown>] => {\n${declarations.join("\n")}\nreturn [${encoder}, ${decoder}];\n};\n`;
  }

  test("passes the strictest compiler", () => {
    const path = fileURLToPath(new URL("printed.virtual.ts", import.meta.url));
    const text = `${[
      `import { ${helperNames.filter((name) => new RegExp(`\\b${name}\\b`).test(printer.text)).join(", ")} } from "./codec-helpers.js";`,
      'import type { Decode, Encode } from "./codec.js";',
      'import type { Wire } from "../wire/wire.js";',
    ].join("\n")}\n${printer.text}`;
    expect(complaints(path, text)).toEqual([]);
    // Proves that the compiler has seen it.
    expect(complaints(path, `${text}\nconst unused: number = "text";`)).toHaveLength(2);
  });

  const { outputText } = ts.transpileModule(printer.text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exported: Record<string, () => [Codec, Codec]> = {};
  new Function("exports", ...helperNames, outputText)(exported, ...helperNames.map((name) => helpers[name]));

  test.each(Object.entries(exactValues).map(([name, [, values]], i) => [name, i, values] as const))(
    "does as the JavaScript: %s",
    (_name, i, values) => {
      const [encode, decode] = (exported[`codec${i}`] as () => [Codec, Codec])();
      for (const value of values) assert.deepStrictEqual(decode(throughBytes(encode(value))), value);
    },
  );
});

type Codec = (value: Wire) => Wire;

function compile({ encoder, decoder, declarations }: Required<Printed>): [Codec, Codec] {
  const body = `"use strict";\n${declarations.join("\n")}\nreturn [${encoder}, ${decoder}];`;
  return new Function(...helperNames, body)(...helperNames.map((name) => helpers[name]));
}

/** What the compiler says about a file that is only in memory. */
function complaints(path: string, text: string): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.webworker.d.ts"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noFallthroughCasesInSwitch: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noPropertyAccessFromIndexSignature: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.readFile = (name) => (name === path ? text : readFile(name));
  host.getSourceFile = (name, languageVersion) =>
    name === path ? ts.createSourceFile(name, text, languageVersion) : getSourceFile(name, languageVersion);
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText, start }) => {
    const line = text.slice(0, start).split("\n").length;
    return `${text.split("\n")[line - 1]}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
