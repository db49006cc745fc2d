import { describe, expect, test } from "vitest";
import { z } from "zod";
import { outputShape } from "../../test/shapes.js";
import type { ZodType } from "../schema/zod.js";
import { conform } from "./conform.js";

function conformed(type: ZodType, value: unknown): unknown {
  const { shape, definitions } = outputShape(type);
  return conform(value, shape, definitions);
}

/** Values that the other end may have sent, and what they are here. */
const accepted: Record<string, [type: ZodType, value: unknown, here: unknown]> = {
  "an integer where a bigint is due": [z.bigint(), 5, 5n],
  "2^53 where a bigint is due": [z.bigint(), 2 ** 53, 2n ** 53n],
  "a bigint where a number is due": [z.number(), 5n, 5],
  "a bigint where an int is due": [z.int(), 5n, 5],
  "milliseconds where a date is due": [z.date(), 1500, new Date(1500)],
  "text where a date is due": [z.date(), "1970-01-01T00:00:01.500Z", new Date(1500)],
  "null where undefined is due": [z.undefined(), null, undefined],
  "a list where a set is due": [z.set(z.bigint()), [1, 2n], new Set([1n, 2n])],
  "pairs where a map is due": [z.map(z.string(), z.date()), [["a", 1]], new Map([["a", new Date(1)]])],
  "an object where a map is due": [z.map(z.string(), z.bigint()), { a: 1 }, new Map([["a", 1n]])],
  "an integer where a bigint literal is due": [z.literal([5n, "5"]), 5, 5n],
  "NaN where a number is due": [z.number(), Number.NaN, Number.NaN],
  "what is nullable": [z.bigint().nullable(), null, null],
  "what is optional": [z.bigint().optional(), undefined, undefined],
  "text where a template is due": [z.templateLiteral(["a", z.string()]), "anything", "anything"],
  "json as it is": [z.json(), { a: [1n] }, { a: [1n] }],

  "an object without its unknown keys": [z.object({ a: z.bigint() }), { a: 1, b: 2 }, { a: 1n }],
  "a strict object likewise, for the other end may be newer": [
    z.strictObject({ a: z.string() }),
    { a: "x", b: 2 },
    { a: "x" },
  ],
  "an object with unknown keys that may stay": [z.looseObject({ a: z.string() }), { a: "x", b: 2 }, { a: "x", b: 2 }],
  "other keys of a type": [z.object({}).catchall(z.bigint()), { a: 1, b: 2n }, { a: 1n, b: 2n }],
  "an absent key": [z.object({ a: z.bigint().optional() }), {}, {}],
  "a key with undefined": [z.object({ a: z.bigint().optional() }), { a: undefined }, { a: undefined }],
  "an absent key whose type allows undefined": [
    z.object({ a: z.any(), u: z.undefined() }),
    {},
    { a: undefined, u: undefined },
  ],
  "an object without a prototype": [
    z.object({ a: z.bigint() }),
    Object.assign(Object.create(null), { a: 1 }),
    { a: 1n },
  ],
  "a record": [z.record(z.string(), z.bigint()), { a: 1, b: 2n }, { a: 1n, b: 2n }],
  "a tuple without its unknown items": [z.tuple([z.bigint()]), [1, 2, 3], [1n]],
  "a tuple with rest": [z.tuple([z.string()], z.bigint()), ["a", 1, 2], ["a", 1n, 2n]],
  "a tuple without its optional items": [z.tuple([z.string(), z.bigint().optional()]), ["a"], ["a"]],
  "an empty tuple": [z.tuple([]), [1], []],

  "the option that keeps every key": [
    z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.string() })]),
    { a: "x", b: "y" },
    { a: "x", b: "y" },
  ],
  "the option that keeps most keys": [
    z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.string() })]),
    { a: "x", b: "y", c: "z" },
    { a: "x", b: "y" },
  ],
  "the option that keeps most keys, deep inside": [
    z.union([
      z.object({ in: z.object({ a: z.string() }) }),
      z.object({ in: z.object({ a: z.string(), b: z.string() }) }),
    ]),
    { in: { a: "x", b: "y" } },
    { in: { a: "x", b: "y" } },
  ],
  "the option that converts nothing": [z.union([z.bigint(), z.date(), z.string(), z.number()]), 5, 5],
  "the option that converts nothing, among collections": [
    z.union([z.map(z.string(), z.number()), z.record(z.string(), z.number())]),
    { a: 1 },
    { a: 1 },
  ],
  "the option that converts, where no other fits": [z.union([z.bigint(), z.boolean()]), 5, 5n],
  "the option that the tag names, and no other": [
    z.discriminatedUnion("t", [
      z.object({ t: z.literal("a"), x: z.bigint() }),
      z.object({ t: z.literal("b"), x: z.number(), y: z.string().optional() }),
    ]),
    { t: "a", x: 5, y: "left out" },
    { t: "a", x: 5n },
  ],
};

describe("a value that fits", () => {
  test.each(Object.entries(accepted))("%s", (_name, [type, value, here]) => {
    expect(conformed(type, value)).toStrictEqual(here);
  });
});

/** Values that do not fit: where, what was due, what came. */
const refused: Record<string, [type: ZodType, value: unknown, path: (string | number)[], message: string]> = {
  "a number where text is due": [z.string(), 5, [], "the value: expected string, got number"],
  "text where a number is due": [z.number(), "5", [], "the value: expected number, got string"],
  "a fraction where an int is due": [z.int(), 1.5, [], "the value: expected int, got number"],
  "an unsafe integer where an int is due": [z.int(), 2 ** 60, [], "the value: expected int, got number"],
  "a bigint that is no int": [z.int(), 2n ** 60n, [], "the value: expected int, got number"],
  "a fraction where a bigint is due": [z.bigint(), 1.5, [], "the value: expected bigint, got number"],
  "text where a boolean is due": [z.boolean(), "true", [], "the value: expected boolean, got string"],
  "something where null is due": [z.null(), 0, [], "the value: expected null, got number"],
  "something where undefined is due": [z.undefined(), 0, [], "the value: expected undefined, got number"],
  "text that is no date": [z.date(), "tomorrow", [], "the value: expected date"],
  "a list where bytes are due": [z.instanceof(Uint8Array), [1], [], "the value: expected bytes, got array"],
  "another literal": [z.literal(["a", 5n]), "b", [], 'the value: expected "a" | 5n, got "b"'],
  "null that is not nullable": [z.string().optional(), null, [], "the value: expected string, got null"],
  "an object where a list is due": [z.array(z.string()), {}, [], "the value: expected array, got object"],
  "a list where an object is due": [z.object({}), [], [], "the value: expected object, got array"],
  "a Map where an object is due": [z.object({}), new Map(), [], "the value: expected object, got map"],
  "a date where a record is due": [
    z.record(z.string(), z.any()),
    new Date(),
    [],
    "the value: expected record, got date",
  ],
  "text where a map is due": [z.map(z.string(), z.string()), "a", [], "the value: expected map, got string"],
  "no pairs where a map is due": [z.map(z.string(), z.string()), [["a"]], [], "the value: expected map, got array"],
  "an object where a set is due": [z.set(z.string()), {}, [], "the value: expected set, got object"],
  "a short tuple": [z.tuple([z.string(), z.string()]), ["a"], [], "the value: expected tuple, got array"],
  "undefined where a key is there or is not": [
    z.object({ a: z.exactOptional(z.string()) }),
    { a: undefined },
    ["a"],
    "a: expected string, got undefined",
  ],
  "nothing where json is due": [z.object({ a: z.json() }), {}, ["a"], "a: expected json, got undefined"],
  "a missing key": [
    z.object({ a: z.object({ b: z.string() }) }),
    { a: {} },
    ["a", "b"],
    "a.b: expected string, got undefined",
  ],
  "an item of a list": [
    z.object({ list: z.array(z.int()) }),
    { list: [1, "x"] },
    ["list", 1],
    "list.1: expected int, got string",
  ],
  "an item of a tuple": [z.tuple([z.int(), z.int()]), [1, null], [1], "1: expected int, got null"],
  "an item behind a tuple": [z.tuple([z.int()], z.int()), [1, 2, "x"], [2], "2: expected int, got string"],
  "a value of a record": [z.record(z.string(), z.int()), { a: "x" }, ["a"], "a: expected int, got string"],
  "an other key": [z.object({}).catchall(z.int()), { a: "x" }, ["a"], "a: expected int, got string"],
  "an item of a set": [z.set(z.int()), new Set(["x"]), [0], "0: expected int, got string"],
  "a key of a map": [z.map(z.int(), z.int()), new Map([["x", 1]]), [0], "0: expected int, got string"],
  "no option": [z.union([z.string(), z.boolean()]), 5, [], "the value: expected boolean | string, got number"],
  "an option whose fault is deep inside": [
    z.union([z.string(), z.object({ in: z.object({ a: z.int() }) })]),
    { in: { a: "x" } },
    ["in", "a"],
    "in.a: expected int, got string",
  ],
  "what follows an option whose fault is deep inside": [
    z.tuple([z.union([z.object({ in: z.object({ a: z.int() }) }), z.object({ in: z.unknown() })]), z.int()]),
    [{ in: { a: "x" } }, "x"],
    [1],
    "1: expected int, got string",
  ],
  "the option that the tag names": [
    z.discriminatedUnion("t", [
      z.object({ t: z.literal("a"), x: z.int() }),
      z.object({ t: z.literal("b"), x: z.string() }),
    ]),
    { t: "a", x: "text" },
    ["x"],
    "x: expected int, got string",
  ],
  "a tag that names no option": [
    z.discriminatedUnion("t", [z.object({ t: z.literal("a") }), z.object({ t: z.literal("b") })]),
    { t: "c" },
    ["t"],
    't: expected "a" | "b", got "c"',
  ],
};

describe("a value that does not fit", () => {
  test.each(Object.entries(refused))("%s", (_name, [type, value, path, message]) => {
    const expected = /expected (.*?)(?:, got|$)/.exec(message)?.[1];
    expect(() => conformed(type, value)).toThrowError(
      expect.objectContaining({
        code: "incompatible",
        data: { path, expected },
        message: expect.stringContaining(`incompatible: ${message}`),
      }),
    );
  });
});

test("the value that came is not touched", () => {
  const value = Object.freeze({ a: Object.freeze([1]), b: 2 });
  expect(conformed(z.object({ a: z.array(z.bigint()) }), value)).toEqual({ a: [1n] });
  expect(value).toEqual({ a: [1], b: 2 });
});

test("options that all contain the same union take no time that doubles with every level", () => {
  const Node: z.ZodType = z.lazy(() =>
    z.union([
      z.object({ child: Node.optional(), kind: z.literal("a") }),
      z.object({ child: Node.optional(), kind: z.literal("b") }),
      z.object({ child: Node.optional(), kind: z.literal("c"), more: z.string().optional() }),
    ]),
  );
  let value: object = { kind: "c", unknown: 1 };
  for (let level = 0; level < 60; level++) value = { child: value, kind: "abc"[level % 3] };
  expect(conformed(Node, value)).toMatchObject({ child: { child: { child: {} } } });
  let hopeless: object = { kind: "d" };
  for (let level = 0; level < 60; level++) hopeless = { child: hopeless, kind: "b" };
  expect(() => conformed(Node, hopeless)).toThrow("incompatible");
});
