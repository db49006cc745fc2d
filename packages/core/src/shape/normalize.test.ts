import { expect, test } from "vitest";
import { z } from "zod";
import { compare, isJsonType, literalOf, unionOf } from "./normalize.js";
import type { Shape } from "./shape.js";

const string: Shape = { kind: "string" };
const number: Shape = { kind: "number" };
const none: Shape = { kind: "null" };
const missing: Shape = { kind: "undefined" };

test("names are sorted by code units, not by a locale", () => {
  expect(["b", "a", "B", "ä", "Z", "10", "9"].sort(compare)).toEqual(["10", "9", "B", "Z", "a", "b", "ä"]);
});

/** Options of a union and what they become. */
const unions: [name: string, options: Shape[], shape: Shape][] = [
  ["one option", [string], string],
  ["two options, sorted", [string, number], { kind: "union", options: [number, string] }],
  ["the same option twice", [string, { ...string, description: "again" }], { ...string, description: "again" }],
  ["null", [none, string], { kind: "nullable", of: string }],
  ["undefined", [string, missing], { kind: "optional", of: string }],
  ["both nothings", [none, missing, string], { kind: "optional", of: { kind: "nullable", of: string } }],
  ["only null", [none, none], none],
  ["only undefined", [missing], missing],
  ["only nothings", [missing, none], { kind: "optional", of: none }],
  [
    "unions inside",
    [{ kind: "union", options: [string, none] }, number],
    { kind: "nullable", of: { kind: "union", options: [number, string] } },
  ],
  [
    "options that may be nothing",
    [
      { kind: "nullable", of: string },
      { kind: "optional", of: { kind: "union", options: [number, { kind: "date" }] } },
    ],
    { kind: "optional", of: { kind: "nullable", of: { kind: "union", options: [{ kind: "date" }, number, string] } } },
  ],
  [
    "literals",
    [
      { kind: "literal", values: ["b"] },
      { kind: "literal", values: ["a", "b"] },
    ],
    { kind: "literal", values: ["a", "b"] },
  ],
  [
    "literals beside another type, which stay apart",
    [{ kind: "literal", values: ["b"] }, { kind: "literal", values: ["a"] }, number],
    { kind: "union", options: [{ kind: "literal", values: ["a"] }, { kind: "literal", values: ["b"] }, number] },
  ],
];

test.each(unions)("a union of %s", (_name, options, shape) => {
  expect(unionOf(options)).toStrictEqual(shape);
});

test("a tag stays only where it still tells all options apart", () => {
  const object = (name: string): Shape => ({ kind: "object", fields: [{ name, shape: string }] });
  const inner = (tag: string): Shape => ({ kind: "union", options: [object("a"), object("b")], tag });
  expect(unionOf([inner("t"), object("c")], { tag: "t" })).toMatchObject({ tag: "t" });
  expect(unionOf([inner("u"), object("c")], { tag: "t" })).not.toHaveProperty("tag");
  expect(unionOf([inner("t"), object("c")])).not.toHaveProperty("tag");
});

test("references are sorted by what they stand for, not by their names", () => {
  const types: Record<string, Shape> = { A: string, B: number };
  const shape = unionOf(
    [
      { kind: "ref", to: "A" },
      { kind: "ref", to: "B" },
    ],
    { resolve: (name) => types[name] },
  );
  expect(shape).toMatchObject({ options: [{ to: "B" }, { to: "A" }] });
});

test("values of a literal", () => {
  const refuse = (value: unknown): never => {
    throw new Error(`refused ${String(value)}`);
  };
  expect(literalOf([true, 2n, "b", 1, "a", "a"], refuse)).toEqual({
    kind: "literal",
    values: ["a", "b", 1, true, { bigint: "2" }],
  });
  expect(literalOf([null], refuse)).toEqual(none);
  for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, Symbol.iterator]) {
    expect(() => literalOf([value], refuse)).toThrow(`refused ${String(value)}`);
  }
});

test("z.json() is known, a type like it is not", () => {
  const json = z.json();
  const inner = (type: z.ZodType): z.ZodType => (type as z.ZodLazy<z.ZodType>).unwrap();
  expect(isJsonType(json, inner(json))).toBe(true);

  const like: z.ZodType = z.lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(like).max(3), z.record(z.string(), like)]),
  );
  const other: z.ZodType = z.lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()), z.record(z.string(), other)]),
  );
  for (const type of [like, other, z.lazy(() => z.string())]) expect(isJsonType(type, inner(type))).toBe(false);
});
