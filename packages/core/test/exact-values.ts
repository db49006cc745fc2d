import { z } from "zod";
import type { ZodType } from "../src/schema/zod.js";

interface Tree {
  value: number;
  left?: Tree | undefined;
  right?: Tree | undefined;
}
const Tree: z.ZodType<Tree> = z.lazy(() =>
  z.object({ value: z.number(), left: Tree.optional(), right: Tree.optional() }),
);

const Person = z.object({
  name: z.string(),
  get friends() {
    return z.array(Pet);
  },
});
const Pet = z.object({ kind: z.string(), owner: Person.optional() });

const Expression: z.ZodType<unknown> = z.lazy(() =>
  z.union([
    z.number(),
    z.object({ op: z.literal("add"), left: Expression, right: Expression }),
    z.object({ op: z.literal("negate"), of: Expression }),
  ]),
);

const manyOptional = z.object(
  Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`f${i}`, i % 2 ? z.string().optional() : z.number().nullish()]),
  ),
);

const everyBoundary = [
  0,
  1,
  31,
  32,
  127,
  128,
  255,
  256,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  -1,
  -32,
  -33,
  -127,
  -128,
  -129,
  -32_768,
  -32_769,
  -(2 ** 31),
  -(2 ** 31) - 1,
  -(2 ** 53 - 1),
];
const everyBigint = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  2n ** 31n,
  -(2n ** 31n),
  -(2n ** 31n) - 1n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n),
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  -(2n ** 63n),
  -(2n ** 63n) - 1n,
  2n ** 64n - 1n,
  2n ** 64n,
  -(2n ** 64n),
  10n ** 300n,
  -(10n ** 4095n),
];
const everyDate = [
  new Date(0),
  new Date(1),
  new Date(-1),
  new Date(999),
  new Date(1_700_000_000_000),
  new Date(1_700_000_000_123),
  new Date(-62_135_596_800_001),
  new Date(2 ** 32 * 1000),
  new Date(2 ** 34 * 1000 + 7),
  new Date(8_640_000_000_000_000),
  new Date(-8_640_000_000_000_000),
];
const everyText = [
  "",
  "a",
  "x".repeat(31),
  "x".repeat(32),
  "é".repeat(20),
  "日本語",
  "👩‍👩‍👧‍👦 astral \u{10ffff}",
  "\u0000\u0001\u007f\u2028\ufeff",
  "x".repeat(255),
  "x".repeat(256),
  "é".repeat(40_000),
  "👍".repeat(70_000),
];
const everyBytes = [
  new Uint8Array(),
  Uint8Array.of(0),
  Uint8Array.of(0xc1, 0xff, 0x80),
  new Uint8Array(256).fill(7),
  new Uint8Array(70_000).fill(9),
];

/** An object with an own key `__proto__`, as JSON.parse makes one and a literal does not. */
export function withProto(value: unknown, rest: object = {}): object {
  return Object.defineProperty({ ...rest }, "__proto__", {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Values that must arrive exactly at the other end, by what they are of. */
export const exactValues: Record<string, [ZodType, readonly unknown[]]> = {
  string: [z.string(), everyText],
  number: [z.number(), [...everyBoundary, -0, 0.1, 1e300, -1e-300, 5e-324, Number.MAX_VALUE]],
  int: [z.int(), [...everyBoundary, -0]],
  boolean: [z.boolean(), [true, false]],
  null: [z.null(), [null]],
  undefined: [z.undefined(), [undefined]],
  bigint: [z.bigint(), everyBigint],
  date: [z.date(), everyDate],
  bytes: [z.instanceof(Uint8Array), everyBytes],
  literal: [z.literal("only"), ["only"]],
  "literal of a bigint": [z.literal(2n ** 70n), [2n ** 70n]],
  "literals of every type": [
    z.literal(["a", 1, -1.5, true, false, 3n, null, undefined]),
    ["a", 1, -1.5, true, false, 3n, null, undefined],
  ],
  "template literal": [z.templateLiteral(["v", z.number()]), ["v1", "v2.5"]],
  optional: [z.date().optional(), [undefined, new Date(5)]],
  nullable: [z.date().nullable(), [null, new Date(5)]],
  nullish: [z.number().nullish(), [null, undefined, -0]],

  "array of scalars": [
    z.array(z.string()),
    [[], ["a"], Array.from({ length: 20 }, String), Array.from({ length: 70_000 }, () => "x")],
  ],
  "array of numbers": [z.array(z.number()), [[], [-0, 1, 0.5]]],
  "array of dates": [z.array(z.date()), [[], everyDate]],
  "array of bigints": [z.array(z.bigint()), [everyBigint]],
  "array of bytes": [z.array(z.instanceof(Uint8Array)), [everyBytes]],
  "array of arrays": [z.array(z.array(z.number())), [[], [[]], [[], [1], [-0]]]],
  "array of undefined": [z.array(z.undefined()), [[undefined, undefined]]],
  "array of nullish dates": [z.array(z.date().nullish()), [[null, undefined, new Date(1)]]],
  "array of what a catch lets through": [z.array(z.date().optional().catch(new Date(0))), [[undefined, new Date(1)]]],
  "array of any": [z.array(z.any()), [[undefined, null, [], {}, -0, 1n]]],
  tuple: [z.tuple([z.string(), z.date()]), [["a", new Date(1)]]],
  "empty tuple": [z.tuple([]), [[]]],
  "tuple with optional items": [
    z.tuple([z.string(), z.date().optional(), z.number().optional()]),
    [["a"], ["a", undefined], ["a", new Date(1)], ["a", undefined, undefined], ["a", undefined, -0]],
  ],
  "tuple with a named optional item": [
    z.tuple([z.string(), z.date().optional().meta({ id: "When" })]),
    [["a"], ["a", undefined], ["a", new Date(1)]],
  ],
  "tuple with any as an optional item": [
    z.tuple([z.string(), z.any().optional()]),
    [["a"], ["a", undefined], ["a", null], ["a", [1n]]],
  ],
  "tuple with rest": [
    z.tuple([z.string()], z.date()),
    [["a"], ["a", new Date(1), new Date(2)], ["a", ...Array.from({ length: 70_000 }, () => new Date(3))]],
  ],
  "tuple with undefined": [z.tuple([z.undefined(), z.string()]), [[undefined, "a"]]],

  object: [z.object({ b: z.string(), a: z.date() }), [{ b: "x", a: new Date(1) }]],
  "object without keys": [z.object({}), [{}]],
  "object with one literal": [z.object({ w: z.literal("only") }), [{ w: "only" }]],
  "optional keys: absent, undefined, there": [
    z.object({ text: z.string().optional(), at: z.date().optional(), big: z.bigint().optional() }),
    [{}, { text: undefined }, { text: "", at: undefined, big: undefined }, { at: new Date(0) }, { big: 0n }],
  ],
  "optional keys that may be null": [
    z.object({
      text: z.string().nullish(),
      at: z.date().nullish(),
      any: z.any().optional(),
      json: z.json().optional(),
    }),
    [
      {},
      { text: null, at: null, any: null, json: null },
      { text: undefined, at: undefined, any: undefined, json: undefined },
      { text: "a", at: new Date(1), any: [], json: { a: [] } },
    ],
  ],
  "exact optional keys": [
    z.object({ text: z.exactOptional(z.string()), at: z.exactOptional(z.date().nullable()) }),
    [{}, { text: "a" }, { at: null }, { at: new Date(1) }],
  ],
  "a key that is undefined": [
    z.object({ u: z.undefined(), o: z.undefined().optional() }),
    [{ u: undefined }, { u: undefined, o: undefined }],
  ],
  "any behind a key": [z.object({ a: z.any() }), [{ a: undefined }, { a: null }, { a: -0 }]],
  "false, zero and empty text in optional keys": [
    z.object({ f: z.boolean().optional(), n: z.number().optional(), s: z.string().optional() }),
    [{ f: false, n: 0, s: "" }, { n: -0 }],
  ],
  "20 optional keys": [
    manyOptional,
    [
      {},
      { f0: null },
      { f19: "last" },
      { f3: undefined, f4: undefined },
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, i % 2 ? "x" : -0])),
    ],
  ],
  "keys that are no identifiers": [
    z.object({
      "a-b": z.string(),
      "1": z.date(),
      "": z.number(),
      'q"\\': z.string().optional(),
      "\u2028": z.bigint(),
      class: z.boolean(),
    }),
    [
      { "a-b": "x", "1": new Date(1), "": 2, "\u2028": 3n, class: true },
      { "a-b": "", "1": new Date(1), "": 2, 'q"\\': "", "\u2028": 3n, class: false },
    ],
  ],
  "keys of Object.prototype": [
    z.object({
      constructor: z.string(),
      toString: z.date().optional(),
      valueOf: z.date().nullish(),
      hasOwnProperty: z.number(),
    }),
    [
      { constructor: "c", toString: new Date(1), valueOf: null, hasOwnProperty: 1 },
      { constructor: "c", toString: undefined, valueOf: undefined, hasOwnProperty: 1 },
    ],
  ],
  "loose object": [
    z.looseObject({ a: z.string(), b: z.number().optional() }),
    [
      { a: "x" },
      { a: "x", c: 1n, d: undefined, e: null, f: new Date(1), g: { h: [-0] } },
      withProto({ evil: true }, { a: "x" }),
    ],
  ],
  catchall: [
    z.object({ a: z.string() }).catchall(z.date()),
    [{ a: "x" }, { a: "x", b: new Date(1) }, withProto(new Date(2), { a: "x" })],
  ],
  "empty loose object": [z.looseObject({}), [{}, { a: undefined }, withProto(null)]],

  record: [
    z.record(z.string(), z.date()),
    [{}, { a: new Date(1), "": new Date(2), constructor: new Date(3), "5": new Date(4) }, withProto(new Date(5))],
  ],
  "record of plain values": [z.record(z.string(), z.string()), [{}, withProto("x", { a: "y" })]],
  "record of undefined": [z.record(z.string(), z.string().optional()), [{ a: undefined, b: "x" }]],
  "record of numbers": [z.record(z.number(), z.string()), [{ 1: "a", "2.5": "b", "-3": "c" }]],
  "record of literals": [z.record(z.enum(["a", "b"]), z.number()), [{ a: 1, b: -0 }]],
  "record of number literals": [z.record(z.literal([1, 2]), z.number()), [{ 1: 1, 2: 2 }]],
  partialRecord: [z.partialRecord(z.enum(["a", "b"]), z.date()), [{}, { b: new Date(1) }]],
  "loose record": [z.looseRecord(z.string().regex(/^x/), z.date()), [{ x1: new Date(1), other: "any" }]],
  "record of 70,000 keys": [
    z.record(z.string(), z.number()),
    [Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, i]))],
  ],
  map: [
    z.map(z.string(), z.date()),
    [
      new Map(),
      new Map([
        ["a", new Date(1)],
        ["__proto__", new Date(2)],
      ]),
    ],
  ],
  "map with keys of any type": [
    z.map(z.any(), z.any()),
    [
      new Map<unknown, unknown>([
        [1, "a"],
        ["1", "b"],
        [null, null],
        [undefined, undefined],
        [true, 1n],
        [Number.NaN, -0],
      ]),
    ],
  ],
  "map with objects as keys": [z.map(z.object({ a: z.date() }), z.bigint()), [new Map([[{ a: new Date(1) }, 5n]])]],
  set: [z.set(z.string()), [new Set(), new Set(["a", ""])]],
  "set of dates": [z.set(z.date()), [new Set([new Date(1), new Date(2)])]],
  "set of nullish": [z.set(z.number().nullish()), [new Set([null, undefined, 0.5])]],

  "union of scalars": [z.union([z.string(), z.number(), z.boolean()]), ["a", -0, true, 0.5]],
  "union of scalars and null": [z.union([z.string(), z.number(), z.null(), z.undefined()]), ["a", -0, null, undefined]],
  "union of what msgpack confuses": [
    z.union([
      z.number(),
      z.bigint(),
      z.date(),
      z.instanceof(Uint8Array),
      z.string(),
      z.templateLiteral(["t", z.int()]),
    ]),
    [1, 1n, 2n ** 70n, new Date(1), Uint8Array.of(1), "1", "t1", -0],
  ],
  "union of collections": [
    z.union([
      z.array(z.date()),
      z.set(z.date()),
      z.map(z.string(), z.date()),
      z.record(z.string(), z.date()),
      z.tuple([z.string(), z.bigint()]),
    ]),
    [[], [new Date(1)], new Set([new Date(1)]), new Map([["a", new Date(1)]]), { a: new Date(1) }, ["a", 1n]],
  ],
  "union of objects by their keys": [
    z.union([z.object({ a: z.date() }), z.object({ a: z.date(), b: z.date() }), z.object({ b: z.date().optional() })]),
    [{ a: new Date(1) }, { a: new Date(1), b: new Date(2) }, { b: new Date(2) }, {}, { b: undefined }],
  ],
  "union of objects by a key that may hold undefined": [
    z.union([
      z.object({ a: z.undefined() }),
      z.object({ b: z.any() }),
      z.object({}),
      z.object({ c: z.date().nullish().nullable() }),
    ]),
    [{}, { a: undefined }, { b: undefined }, { b: 1 }, { c: null }],
  ],
  "union of objects by a key that is there or is not": [
    z.union([
      z.object({ "0": z.string().optional(), a: z.exactOptional(z.array(z.date())) }),
      z.object({ a: z.array(z.bigint()).optional(), b: z.string().optional() }),
    ]),
    [{}, { a: undefined }, { a: [new Date(1)] }, { a: [5n] }],
  ],
  "union of objects by a literal": [
    z.union([
      z.object({ child: z.date(), type: z.literal("a") }),
      z.object({ child: z.bigint(), type: z.literal("b") }),
      z.object({ child: z.date().nullable(), type: z.literal(["c", "d"]) }),
    ]),
    [
      { type: "a", child: new Date(1) },
      { type: "b", child: 1n },
      { type: "c", child: null },
      { type: "d", child: new Date(2) },
    ],
  ],
  "union of objects by what other keys hold": [
    z.union([z.object({ a: z.string() }).catchall(z.date()), z.object({ a: z.string() }).catchall(z.bigint())]),
    [{ a: "x", b: new Date(1) }, { a: "x", b: 5n }, { a: "x" }] as never,
  ],
  "union of records by number keys": [
    z.union([z.record(z.literal([1, 2]), z.date()), z.record(z.literal([3]), z.bigint())]),
    [{ 1: new Date(1), 2: new Date(2) }, { 3: 5n }],
  ],
  "discriminated union": [
    z.discriminatedUnion("t", [
      z.object({ t: z.literal("a"), x: z.date() }),
      z.object({ t: z.literal(["b", 2]), x: z.bigint().optional() }),
      z.object({ t: z.literal(null), x: z.string() }),
    ]),
    [{ t: "a", x: new Date(1) }, { t: "b" }, { t: 2, x: 5n }, { t: null, x: "n" }],
  ],
  "discriminated union whose tag may be absent": [
    z.discriminatedUnion("t", [
      z.object({ t: z.literal("a").optional(), x: z.date() }),
      z.object({ t: z.literal("b"), x: z.bigint() }),
    ]),
    [{ x: new Date(1) }, { t: "a", x: new Date(1) }, { t: undefined, x: new Date(1) }, { t: "b", x: 1n }],
  ],
  "discriminated union in a discriminated union": [
    z.discriminatedUnion("t", [
      z.discriminatedUnion("sub", [
        z.object({ t: z.literal("a"), sub: z.literal("x"), v: z.date() }),
        z.object({ t: z.literal("a"), sub: z.literal("y"), v: z.bigint() }),
      ]),
      z.object({ t: z.literal("b"), v: z.string() }),
    ]),
    [
      { t: "a", sub: "x", v: new Date(1) },
      { t: "a", sub: "y", v: 5n },
      { t: "b", v: "s" },
    ],
  ],
  "discriminated union by a named enum": [
    z.discriminatedUnion("t", [
      z.object({ t: z.enum(["a", "b"]).meta({ id: "Ab" }), x: z.date() }),
      z.object({ t: z.enum(["c"]).meta({ id: "C" }), x: z.bigint() }),
    ]),
    [
      { t: "a", x: new Date(1) },
      { t: "c", x: 1n },
    ],
  ],
  intersection: [
    z.intersection(z.object({ a: z.date() }), z.looseObject({ b: z.bigint() })),
    [
      { a: new Date(1), b: 5n },
      { a: new Date(1), b: 5n, c: "rest" },
    ],
  ],
  "intersection with a union": [
    z.intersection(
      z.object({ id: z.bigint() }),
      z.union([z.object({ a: z.date() }), z.object({ b: z.date().nullable() })]),
    ),
    [
      { id: 1n, a: new Date(1) },
      { id: 1n, b: null },
    ],
  ],

  any: [
    z.any(),
    [
      undefined,
      null,
      true,
      -0,
      0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** 53,
      1e300,
      5n,
      2n ** 100n,
      -(10n ** 4000n),
      "text",
      "\u{1f600}",
      [],
      [[]],
      {},
      { a: undefined, b: null },
      new Map(),
      new Set(),
      new Set([new Set([new Map([[{}, []]])])]),
      new Map<unknown, unknown>([["k", { v: new Set([1n]) }]]),
      ...everyDate,
      ...everyBytes,
      withProto({ polluted: true }),
      { toJSON: 1, constructor: 2 },
      new Set(Array.from({ length: 300 }, (_, i) => i)),
      new Set(Array.from({ length: 70_000 }, (_, i) => `item ${i}`)),
      Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, null])),
    ],
  ],
  unknown: [z.unknown(), [undefined, { a: [1n] }]],
  json: [z.json(), [null, "a", -0, [], {}, { a: [true, null, { b: 1.5 }] }]],

  "recursion by z.lazy": [
    Tree,
    [{ value: 1 }, { value: -0, left: { value: 2, right: undefined }, right: { value: 3, left: { value: 4 } } }],
  ],
  "recursion by getters": [
    Person,
    [
      { name: "a", friends: [] },
      { name: "a", friends: [{ kind: "cat", owner: { name: "b", friends: [{ kind: "dog" }] } }] },
    ],
  ],
  "recursion in a union": [
    Expression,
    [
      1,
      { op: "negate", of: -0 },
      { op: "add", left: { op: "negate", of: 1 }, right: { op: "add", left: 1, right: 2 } },
    ],
  ],
  "recursion in records, maps and sets": [
    z.lazy(function self(): ZodType {
      return nested;
    }),
    [new Set([{ a: new Map([["x", new Set()]]) }])],
  ],
  readonly: [z.object({ list: z.array(z.date()).readonly() }).readonly(), [{ list: [new Date(1)] }]],
  branded: [z.bigint().brand<"Id">(), [5n]],
};

const nested: z.ZodType = z.set(
  z.record(
    z.string(),
    z.map(
      z.string(),
      z.lazy(() => nested),
    ),
  ),
);
