import type { ZodType } from "@hawser/core";
import { z } from "zod";
import { bigintExtension, nothing } from "./plain-msgpack.js";

/**
 * Every row of the two tables of values in PROTOCOL.md: types, values of them, and the form of each value in maps and
 * positional. Names are the schema's, so they sort as procedures and topics do.
 */
export const valueTable: Readonly<Record<string, { readonly type: ZodType; readonly values: readonly WireValue[] }>> = {
  null: { type: z.null(), values: [same(null)] },
  boolean: { type: z.boolean(), values: [same(true), same(false)] },
  string: {
    type: z.string(),
    values: [
      "",
      "hawser",
      "\0",
      "ünïcødé 漢字 🪢",
      ...[31, 32, 255, 256, 65_535, 65_536].map((n) => "x".repeat(n)),
    ].map(same),
  },
  templateLiteral: { type: z.templateLiteral(["room-", z.int()]), values: [same("room-1")] },
  number: {
    type: z.number(),
    values: [0, 1, -1, 0.1, -1e300, 5e-324, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53, 2 ** 64, -0].map(
      same,
    ),
  },
  int: {
    type: z.int(),
    values: [0, 127, 128, 255, 256, 65_535, 65_536, -1, -32, -33, -128, -129, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1].map(
      same,
    ),
  },
  undefined: { type: z.undefined(), values: [as(undefined, nothing, nothing)] },
  void: { type: z.void(), values: [as(undefined, nothing, nothing)] },
  bigint: {
    type: z.bigint(),
    values: [
      ...[0n, 5n, -5n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n - 1n].map(same),
      ...[2n ** 64n, -(2n ** 63n) - 1n, 10n ** 399n].map((huge) => as(huge, huge, String(huge))),
    ],
  },
  date: {
    type: z.date(),
    values: [0, 1, -1, 999, 1_700_000_000_123, -2_208_988_800_000, 2 ** 34 * 1000, 8.64e15, -8.64e15].map((ms) =>
      as(new Date(ms), new Date(ms), ms),
    ),
  },
  bytes: {
    type: z.instanceof(Uint8Array),
    values: [0, 1, 255, 256, 65_536].map((length) => same(Uint8Array.from({ length }, (_, index) => index))),
  },
  any: {
    type: z.any(),
    values: [
      ...[null, true, "x", 1.5, -0, NaN, Infinity, -Infinity, Uint8Array.of(1, 2), new Date(1.5e12)].map(same),
      ...[
        [],
        [1, [2, [3]]],
        {},
        { a: { b: [null] } },
        new Set([1, "a"]),
        new Map<unknown, unknown>([
          ["k", 1],
          [2, new Date(0)],
        ]),
      ].map(same),
      as(undefined, nothing, nothing),
      as(5n, 5n, bigintExtension(5n)),
      as({ big: [2n ** 70n] }, { big: [2n ** 70n] }, { big: [bigintExtension(2n ** 70n)] }),
      as([undefined], [nothing], [nothing]),
    ],
  },
  unknown: { type: z.unknown(), values: [same({ a: [1, new Map([["k", new Set([new Date(7)])]])] })] },
  json: { type: z.json(), values: [same(null), same({ a: [1, null, "x", { b: true }] })] },
  literal: { type: z.literal("on"), values: [as("on", "on", 0)] },
  // By JSON text: "a" "b" 10 9 true {"bigint":"5"}.
  literals: {
    type: z.literal(["b", "a", 9, 10, true, 5n]),
    values: (["a", "b", 10, 9, true, 5n] as const).map((value, index) => as(value, value, index)),
  },
  literalOrNull: { type: z.literal(["b", "a", null]), values: [as("a", "a", 0), as("b", "b", 1), same(null)] },
  literalUnion: { type: z.union([z.literal("b"), z.literal("a")]), values: [as("a", "a", 0), as("b", "b", 1)] },
  enum: {
    type: z.enum(["low", "medium", "high"]),
    values: ["high", "low", "medium"].map((value, index) => as(value, value, index)),
  },
  nativeEnum: { type: z.enum({ Ten: 10, Two: 2 }), values: [as(10, 10, 0), as(2, 2, 1)] },
  nullable: { type: z.date().nullable(), values: [same(null), as(new Date(5), new Date(5), 5)] },
  optional: { type: z.string().optional(), values: [as(undefined, nothing, nothing), same("x")] },
  nullish: { type: z.string().nullish(), values: [as(undefined, nothing, nothing), same(null), same("x")] },
  array: {
    type: z.array(z.int()),
    values: [[], [1], Array.from({ length: 16 }, (_, index) => index), Array.from({ length: 70_000 }, () => 1)].map(
      same,
    ),
  },
  arrayOfOptionals: { type: z.array(z.int().optional()), values: [as([1, undefined], [1, nothing], [1, nothing])] },
  set: {
    type: z.set(z.date()),
    values: [as(new Set(), new Set(), []), as(new Set([new Date(5)]), new Set([new Date(5)]), [5])],
  },
  tuple: { type: z.tuple([z.string(), z.date()]), values: [as(["a", new Date(5)], ["a", new Date(5)], ["a", 5])] },
  tupleWithRest: { type: z.tuple([z.string()], z.int()), values: [same(["a"]), same(["a", 1, 2])] },
  tupleWithOptional: { type: z.tuple([z.string(), z.int().optional()]), values: [same(["a"]), same(["a", 1])] },
  // By UTF-16 code units: Z a b, then the emoji (D83E), then the ligature (FB00), which has the smaller code point.
  object: {
    type: z.object({ b: z.int(), ﬀ: z.int(), "🪢": z.int(), a: z.int(), Z: z.int() }),
    values: [as({ b: 2, ﬀ: 4, "🪢": 3, a: 1, Z: 0 }, { b: 2, ﬀ: 4, "🪢": 3, a: 1, Z: 0 }, [0, 1, 2, 3, 4])],
  },
  emptyObject: { type: z.object({}), values: [as({}, {}, [])] },
  strictObject: { type: z.strictObject({ a: z.int() }), values: [as({ a: 1 }, { a: 1 }, [1])] },
  requiredSlots: {
    type: z.object({ a: z.string().nullable(), b: z.any(), c: z.null(), d: z.union([z.int(), z.undefined()]) }),
    values: [
      as({ a: null, b: null, c: null, d: 1 }, { a: null, b: null, c: null, d: 1 }, [null, null, null, 1]),
      as({ a: "x", b: [1], c: null, d: undefined }, { a: "x", b: [1], c: null, d: nothing }, ["x", [1], null, nothing]),
    ],
  },
  optionalSlots: {
    type: z.object({
      a: z.string().optional(),
      b: z.string().nullable().optional(),
      c: z.any().optional(),
      d: z.null().optional(),
      e: z.array(z.int()).optional(),
      f: z.string().nullish().optional(),
      g: z.json().optional(),
    }),
    values: [
      as({}, {}, [null, null, null, null, null, null, null]),
      as(
        { a: "x", b: "y", c: 1, d: null, e: [1], f: "z", g: 2 },
        { a: "x", b: "y", c: 1, d: null, e: [1], f: "z", g: 2 },
        ["x", ["y"], [1], [null], [1], ["z"], [2]],
      ),
      as({ b: null, c: null, f: null, g: null }, { b: null, c: null, f: null, g: null }, [
        null,
        [null],
        [null],
        null,
        null,
        [null],
        [null],
      ]),
    ],
  },
  looseObject: {
    type: z.looseObject({ a: z.int() }),
    values: [
      as({ a: 1 }, { a: 1 }, [1, null]),
      as({ a: 1, b: new Date(5) }, { a: 1, b: new Date(5) }, [1, { b: new Date(5) }]),
    ],
  },
  catchall: {
    type: z.object({ a: z.int() }).catchall(z.date()),
    values: [as({ a: 1 }, { a: 1 }, [1, null]), as({ a: 1, b: new Date(5) }, { a: 1, b: new Date(5) }, [1, { b: 5 }])],
  },
  intersection: {
    type: z.intersection(z.object({ b: z.date() }), z.object({ a: z.int() })),
    values: [as({ a: 1, b: new Date(5) }, { a: 1, b: new Date(5) }, [1, 5])],
  },
  record: {
    type: z.record(z.string(), z.date()),
    values: [same({}), as({ a: new Date(5), "": new Date(6) }, { a: new Date(5), "": new Date(6) }, { a: 5, "": 6 })],
  },
  recordOfNumbers: { type: z.record(z.number(), z.int()), values: [same({ 1: 2, 3: 4 })] },
  recordOfEnum: { type: z.record(z.enum(["b", "a"]), z.int()), values: [same({ b: 2, a: 1 })] },
  partialRecord: { type: z.partialRecord(z.enum(["b", "a"]), z.int()), values: [same({ b: 2 }), same({})] },
  map: {
    type: z.map(z.date(), z.set(z.int())),
    values: [
      as(new Map(), new Map(), []),
      as(new Map([[new Date(5), new Set([1])]]), new Map([[new Date(5), new Set([1])]]), [5, [1]]),
    ],
  },
  scalarUnion: { type: z.union([z.string(), z.number(), z.boolean()]), values: ["x", 1.5, true].map(same) },
  intOrString: { type: z.union([z.string(), z.int()]), values: ["x", 1].map(same) },
  scalarUnionWithNull: {
    type: z.union([z.string(), z.number(), z.null(), z.undefined()]),
    values: [same("x"), same(1), same(null), as(undefined, nothing, nothing)],
  },
  // The order of the options is the stub's: bytes, date.
  union: {
    type: z.union([z.date(), z.instanceof(Uint8Array)]),
    values: [as(new Date(5), new Date(5), [1, 5]), as(Uint8Array.of(5), Uint8Array.of(5), [0, Uint8Array.of(5)])],
  },
  unionWithNull: {
    type: z.union([z.date(), z.instanceof(Uint8Array), z.null()]),
    values: [same(null), as(new Date(5), new Date(5), [1, 5])],
  },
  // The stub's order: shape "dot" before shape "line".
  discriminatedUnion: {
    type: z.discriminatedUnion("shape", [
      z.object({ shape: z.literal("line"), to: z.int() }),
      z.object({ shape: z.literal("dot"), at: z.date() }),
    ]),
    values: [
      as({ shape: "line", to: 1 }, { shape: "line", to: 1 }, [1, [0, 1]]),
      as({ shape: "dot", at: new Date(5) }, { shape: "dot", at: new Date(5) }, [0, [5, 0]]),
    ],
  },
  recursive: {
    type: treeType(),
    values: [
      as({ value: 1, children: [{ value: 2, children: [] }] }, { value: 1, children: [{ value: 2, children: [] }] }, [
        [[[], 2]],
        1,
      ]),
    ],
  },
  nested: {
    type: z.object({
      rooms: z.map(z.string(), z.array(z.object({ at: z.date(), tags: z.set(z.string()).optional() }))),
    }),
    values: [
      as(
        { rooms: new Map([["r1", [{ at: new Date(5) }, { at: new Date(6), tags: new Set(["x"]) }]]]) },
        { rooms: new Map([["r1", [{ at: new Date(5) }, { at: new Date(6), tags: new Set(["x"]) }]]]) },
        [
          [
            "r1",
            [
              [5, null],
              [6, ["x"]],
            ],
          ],
        ],
      ),
    ],
  },
};

/** A value and its forms on the wire. */
export interface WireValue {
  readonly value: unknown;
  readonly maps: unknown;
  readonly positional: unknown;
}

function as(value: unknown, maps: unknown, positional: unknown): WireValue {
  return { value, maps, positional };
}

function same(value: unknown): WireValue {
  return as(value, value, value);
}

function treeType(): ZodType {
  const Tree: z.ZodType = z.object({ value: z.int(), children: z.array(z.lazy(() => Tree)) });
  return Tree;
}
