import { describe, expect, test } from "vitest";
import { type ZodType, z } from "zod";
import { inputShape } from "../../../core/test/shapes.js";
import { fromJson } from "./from-json.js";
import type { Json } from "./json.js";
import { toJson } from "./to-json.js";

function read(json: Json | undefined, type: ZodType): unknown {
  const { shape, definitions } = inputShape(type);
  return fromJson(json, shape, definitions);
}

describe("what JSON does not have", () => {
  test.each<[string, ZodType, unknown, Json]>([
    ["a date", z.date(), new Date(1500), "1970-01-01T00:00:01.500Z"],
    ["bytes", z.instanceof(Uint8Array), Uint8Array.of(0xc1, 0xff, 0), "wf8A"],
    ["a bigint", z.bigint(), -(2n ** 70n), "-1180591620717411303424"],
    ["a map", z.map(z.int(), z.date()), new Map([[1, new Date(0)]]), [[1, "1970-01-01T00:00:00.000Z"]]],
    ["a set", z.set(z.string()), new Set(["a", "b"]), ["a", "b"]],
    ["a number that is none", z.number(), Number.NEGATIVE_INFINITY, "-Infinity"],
    ["an absent key", z.object({ a: z.string().optional() }), {}, {}],
    ["an item that is undefined", z.array(z.string().optional()), ["a", undefined], ["a", null]],
    ["a literal bigint", z.literal(5n), 5n, "5"],
    [
      "a key like __proto__",
      z.record(z.string(), z.int()),
      JSON.parse('{"__proto__":1}'),
      JSON.parse('{"__proto__":1}'),
    ],
  ])("%s", (_, type, value, json) => {
    expect(toJson(value)).toEqual(json);
    expect(read(json, type)).toEqual(value);
  });

  test("a key that is there with undefined is left out", () => {
    expect(toJson({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });

  test("an ArrayBuffer's window is what travels, not all of it", () => {
    expect(toJson(new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2))).toBe("AgM=");
  });
});

describe("what people write", () => {
  test.each<[string, ZodType, Json, unknown]>([
    ["a whole number for a bigint", z.bigint(), 5, 5n],
    ["a day", z.date(), "2026-01-31", new Date("2026-01-31T00:00:00Z")],
    ["another zone", z.date(), "2026-01-31T12:00+02:00", new Date("2026-01-31T10:00:00Z")],
    ["keys that a type leaves open", z.looseObject({ a: z.int() }), { a: 1, b: [2] }, { a: 1, b: [2] }],
    ["null for an optional that has it", z.object({ a: z.string().nullish() }), { a: null }, { a: null }],
  ])("%s", (_, type, json, value) => {
    expect(read(json, type)).toEqual(value);
  });
});

describe("the choice of a union", () => {
  const anything = z.union([z.string(), z.date(), z.bigint(), z.instanceof(Uint8Array), z.literal("now")]);
  test.each<[Json, unknown]>([
    ["now", "now"],
    ["2026-01-31T12:00:00Z", new Date("2026-01-31T12:00:00Z")],
    ["12", "12"],
    ["wf8A", "wf8A"],
    [12, 12n],
  ])("%j", (json, value) => {
    expect(read(json, anything)).toEqual(value);
  });

  test("an option that has all keys, not the first that takes some", () => {
    const pair = z.union([z.object({ a: z.int() }), z.object({ a: z.int(), b: z.int() })]);
    expect(read({ a: 1, b: 2 }, pair)).toEqual({ a: 1, b: 2 });
  });
});

describe("a complaint names the place", () => {
  const Item = z.object({ name: z.string(), "a b": z.int().optional(), due: z.date().nullable() });
  const Shape = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("circle"), radius: z.number() }),
    z.object({ kind: z.literal("square"), side: z.number() }),
  ]);
  test.each<[ZodType, Json | undefined, string]>([
    [z.string(), 5, "the value: expected text, got 5"],
    [z.string(), undefined, "the value: missing; expected text"],
    [z.object({ items: z.array(Item) }), { items: [{ due: null }] }, "items[0].name: missing; expected text"],
    [Item, { name: "a", due: 5 }, 'due: expected a date as text, like "2026-01-31T12:00:00Z", got 5'],
    [Item, { name: "a", due: null, "a b": 1.5 }, '["a b"]: expected a whole number, got 1.5'],
    [Item, { nmae: "a", name: "a", due: null }, "nmae: there is no such key; did you mean name?"],
    [z.date(), "yesterday", 'the value: expected a date as text, like "2026-01-31T12:00:00Z", got "yesterday"'],
    [
      z.date(),
      "2026-01-31T12:00:00",
      'the value: expected a date as text, like "2026-01-31T12:00:00Z", got "2026-01-31T12:00:00"',
    ],
    [z.bigint(), 2 ** 60, "the value: expected a bigint as text of digits, got 1152921504606847000"],
    [z.instanceof(Uint8Array), "AgM", 'the value: expected bytes as text in base64, got "AgM"'],
    [z.map(z.string(), z.int()), [["a", 1], ["b"]], "[1]: expected a pair [key, value], got an array"],
    [z.map(z.string(), z.int()), [["a", "x"]], '[0][1]: expected a whole number, got "x"'],
    [z.tuple([z.int(), z.int().optional()]), [], "the value: expected 1 to 2 items, got 0"],
    [z.tuple([z.int()], z.int()), [], "the value: expected at least 1 items, got 0"],
    [z.enum(["up", "down"]), "left", 'the value: expected "down" or "up", got "left"'],
    [Shape, { kind: "circle", radius: "x" }, 'radius: expected a number, got "x"'],
    [Shape, { kind: "line" }, 'kind: expected "circle", got "line"'],
    [z.union([z.string(), z.array(z.int())]), [1, "x"], '[1]: expected a whole number, got "x"'],
    [z.union([z.string(), z.int()]), true, "the value: expected a whole number or text, got true"],
    [z.string(), "x", ""],
  ])("%#", (type, json, message) => {
    let complaint = "";
    try {
      read(json, type);
    } catch (error) {
      complaint = (error as Error).message;
    }
    expect(complaint).toBe(message);
  });
});
