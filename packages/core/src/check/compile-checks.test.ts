import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { assertSame } from "../../test/same-as-zod.js";
import type { ZodType } from "../schema/zod.js";
import { type Check, undecided } from "./check.js";
import { CheckCompiler } from "./compile-checks.js";

function checkOf(type: ZodType): Check {
  const compiler = new CheckCompiler();
  expect(compiler.add(type)).toBe(0);
  return compiler.compile()[0] as Check;
}

const own = (value: unknown): object => Object.fromEntries([["__proto__", value]]);
const bytes = Uint8Array.of(1, 2);

/** By kind: values that the check decides, and values that it leaves to zod. */
const kinds: Record<string, [type: ZodType, decided: readonly unknown[], left: readonly unknown[]]> = {
  string: [z.string(), ["", "a", "\u{1f600}", "\ud800"], [1, null, undefined, new String("a")]],
  "string of a length": [z.string().min(2).max(3), ["ab", "abc"], ["a", "abcd", "\u{1f600}", "a\u{1f600}"]],
  "string of one length": [z.string().length(2), ["ab", "a\ud800"], ["a", "abc", "\u{1f600}", "a\u{1f600}"]],
  "string that is not empty": [z.string().min(1), ["a", "\u{1f600}"], [""]],
  email: [z.email(), ["a@b.co"], ["a@b", 1]],
  uuid: [z.uuid(), ["3f0e2ad4-5f7c-4f3a-9d3e-6a7d7a3c9d10"], ["3f0e2ad4"]],
  "url, which zod trims": [z.url(), ["https://a.b/c"], [" https://a.b/c ", "https://a.b/\n", "a"]],
  "iso datetime": [z.iso.datetime(), ["2024-01-01T00:00:00Z"], ["2024-01-01", "2023-02-29T00:00:00Z"]],
  ipv6: [z.ipv6(), ["::1"], ["::1\n", "::g"]],
  "regex that remembers": [z.string().regex(/a/g), ["a", "a", "ba"], ["b"]],
  "starts, ends, includes": [z.string().startsWith("a").endsWith("c").includes("b"), ["abc"], ["ac", "xabc"]],
  "template literal": [z.templateLiteral(["n", z.int()]), ["n1", "n-5"], ["n", "1", 1]],
  number: [z.number(), [0, -0, 0.5, 1e300, 2 ** 60], [Number.NaN, Number.POSITIVE_INFINITY, "1", 1n]],
  "number in bounds": [z.number().gt(-1).lte(0.5), [0, -0, 0.5], [-1, 0.6]],
  "multiple of a fraction": [z.number().multipleOf(0.07), [2.03, 0.07, 0], [0.1]],
  int: [z.int(), [1, -5, -0, Number.MAX_SAFE_INTEGER], [0.5, 2 ** 53]],
  "int by a check": [z.number().int().max(3), [3], [4, 0.5]],
  int32: [z.int32(), [2 ** 31 - 1, -(2 ** 31), -0], [2 ** 31, 0.5]],
  uint32: [z.uint32(), [2 ** 32 - 1, 0], [-1, 2 ** 32]],
  float32: [z.float32(), [0.1, 1e38], [1e39]],
  boolean: [z.boolean(), [true, false], [0, "true"]],
  bigint: [z.bigint().min(0n).multipleOf(2n), [0n, 4n, 2n ** 70n], [-2n, 3n, 2]],
  int64: [z.int64(), [2n ** 63n - 1n], [2n ** 63n]],
  date: [z.date().min(new Date(5)), [new Date(5)], [new Date(4), new Date(Number.NaN), 5]],
  null: [z.null(), [null], [undefined, 0]],
  undefined: [z.undefined(), [undefined], [null]],
  literals: [z.literal(["a", 1, 5n, true, null, undefined]), ["a", 1, 5n, true, null, undefined], ["1", false, 0n]],
  "many literals": [z.literal([1, 2, 3, 4, 5, 6, 7, 0]), [7, -0], [8, "7"]],
  enum: [z.enum(["x", "y"]), ["x", "y"], ["z", "toString"]],
  bytes: [z.instanceof(Uint8Array), [bytes, Buffer.from("a")], [[1], bytes.buffer]],
  "bytes with a description": [z.instanceof(Uint8Array).describe("d"), [bytes], ["a"]],
  "any and unknown": [z.tuple([z.any(), z.unknown()]), [[{ a: 1 }, undefined]], [[1]]],

  array: [
    z.array(z.string().nullable()).min(1).max(2),
    [["a"], [null, "b"]],
    [[], ["a", "b", "c"], [1], { length: 1 }, [undefined]],
  ],
  "array with holes": [z.array(z.int().optional()), [Object.assign([], { length: 2 })], [[null]]],
  tuple: [z.tuple([z.string(), z.int()]), [["a", 1]], [["a"], ["a", 1, 2], ["a", "b"]]],
  "tuple with optional items": [
    z.tuple([z.string(), z.int().optional(), z.date().optional()]),
    [["a"], ["a", undefined], ["a", 1], ["a", undefined, undefined], ["a", 1, new Date(1)]],
    [[], ["a", null], ["a", 1, new Date(1), 2]],
  ],
  "tuple with rest": [z.tuple([z.string()], z.int()), [["a"], ["a", 1, 2]], [[], ["a", "b"]]],
  set: [z.set(z.object({ a: z.int() })).max(1), [new Set(), new Set([{ a: 1, b: 2 }])], [new Set([1]), [1]]],
  map: [
    z.map(z.string(), z.object({ a: z.int() })),
    [new Map([["k", { b: 1, a: 2 }]]), new Map([["__proto__", { a: 2 }]])],
    [new Map([[1, { a: 1 }]]), {}],
  ],
  record: [
    z.record(z.string().min(1), z.object({ a: z.int() })),
    [{ b: { a: 1 }, 5: { a: 2, c: 3 } }, {}, Object.assign(Object.create(null), { x: { a: 1 } })],
    [{ "": { a: 1 } }, own({ a: 1 }), { constructor: { a: 1 } }, { [Symbol("s")]: { a: 1 } }, new Map(), []],
  ],
  "record of literals": [
    z.record(z.enum(["b", "a"]), z.int().optional()),
    [{ a: 1, b: undefined }],
    [{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: 1, b: "x" }],
  ],
  "partial record": [z.partialRecord(z.enum(["b", "a"]), z.int()), [{}, { a: 1 }, { a: 1, b: 2 }], [{ c: 1 }]],

  object: [
    z.object({ z: z.string(), a: z.int(), "c-d": z.boolean() }),
    [
      { "c-d": true, a: 1, z: "x" },
      { z: "x", a: 1, "c-d": true, other: 1, [Symbol("s")]: 2 },
      Object.assign(new (class Row {})(), { z: "x", a: 1, "c-d": true }),
      Object.create({ z: "x", a: 1, "c-d": true }),
    ],
    [{ z: "x", a: 1 }, [], null, "x", { z: 1, a: 1, "c-d": true }],
  ],
  "object with optional keys": [
    z.object({
      o: z.string().optional(),
      r: z.int(),
      e: z.exactOptional(z.int()),
      toString: z.string().optional(),
      n: z.string().nullish(),
    }),
    [
      { r: 1, toString: "x" },
      { toString: undefined, n: null, r: 1, o: undefined },
      { toString: "x", n: undefined, e: 2, r: 1, o: "a" },
    ],
    [{ r: 1 }, { toString: "x", r: 1, e: undefined }, { toString: "x", r: 1, o: null }],
  ],
  "object with a key that may hold undefined": [
    z.object({ u: z.undefined(), a: z.any() }),
    [{ a: 1, u: undefined }],
    [{ a: 1 }],
  ],
  "strict object": [
    z.strictObject({ b: z.int(), a: z.int().optional() }),
    [{ b: 1 }, { a: 1, b: 2 }],
    [{ b: 1, c: 1 }, Object.create({ b: 1, c: 1 })],
  ],
  "loose object": [z.looseObject({ b: z.int() }), [{ x: {}, b: 1 }, { b: 1 }], [Object.assign(own(1), { b: 1 })]],
  "object with a catchall": [
    z.object({ b: z.int() }).catchall(z.object({ c: z.int() })),
    [{ x: { c: 1, d: 2 }, b: 1 }],
    [{ x: 1, b: 1 }],
  ],
  "a default that is not needed": [
    z.object({ a: z.int().default(1), b: z.int().prefault(1) }),
    [{ b: 2, a: 3 }],
    [{ b: 2 }, { a: 1, b: undefined }],
  ],
  nonoptional: [z.nonoptional(z.string().optional()), ["a"], [undefined]],
  readonly: [z.object({ a: z.array(z.int()).readonly() }).readonly(), [{ a: [1], b: 2 }], [{ a: ["x"] }]],
  branded: [z.string().brand<"Id">(), ["a"], [1]],
  described: [z.object({ a: z.int().describe("d") }).meta({ id: "CheckedOne" }), [{ a: 1 }], [{}]],

  "union of scalars": [z.union([z.string(), z.int().max(3), z.null()]), ["a", 3, null], [4, undefined]],
  "union in which an earlier option may change the value": [
    z.union([z.url(), z.string()]),
    ["https://a.b/"],
    [" https://a.b/", "a"],
  ],
  "union of objects": [
    z.union([z.object({ a: z.int() }), z.object({ b: z.int() }), z.string()]),
    [{ a: 1, b: 2 }, "x"],
    [{ b: 1 }],
  ],
  "union of forms": [
    z.union([z.array(z.int()), z.object({ a: z.int() }), z.literal("x"), z.literal("y")]),
    [[1], { a: 1 }, "x", "y"],
    [["x"], "z", new Map()],
  ],
  "discriminated union": [
    z.discriminatedUnion("t", [
      z.object({ t: z.literal(["a", 1]), x: z.int() }),
      z.object({ t: z.literal(null), y: z.int() }),
      z.discriminatedUnion("s", [
        z.object({ t: z.literal("n"), s: z.literal("p") }),
        z.object({ t: z.literal("n"), s: z.literal("q"), z: z.date() }),
      ]),
    ]),
    [
      { x: 1, t: "a", y: 2 },
      { t: 1, x: 1 },
      { t: null, y: 1 },
      { z: new Date(1), s: "q", t: "n" },
    ],
    [{ t: "1", x: 1 }, { x: 1 }, { t: "a", y: 1 }, "a"],
  ],
  "types of zod/mini": [
    mini.object({ a: mini.optional(mini.string().check(mini.maxLength(2))), b: mini.int() }),
    [{ b: 1, a: "x" }, { b: 2 }],
    [{ b: 1, a: "xyz" }],
  ],
};

describe.each(Object.entries(kinds))("%s", (_name, [type, decided, left]) => {
  test.each(decided.map((value) => [value]))("decides %o as zod does", (value) => {
    const result = checkOf(type)(value);
    expect(result).not.toBe(undecided);
    assertSame(value, result, z.parse(type, value));
  });

  test.each(left.map((value) => [value]))("leaves %o to zod", (value) => {
    expect(checkOf(type)(value)).toBe(undecided);
  });
});

test.each<[string, ZodType]>([
  ["refine", z.string().refine(() => true)],
  ["refine of an object", z.object({ a: z.int() }).refine(() => true)],
  ["superRefine", z.string().superRefine(() => {})],
  ["an async check", z.string().refine(async () => true)],
  ["a check of one's own", z.string().check(() => {})],
  ["trim", z.string().trim()],
  ["toLowerCase", z.string().toLowerCase()],
  ["overwrite", z.int().overwrite((value) => value + 1)],
  ["transform", z.string().transform(Number)],
  ["pipe", z.string().pipe(z.string())],
  ["codec", z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: String })],
  ["preprocess", z.preprocess(String, z.string())],
  ["catch", z.string().catch("a")],
  ["coerce", z.coerce.number()],
  ["a format of one's own", z.stringFormat("own", () => true)],
  ["a class of one's own", z.instanceof(URL)],
  ["bytes with a check", z.instanceof(Uint8Array).refine(() => true)],
  ["custom", z.custom(() => true)],
  ["lazy", z.lazy(() => z.string())],
  ["json", z.json()],
  ["intersection", z.intersection(z.object({ a: z.int() }), z.object({ b: z.int() }))],
  ["xor", z.xor([z.string(), z.int()])],
  ["an option that freezes what it refuses", z.union([z.string().readonly(), z.any()])],
  ["a default in an option", z.union([z.string().default("a"), z.int()])],
  ["a record of numbers", z.record(z.literal([1, 2]), z.int())],
  ["a loose record", z.looseRecord(z.string(), z.int())],
  ["a key that is a symbol", z.object({ [Symbol("s")]: z.int() } as never)],
  ["a class of its own", unheardOf()],
])("leaves a type with %s to zod", (_name, type) => {
  expect(new CheckCompiler().add(type)).toBeUndefined();
  expect(new CheckCompiler().add(z.array(z.object({ part: type })))).toBeUndefined();
});

test("leaves a type that contains itself to zod", () => {
  const Node = z.object({
    value: z.int(),
    get next() {
      return Node.optional();
    },
  });
  expect(new CheckCompiler().add(Node)).toBeUndefined();
});

test("leaves discriminators that zod finds ambiguous to zod", () => {
  const option = z.object({ t: z.literal("a") });
  expect(
    new CheckCompiler().add(z.discriminatedUnion("t", [option, z.object({ t: z.enum(["a", "b"]) })])),
  ).toBeUndefined();
});

test("compiles many types in one go, in their order, around those it cannot", () => {
  const compiler = new CheckCompiler();
  const shared = z.object({ a: z.int() });
  const indices = [z.string().trim(), shared, z.array(shared), z.string()].map((type) => compiler.add(type));
  expect(indices).toEqual([undefined, 0, 1, 2]);
  const [one, many, text] = compiler.compile() as [Check, Check, Check];
  expect(one({ a: 1 })).toEqual({ a: 1 });
  expect(many([{ a: 1 }])).toEqual([{ a: 1 }]);
  expect(text("a")).toBe("a");
});

test("reads a key once", () => {
  let reads = 0;
  const row = Object.defineProperty({}, "a", { enumerable: true, get: () => ++reads });
  expect(checkOf(z.object({ a: z.int() }))(row)).toEqual({ a: 1 });
});

/** A type as a user, or a later zod, may make one. */
function unheardOf(): ZodType {
  const Shouting = z.core.$constructor("Shouting", (type: z.core.$ZodString, def: z.core.$ZodStringDef) => {
    z.core.$ZodString.init(type, def);
    const { parse } = type._zod;
    type._zod.parse = (payload, context) => {
      payload.value = String(payload.value).toUpperCase();
      return parse(payload, context);
    };
  });
  return new Shouting({ type: "string" });
}
