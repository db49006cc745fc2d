import type { Field, SchemaShape, Shape } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { printParts, procedureShape } from "../../test/print-parts.js";
import { DefinitionNames } from "./definition-names.js";
import { Names } from "./names.js";
import { SharedTypes } from "./shared-types.js";
import type { Side } from "./side.js";
import { TypePrinter } from "./type-printer.js";

/** The declarations of a shape that is called T. */
function declare(shape: Shape, side: Side = "output", definitions: Record<string, Shape> = {}): string {
  const names = new Names(["T"]);
  const schema: SchemaShape = {
    name: "test",
    procedures: [{ path: "p", [side === "output" ? "output" : "input"]: shape, errors: [] }],
    topics: [],
    definitions,
  };
  const named = new DefinitionNames(schema, names);
  const payload = { name: "T", side, shape };
  const types = new TypePrinter(names, named, new SharedTypes(schema, [payload], { definitions: named, names }));
  types.declare("T", shape, side, {});
  const json = types.json();
  return [...types.take(), ...(json ? [json] : [])].join("\n");
}

/** The right-hand side of T. */
function typeOf(shape: Shape, side: Side = "output", definitions: Record<string, Shape> = {}): string {
  return declare(shape, side, definitions).replace(/^export type T = (.*);$/s, "$1");
}

const string: Shape = { kind: "string" };
const date: Shape = { kind: "date" };
const object = (...fields: (Partial<Field> & { name: string })[]): Shape & { kind: "object" } => ({
  kind: "object",
  fields: fields.map((field) => ({ shape: string, ...field })),
});

describe("scalars", () => {
  test.each([
    ["string", "string"],
    ["number", "number"],
    ["int", "number"],
    ["boolean", "boolean"],
    ["null", "null"],
    ["undefined", "undefined"],
    ["bigint", "bigint"],
    ["date", "Date"],
    ["any", "unknown"],
    ["unknown", "unknown"],
  ] as const)("%s is %s on both sides", (kind, type) => {
    expect(typeOf({ kind })).toBe(type);
    expect(typeOf({ kind }, "input")).toBe(type);
  });

  test("bytes are taken in more forms than they are given", () => {
    expect(typeOf({ kind: "bytes" })).toBe("Uint8Array");
    expect(typeOf({ kind: "bytes" }, "input")).toBe("Uint8Array | ArrayBuffer | Blob");
    expect(typeOf({ kind: "bytes" }, "params")).toBe("Uint8Array | ArrayBuffer");
  });

  test("json has a type that is declared once", () => {
    expect(declare({ kind: "array", item: { kind: "json" } })).toBe(
      [
        "export type T = Json[];",
        "/** Any JSON value. */",
        "export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };",
      ].join("\n"),
    );
  });
});

describe("literals and templates", () => {
  test("literals are a union", () => {
    expect(typeOf({ kind: "literal", values: ['a"b', 1, true, null, { bigint: "-10" }] })).toBe(
      '"a\\"b" | 1 | true | null | -10n',
    );
  });

  test("templates", () => {
    expect(
      typeOf({ kind: "template", parts: ["v", { kind: "int" }, "-", { kind: "literal", values: ["a", "b"] }] }),
    ).toBe(`\`v\${number}-\${"a" | "b"}\``);
    expect(typeOf({ kind: "template", parts: ["`\\${x", { kind: "optional", of: string }] })).toBe(
      `\`\\\`\\\\\\\${x\${string | ""}\``,
    );
  });
});

describe("collections", () => {
  test("are plain in outputs, and readonly where the caller gives them", () => {
    const shapes: [Shape, string, string][] = [
      [{ kind: "array", item: string }, "string[]", "readonly string[]"],
      [{ kind: "tuple", items: [string, date] }, "[string, Date]", "readonly [string, Date]"],
      [{ kind: "set", item: string }, "Set<string>", "ReadonlySet<string>"],
      [{ kind: "map", key: string, value: date }, "Map<string, Date>", "ReadonlyMap<string, Date>"],
    ];
    for (const [shape, output, input] of shapes) {
      expect(typeOf(shape)).toBe(output);
      expect(typeOf(shape, "input")).toBe(input);
      expect(typeOf(shape, "params")).toBe(input);
      expect(typeOf({ ...shape, readonly: true })).toBe(input);
    }
  });

  test("items with alternatives stand in parentheses", () => {
    const nested: Shape = { kind: "array", item: { kind: "array", item: { kind: "nullable", of: string } } };
    expect(typeOf(nested)).toBe("(string | null)[][]");
    expect(typeOf(nested, "input")).toBe("readonly (readonly (string | null)[])[]");
  });

  test("tuples with optional items and a rest", () => {
    const optional: Shape = { kind: "optional", of: string };
    expect(typeOf({ kind: "tuple", items: [optional, string, optional], rest: { kind: "nullable", of: date } })).toBe(
      "[string | undefined, string, (string | undefined)?, ...(Date | null)[]]",
    );
    expect(typeOf({ kind: "tuple", items: [] })).toBe("[]");
  });
});

describe("records", () => {
  const color: Shape = { kind: "literal", values: ["blue", "red"] };
  test.each<[Shape, string]>([
    [{ kind: "record", key: string, value: date }, "{ [key: string]: Date }"],
    [{ kind: "record", key: { kind: "int" }, value: date }, "{ [key: number]: Date }"],
    [
      { kind: "record", key: { kind: "template", parts: ["x-", string] }, value: date },
      `{ [key: \`x-\${string}\`]: Date }`,
    ],
    [{ kind: "record", key: color, value: date }, '{ [key in "blue" | "red"]: Date }'],
    [{ kind: "record", key: color, value: date, partial: true }, '{ [key in "blue" | "red"]?: Date }'],
    [{ kind: "record", key: string, value: date, readonly: true }, "{ readonly [key: string]: Date }"],
  ])("%j", (shape, type) => {
    expect(typeOf(shape)).toBe(type);
  });
});

describe("objects", () => {
  test("are interfaces with documented fields", () => {
    const shape = object(
      { name: "a", shape: { kind: "string", description: "The a." } },
      { name: "b-c", shape: { kind: "int", deprecated: true } },
    );
    expect(declare(shape)).toBe(
      ["export interface T {", "  /** The a. */", "  a: string;", "  /** @deprecated */", '  "b-c": number;', "}"].join(
        "\n",
      ),
    );
  });

  test("fields that may be absent", () => {
    const shape = object(
      { name: "a", optional: true },
      { name: "b", optional: true, exact: true },
      { name: "c", shape: { kind: "optional", of: string } },
      { name: "d", shape: { kind: "unknown" }, optional: true },
      { name: "e", shape: { kind: "nullable", of: string }, optional: true },
    );
    expect(declare(shape)).toBe(
      [
        "export interface T {",
        "  a?: string | undefined;",
        "  b?: string;",
        "  c: string | undefined;",
        "  d?: unknown;",
        "  e?: string | null | undefined;",
        "}",
      ].join("\n"),
    );
  });

  test("readonly", () => {
    expect(declare({ ...object({ name: "a" }), readonly: true })).toBe(
      "export interface T {\n  readonly a: string;\n}",
    );
  });

  test("without fields", () => {
    expect(typeOf(object())).toBe("Record<string, never>");
    expect(typeOf({ ...object(), rest: date })).toBe("{ [key: string]: Date }");
  });

  test("a rest that holds for the declared fields is an index signature", () => {
    const shape = { ...object({ name: "a" }, { name: "b", optional: true }), rest: { kind: "unknown" } as Shape };
    expect(declare(shape)).toBe(
      "export interface T {\n  a: string;\n  b?: string | undefined;\n  [key: string]: unknown;\n}",
    );
    expect(declare({ ...object({ name: "a" }), rest: { kind: "nullable", of: string } })).toContain(
      "  [key: string]: string | null;\n}",
    );
  });

  test("another rest stands beside the declared fields", () => {
    expect(declare({ ...object({ name: "a" }), rest: date })).toBe(
      "export type T = {\n  a: string;\n} & { [key: string]: Date };",
    );
  });

  test("long unions of a field are broken", () => {
    const values = Array.from({ length: 12 }, (_, i) => `a long value ${i}`);
    const text = declare(object({ name: "a", shape: { kind: "literal", values } }));
    expect(text).toContain('export interface T {\n  a:\n    | "a long value 0"\n    | "a long value 1"');
  });
});

describe("objects inside other types get names", () => {
  test.each<[string, Shape, string[]]>([
    ["a field", object({ name: "home-address", shape: object({ name: "x" }) }), ["T", "THomeAddress"]],
    ["an item", { kind: "array", item: object({ name: "x" }) }, ["T", "TItem"]],
    ["a map", { kind: "map", key: object({ name: "x" }), value: object({ name: "x" }) }, ["T", "TKey", "TValue"]],
    ["a record", { kind: "record", key: string, value: object({ name: "x" }) }, ["T", "TValue"]],
    [
      "a tuple",
      { kind: "tuple", items: [string, object({ name: "x" })], rest: object({ name: "x" }) },
      ["T", "TItem2", "TRest"],
    ],
    ["null beside it", { kind: "nullable", of: object({ name: "x" }) }, ["T", "TValue"]],
    ["a rest", { ...object({ name: "a" }), rest: object({ name: "x" }) }, ["T", "TRest"]],
    [
      "a tagged union",
      {
        kind: "union",
        tag: "type",
        options: [
          object({ name: "type", shape: { kind: "literal", values: ["sign-in"] } }),
          object({ name: "type", shape: { kind: "literal", values: [2] } }),
          object({ name: "type", shape: { kind: "literal", values: ["a", "b"] } }),
        ],
      },
      ["T", "TSignIn", "T2", "TOption3"],
    ],
    ["a union", { kind: "union", options: [string, object({ name: "x" })] }, ["T", "TOption2"]],
    [
      "one in the other",
      object({ name: "a", shape: object({ name: "b", shape: object({ name: "c" }) }) }),
      ["T", "TA", "TAB"],
    ],
  ])("%s", (_, shape, names) => {
    const declared = [...declare(shape).matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name);
    expect(declared).toEqual(names);
  });

  test("a clash gets a number", () => {
    const shape = object({ name: "a-b", shape: object({ name: "x" }) }, { name: "aB", shape: object({ name: "x" }) });
    expect(declare(shape)).toContain('  "a-b": TAB;\n  aB: TAB2;');
  });

  test("with the docs of the object", () => {
    const shape = object({ name: "a", shape: { ...object({ name: "x" }), description: "An a." } });
    expect(declare(shape)).toContain("}\n/** An a. */\nexport interface TA {");
  });
});

describe("unions", () => {
  test("lose what is double, and say null and undefined last", () => {
    const shape: Shape = {
      kind: "optional",
      of: {
        kind: "union",
        options: [{ kind: "nullable", of: string }, { kind: "int" }, { kind: "number" }, { kind: "null" }],
      },
    };
    expect(typeOf(shape)).toBe("string | number | null | undefined");
  });

  test("are unknown where an option is", () => {
    expect(typeOf({ kind: "nullable", of: { kind: "union", options: [string, { kind: "any" }] } })).toBe("unknown");
  });

  test("pass readonly on", () => {
    expect(typeOf({ kind: "nullable", of: { kind: "array", item: string }, readonly: true })).toBe(
      "readonly string[] | null",
    );
  });

  test("are broken where they are long", () => {
    const values = Array.from({ length: 12 }, (_, i) => `a long value ${i}`);
    expect(declare({ kind: "literal", values })).toMatch(/^export type T =\n {2}\| "a long value 0"\n {2}\| /);
  });
});

describe("references", () => {
  const definitions = { "user-name": string, List: { kind: "array", item: string } as Shape };

  test("are names", () => {
    expect(typeOf({ kind: "array", item: { kind: "ref", to: "user-name" } }, "output", definitions)).toBe("UserName[]");
    expect(typeOf({ kind: "ref", to: "List", readonly: true }, "output", definitions)).toBe("Readonly<List>");
  });
});

describe("brands", () => {
  /** The declaration of a definition T, and those of what it is made of. */
  const definition = (shape: Shape, others: Record<string, Shape> = {}, side: Side = "output"): string[] => {
    const definitions: Record<string, Shape> = { T: { ...shape, name: "T", brand: true }, ...others };
    const { types } = printParts({
      definitions,
      procedures: [procedureShape("p", { [side === "output" ? "output" : "input"]: { kind: "ref", to: "T" } })],
    });
    types.declareShared();
    return types.take();
  };

  test.each<[string, Shape, string]>([
    ["a scalar", string, 'string & { readonly [Symbol.species]: "T" }'],
    ["literals", { kind: "literal", values: ["a", "b"] }, '("a" | "b") & { readonly [Symbol.species]: "T" }'],
    ["an array", { kind: "array", item: date }, 'Date[] & { readonly [Symbol.species]: "T" }'],
    [
      "an array that is readonly",
      { kind: "array", item: date, readonly: true },
      '(readonly Date[]) & { readonly [Symbol.species]: "T" }',
    ],
    ["null beside it", { kind: "nullable", of: string }, 'string & { readonly [Symbol.species]: "T" } | null'],
    ["null alone", { kind: "null" }, "null"],
    ["an object", object({ name: "a" }), '{\n  a: string;\n} & { readonly [Symbol.species]: "T" }'],
    [
      "an object with other keys",
      { ...object({ name: "a" }), rest: string },
      '{\n  a: string;\n} & { [key: string]: string } & { readonly [Symbol.species]: "T" }',
    ],
  ])("%s", (_name, shape, text) => {
    expect(definition(shape)).toEqual([`export type T = ${text};`]);
  });

  test("none of what a caller gives", () => {
    expect(definition(string, {}, "input")).toEqual(["export type T = string;"]);
    expect(definition(object({ name: "a" }), {}, "input")).toEqual(["export interface T {\n  a: string;\n}"]);
  });

  test("one comes to another without taking its place", () => {
    const U: Shape = { ...string, name: "U", brand: true };
    expect(definition({ kind: "ref", to: "U" }, { U })).toEqual([
      "export type T = U & { readonly [Symbol.species]: { readonly T: true } };",
      'export type U = string & { readonly [Symbol.species]: "U" };',
    ]);
  });
});
