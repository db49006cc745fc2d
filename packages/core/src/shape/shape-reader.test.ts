import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { inputShape, outputShape } from "../../test/shapes.js";
import type { ZodType } from "../schema/zod.js";
import type { Shape } from "./shape.js";

enum Direction {
  Up,
  Down = "down",
}

const isoDate = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const string: Shape = { kind: "string" };
const number: Shape = { kind: "number" };
const unknown: Shape = { kind: "unknown" };

/** Types whose two sides have one shape. */
const alike: Record<string, [ZodType, Shape]> = {
  string: [z.string(), string],
  "string with checks": [z.string().min(1).max(5).regex(/a/).trim(), string],
  "string format": [z.email(), string],
  "iso date": [z.iso.datetime(), string],
  guid: [z.uuid(), string],
  number: [z.number(), number],
  "number with checks": [z.number().min(1).multipleOf(0.5), number],
  float64: [z.float64(), number],
  int: [z.int(), { kind: "int" }],
  int32: [z.int32(), { kind: "int" }],
  uint32: [z.uint32(), { kind: "int" }],
  "number().int()": [z.number().int(), { kind: "int" }],
  boolean: [z.boolean(), { kind: "boolean" }],
  null: [z.null(), { kind: "null" }],
  undefined: [z.undefined(), { kind: "undefined" }],
  void: [z.void(), { kind: "undefined" }],
  bigint: [z.bigint(), { kind: "bigint" }],
  int64: [z.int64(), { kind: "bigint" }],
  uint64: [z.uint64(), { kind: "bigint" }],
  date: [z.date(), { kind: "date" }],
  "instanceof Date": [z.instanceof(Date), { kind: "date" }],
  "instanceof Uint8Array": [z.instanceof(Uint8Array), { kind: "bytes" }],
  "instanceof Uint8Array with a check": [
    z.instanceof(Uint8Array).refine((bytes) => bytes.length < 9),
    { kind: "bytes" },
  ],
  "instanceof Uint8Array with a description": [
    z
      .instanceof(Uint8Array)
      .refine(() => true)
      .describe("Data")
      .meta({ deprecated: true }),
    { kind: "bytes", description: "Data", deprecated: true },
  ],
  any: [z.any(), { kind: "any" }],
  unknown: [z.unknown(), unknown],
  json: [z.json(), { kind: "json" }],

  "literal string": [z.literal("a"), { kind: "literal", values: ["a"] }],
  "literal number": [z.literal(1.5), { kind: "literal", values: [1.5] }],
  "literal boolean": [z.literal(true), { kind: "literal", values: [true] }],
  "literal bigint": [z.literal(5n), { kind: "literal", values: [{ bigint: "5" }] }],
  "literal null": [z.literal(null), { kind: "null" }],
  "literal undefined": [z.literal(undefined), { kind: "undefined" }],
  "literals, sorted": [z.literal(["b", "a", 2]), { kind: "literal", values: ["a", "b", 2] }],
  "literals with null": [z.literal(["a", null]), { kind: "nullable", of: { kind: "literal", values: ["a"] } }],
  "literals with both nothings": [
    z.literal(["a", null, undefined]),
    { kind: "optional", of: { kind: "nullable", of: { kind: "literal", values: ["a"] } } },
  ],
  enum: [z.enum(["b", "a"]), { kind: "literal", values: ["a", "b"] }],
  "native enum, without its reverse mapping": [z.enum(Direction), { kind: "literal", values: ["down", 0] }],
  keyof: [z.keyof(z.object({ b: z.string(), a: z.string() })), { kind: "literal", values: ["a", "b"] }],
  "template literal": [
    z.templateLiteral(["v", z.number(), ".", z.enum(["a", "b"])]),
    { kind: "template", parts: ["v", number, ".", { kind: "literal", values: ["a", "b"] }] },
  ],

  optional: [z.string().optional(), { kind: "optional", of: string }],
  "optional twice": [z.string().optional().optional(), { kind: "optional", of: string }],
  nullable: [z.string().nullable(), { kind: "nullable", of: string }],
  "nullable twice": [z.string().nullable().nullable(), { kind: "nullable", of: string }],
  nullish: [z.string().nullish(), { kind: "optional", of: { kind: "nullable", of: string } }],
  nonoptional: [z.nonoptional(z.string().optional()), string],
  "optional any, which a tuple may end before": [z.any().optional(), { kind: "optional", of: { kind: "any" } }],
  "nullable unknown": [z.unknown().nullable(), unknown],

  array: [z.array(z.string()), { kind: "array", item: string }],
  tuple: [z.tuple([z.string(), z.number()]), { kind: "tuple", items: [string, number] }],
  "tuple with rest": [z.tuple([z.string()], z.number()), { kind: "tuple", items: [string], rest: number }],
  "tuple with optional items": [
    z.tuple([z.string(), z.number().optional()]),
    { kind: "tuple", items: [string, { kind: "optional", of: number }] },
  ],

  "object, fields sorted by code units": [
    z.object({ b: z.string(), a: z.number(), B: z.string(), é: z.string() }),
    {
      kind: "object",
      fields: [
        { name: "B", shape: string },
        { name: "a", shape: number },
        { name: "b", shape: string },
        { name: "é", shape: string },
      ],
    },
  ],
  "strict object": [z.strictObject({ a: z.string() }), { kind: "object", fields: [{ name: "a", shape: string }] }],
  "loose object": [
    z.looseObject({ a: z.string() }),
    { kind: "object", fields: [{ name: "a", shape: string }], rest: unknown },
  ],
  catchall: [
    z.object({ a: z.string() }).catchall(z.number()),
    { kind: "object", fields: [{ name: "a", shape: string }], rest: number },
  ],
  "optional field": [
    z.object({ a: z.string().optional() }),
    { kind: "object", fields: [{ name: "a", shape: string, optional: true }] },
  ],
  "exact optional field": [
    z.object({ a: z.exactOptional(z.string()) }),
    { kind: "object", fields: [{ name: "a", shape: string, optional: true, exact: true }] },
  ],
  "exact optional field of an optional type": [
    z.object({ a: z.exactOptional(z.string().optional()) }),
    { kind: "object", fields: [{ name: "a", shape: string, optional: true }] },
  ],
  "field that must be there with undefined": [
    z.object({ a: z.undefined() }),
    { kind: "object", fields: [{ name: "a", shape: { kind: "undefined" } }] },
  ],
  partial: [
    z.object({ a: z.string(), b: z.string() }).partial({ b: true }),
    {
      kind: "object",
      fields: [
        { name: "a", shape: string },
        { name: "b", shape: string, optional: true },
      ],
    },
  ],

  record: [z.record(z.string(), z.number()), { kind: "record", key: string, value: number }],
  "record of numbers": [z.record(z.number(), z.string()), { kind: "record", key: number, value: string }],
  "record of ints": [z.record(z.int(), z.string()), { kind: "record", key: { kind: "int" }, value: string }],
  "record of literals": [
    z.record(z.enum(["b", "a"]), z.number()),
    { kind: "record", key: { kind: "literal", values: ["a", "b"] }, value: number },
  ],
  "record of number literals": [
    z.record(z.literal([1, 2]), z.number()),
    { kind: "record", key: { kind: "literal", values: [1, 2] }, value: number },
  ],
  "record of templates": [
    z.record(z.templateLiteral(["x-", z.string()]), z.number()),
    { kind: "record", key: { kind: "template", parts: ["x-", string] }, value: number },
  ],
  "record of unions": [
    z.record(z.union([z.literal("a"), z.templateLiteral(["x-", z.string()])]), z.number()),
    {
      kind: "record",
      key: {
        kind: "union",
        options: [
          { kind: "literal", values: ["a"] },
          { kind: "template", parts: ["x-", string] },
        ],
      },
      value: number,
    },
  ],
  partialRecord: [
    z.partialRecord(z.enum(["a", "b"]), z.number()),
    { kind: "record", key: { kind: "literal", values: ["a", "b"] }, value: number, partial: true },
  ],
  "loose record, whose other keys hold anything": [
    z.looseRecord(z.string().regex(/^x/), z.number()),
    { kind: "record", key: string, value: unknown },
  ],
  map: [z.map(z.number(), z.string()), { kind: "map", key: number, value: string }],
  set: [z.set(z.string()), { kind: "set", item: string }],

  "union, sorted": [z.union([z.string(), z.number()]), { kind: "union", options: [number, string] }],
  "exclusive union": [z.xor([z.string(), z.number()]), { kind: "union", options: [number, string] }],
  "union of unions": [
    z.union([z.union([z.string(), z.boolean()]), z.number()]),
    { kind: "union", options: [{ kind: "boolean" }, number, string] },
  ],
  "union of literals": [z.union([z.literal("b"), z.literal("a")]), { kind: "literal", values: ["a", "b"] }],
  "union of one twice": [z.union([z.string().min(3), z.string().max(2)]), string],
  "union with null": [z.union([z.string(), z.null()]), { kind: "nullable", of: string }],
  "union with undefined": [z.union([z.string(), z.undefined()]), { kind: "optional", of: string }],
  "union of nothings": [z.union([z.null(), z.undefined()]), { kind: "optional", of: { kind: "null" } }],
  "discriminated union": [
    z.discriminatedUnion("t", [
      z.object({ t: z.literal("b"), n: z.number() }),
      z.object({ t: z.literal("a"), s: z.string() }),
    ]),
    {
      kind: "union",
      tag: "t",
      options: [
        {
          kind: "object",
          fields: [
            { name: "n", shape: number },
            { name: "t", shape: { kind: "literal", values: ["b"] } },
          ],
        },
        {
          kind: "object",
          fields: [
            { name: "s", shape: string },
            { name: "t", shape: { kind: "literal", values: ["a"] } },
          ],
        },
      ],
    },
  ],

  intersection: [
    z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() })),
    {
      kind: "object",
      fields: [
        { name: "a", shape: string },
        { name: "b", shape: number },
      ],
    },
  ],
  branded: [z.string().brand<"Id">(), string],
  refine: [z.string().refine((text) => text.length > 1), string],
  superRefine: [z.number().superRefine(() => {}), number],
  check: [z.array(z.string()).check(z.minLength(1)), { kind: "array", item: string }],
  overwrite: [z.string().overwrite((text) => text.trim()), string],
  "pipe of one type": [z.string().pipe(z.string().min(1)), string],
  "lazy without recursion": [z.lazy(() => z.string()), string],
  readonly: [z.array(z.string()).readonly(), { kind: "array", item: string, readonly: true }],
  description: [z.string().describe("Who"), { kind: "string", description: "Who" }],
  deprecated: [z.string().meta({ deprecated: true }), { kind: "string", deprecated: true }],
  "zod/mini": [
    mini.object({ a: mini.optional(mini.string()), b: mini.nullable(mini.int()) }),
    {
      kind: "object",
      fields: [
        { name: "a", shape: string, optional: true },
        { name: "b", shape: { kind: "nullable", of: { kind: "int" } } },
      ],
    },
  ],
};

describe("the shape of both sides", () => {
  test.each(Object.entries(alike))("%s", (_name, [type, shape]) => {
    expect(inputShape(type).shape).toStrictEqual(shape);
    expect(outputShape(type).shape).toStrictEqual(shape);
  });
});

/** Types whose sides differ: input side, output side. */
const different: Record<string, [ZodType, Shape, Shape]> = {
  default: [z.string().default("x"), { kind: "optional", of: string }, string],
  "default of an optional type": [z.string().optional().default("x"), { kind: "optional", of: string }, string],
  prefault: [z.string().prefault("x"), { kind: "optional", of: string }, string],
  catch: [z.string().catch("x"), unknown, string],
  "catch of an optional type": [
    z.date().optional().catch(new Date(0)),
    unknown,
    { kind: "optional", of: { kind: "date" } },
  ],
  codec: [isoDate, string, { kind: "date" }],
  stringbool: [z.stringbool(), string, { kind: "boolean" }],
  pipe: [z.string().transform(Number).pipe(z.number()), string, number],
  preprocess: [z.preprocess(String, z.string()), unknown, string],
  "coerce string": [z.coerce.string(), unknown, string],
  "coerce number": [z.coerce.number(), unknown, number],
  "coerce boolean": [z.coerce.boolean(), unknown, { kind: "boolean" }],
  "coerce bigint": [z.coerce.bigint(), unknown, { kind: "bigint" }],
  "coerce date": [z.coerce.date(), unknown, { kind: "date" }],
  success: [z.success(z.string()), string, { kind: "boolean" }],
  "fields with defaults": [
    z.object({ a: z.string().default("x"), b: z.number().prefault(1), c: z.string().catch("y") }),
    {
      kind: "object",
      fields: [
        { name: "a", shape: string, optional: true },
        { name: "b", shape: number, optional: true },
        { name: "c", shape: unknown, optional: true },
      ],
    },
    {
      kind: "object",
      fields: [
        { name: "a", shape: string },
        { name: "b", shape: number },
        { name: "c", shape: string },
      ],
    },
  ],
};

describe("the shape of each side", () => {
  test.each(Object.entries(different))("%s", (_name, [type, input, output]) => {
    expect(inputShape(type).shape).toStrictEqual(input);
    expect(outputShape(type).shape).toStrictEqual(output);
  });

  test("what a transform takes is known, what it returns is not", () => {
    const length = z.string().transform((text) => text.length);
    expect(inputShape(length).shape).toStrictEqual(string);
    expect(() => outputShape(length)).toThrow("procedures.p.output: what a transform returns has no declared type");
  });
});

describe("recursion", () => {
  test("a getter", () => {
    const Category = z.object({
      name: z.string(),
      get children() {
        return z.array(Category);
      },
    });
    expect(outputShape(Category)).toStrictEqual({
      shape: { kind: "ref", to: "POutputNode" },
      definitions: {
        POutputNode: {
          kind: "object",
          fields: [
            { name: "children", shape: { kind: "array", item: { kind: "ref", to: "POutputNode" } } },
            { name: "name", shape: string },
          ],
          name: "POutputNode",
        },
      },
    });
  });

  test("z.lazy, named by the user", () => {
    interface Node {
      next?: Node | undefined;
    }
    const Node: z.ZodType<Node> = z.lazy(() => z.object({ next: Node.optional() })).meta({ id: "Node" });
    expect(outputShape(Node)).toStrictEqual({
      shape: { kind: "ref", to: "Node" },
      definitions: {
        Node: {
          kind: "object",
          fields: [{ name: "next", shape: { kind: "ref", to: "Node" }, optional: true }],
          name: "Node",
        },
      },
    });
  });

  test("mutual recursion", () => {
    const Folder = z.object({
      get files() {
        return z.array(File);
      },
    });
    const File = z.object({ folder: Folder.optional() });
    const { shape, definitions } = outputShape(File);
    expect(shape).toStrictEqual({ kind: "ref", to: "POutputNode" });
    expect(definitions).toStrictEqual({
      POutputNode: {
        kind: "object",
        fields: [
          {
            name: "folder",
            shape: {
              kind: "object",
              fields: [{ name: "files", shape: { kind: "array", item: { kind: "ref", to: "POutputNode" } } }],
            },
            optional: true,
          },
        ],
        name: "POutputNode",
      },
    });
  });

  test("an array, a record and a union of themselves", () => {
    type Nested = Nested[];
    const Nested: z.ZodType<Nested> = z.lazy(() => z.array(Nested));
    expect(outputShape(Nested).definitions.POutputNode).toStrictEqual({
      kind: "array",
      item: { kind: "ref", to: "POutputNode" },
      name: "POutputNode",
    });

    const Tree: z.ZodType<unknown> = z.lazy(() => z.record(z.string(), Tree));
    expect(outputShape(Tree).definitions.POutputNode).toStrictEqual({
      kind: "record",
      key: string,
      value: { kind: "ref", to: "POutputNode" },
      name: "POutputNode",
    });

    const Expression: z.ZodType<unknown> = z.union([z.number(), z.tuple([z.lazy(() => Expression), z.string()])]);
    expect(outputShape(Expression).definitions.POutputNode).toStrictEqual({
      kind: "union",
      options: [number, { kind: "tuple", items: [{ kind: "ref", to: "POutputNode" }, string] }],
      name: "POutputNode",
    });
  });

  test("a type that is nothing but itself has no shape", () => {
    const Self: z.ZodType = z.lazy(() => Self);
    expect(() => outputShape(Self)).toThrow("procedures.p.output: the type is nothing but itself");
  });
});

/** Types that cannot travel: the path below `procedures.p.output` and a part of the message. */
const refused: Record<string, [ZodType, string, string]> = {
  function: [z.function() as unknown as ZodType, "", "a function cannot travel; declare a procedure instead"],
  promise: [z.promise(z.string()), "", "a promise cannot travel; declare the type that it resolves to"],
  symbol: [z.symbol(), "", "a symbol cannot travel; use a string or an enum"],
  NaN: [z.nan(), "", "NaN as a type cannot travel"],
  custom: [z.custom<URL>(), "", "z.custom declares no type"],
  "instance of a class": [z.instanceof(URL), "", "an instance of URL cannot travel"],
  file: [z.file(), "", "a file cannot travel; declare bytes"],
  never: [z.never(), "", "a never cannot travel"],
  transform: [z.transform(String), "", "what a transform returns has no declared type"],
  "literal of infinity": [z.literal(Number.POSITIVE_INFINITY), "", "the literal Infinity cannot travel"],
  "not zod at all": [{} as ZodType, "", "expected a zod 4 type"],

  "a brand without a name": [
    z.object({ a: z.string().meta({ brand: true }) }),
    ".a",
    "a brand needs a name; put an `id`",
  ],
  "a brand apart from its name": [
    z.object({ a: z.string().meta({ id: "A" }).meta({ brand: true }).min(1) }),
    ".a",
    "a brand needs a name; put an `id` beside `brand: true`, in the same `.meta()`",
  ],
  "a brand that is no boolean": [
    z.object({ a: z.string().meta({ id: "A", brand: "A" }) }),
    ".a",
    "`brand` is neither true nor false; say `brand: true`, and name the brand with `id`",
  ],
  "in a field": [z.object({ a: z.object({ b: z.symbol() }) }), ".a.b", "a symbol"],
  "in an array": [z.object({ a: z.array(z.symbol()) }), ".a[]", "a symbol"],
  "in a tuple": [z.tuple([z.string(), z.symbol()]), "[1]", "a symbol"],
  "in the rest of a tuple": [z.tuple([z.string()], z.symbol()), "[...]", "a symbol"],
  "in a record": [z.record(z.string(), z.symbol()), ".<value>", "a symbol"],
  "in a record's key": [z.record(z.symbol() as never, z.string()), ".<key>", "a symbol"],
  "in a map": [z.map(z.string(), z.symbol()), ".<value>", "a symbol"],
  "in a map's key": [z.map(z.symbol(), z.string()), ".<key>", "a symbol"],
  "in a set": [z.set(z.symbol()), "[]", "a symbol"],
  "in a union": [z.union([z.string(), z.symbol()]), "|1", "a symbol"],
  "in an intersection": [z.intersection(z.object({}), z.object({ a: z.symbol() })), "&1.a", "a symbol"],
  "in other keys": [z.object({}).catchall(z.symbol()), ".<other>", "a symbol"],
  "behind wrappers": [z.symbol().optional().nullable().readonly(), "", "a symbol"],
  "behind a lazy type": [z.object({ a: z.lazy(() => z.symbol()) }), ".a", "a symbol"],
  "a key that an object cannot declare": [
    z.object({ ["__proto__"]: z.string() }),
    ".__proto__",
    "an object cannot declare this key",
  ],
  "an intersection without common values": [
    z.intersection(z.object({ a: z.string() }), z.object({ a: z.date() })),
    ".a",
    "an intersection of string and date cannot travel",
  ],
};

describe("what cannot travel", () => {
  test.each(Object.entries(refused))("%s", (_name, [type, path, message]) => {
    const culprit = `procedures.p.output${path}`;
    expect(() => outputShape(type)).toThrowError(
      expect.objectContaining({
        code: "invalid_schema",
        data: { path: culprit },
        message: expect.stringContaining(`invalid_schema: ${culprit}: ${message}`),
      }),
    );
  });
});
