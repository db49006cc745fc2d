import { expect, test } from "vitest";
import { z } from "zod";
import { outputShape } from "../../test/shapes.js";
import type { ZodType } from "../schema/zod.js";
import { isRecursive } from "./is-recursive.js";

const Leaf = z.object({ a: z.string() }).meta({ id: "Leaf" });
const Pair = z.object({ left: Leaf, right: Leaf }).meta({ id: "Pair" });
const Node = z.object({
  leaf: Pair,
  get next() {
    return Node.optional();
  },
});

const types: Record<string, [type: ZodType, recursive: boolean]> = {
  "a scalar": [z.string(), false],
  "a named type, used twice": [z.tuple([Pair, Pair]), false],
  "a type that contains itself": [Node, true],
  "a type that contains one that does": [z.map(z.string(), z.set(Node.nullable())), true],
  "any, which is bounded by itself": [z.any(), false],
};

test.each(Object.entries(types))("%s", (_name, [type, recursive]) => {
  const { shape, definitions } = outputShape(type);
  expect(isRecursive(shape, definitions)).toBe(recursive);
});

test("types that share types in many ways take no time", () => {
  let type: ZodType = z.string();
  for (let level = 0; level < 12; level++) type = z.tuple([type, type]).meta({ id: `Level${level}` });
  const { shape, definitions } = outputShape(type);
  expect(isRecursive(shape, definitions)).toBe(false);
});
