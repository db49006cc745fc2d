import type { Shape } from "@hawser/core";
import { expect, test } from "vitest";
import { isBareUnion, isHashable, takesNone } from "./python-facts.js";

const string: Shape = { kind: "string" };
const number: Shape = { kind: "number" };
const boolean: Shape = { kind: "boolean" };
const definitions = {
  Node: { kind: "union", options: [string, { kind: "ref", to: "Node" }] },
  Name: string,
  MaybeName: { kind: "nullable", of: string },
} satisfies Record<string, Shape>;

test.each<[string, Shape, boolean]>([
  ["a string", string, false],
  ["json", { kind: "json" }, true],
  ["nullable", { kind: "nullable", of: string }, true],
  ["a name for a nullable", { kind: "ref", to: "MaybeName" }, true],
  ["a union with one", { kind: "union", options: [number, { kind: "ref", to: "MaybeName" }] }, true],
  ["what contains itself", { kind: "ref", to: "Node" }, false],
])("whether None is a value of %s", (_, shape, expected) => {
  expect(takesNone(shape, definitions)).toBe(expected);
});

test.each<[string, Shape, boolean]>([
  ["a string", string, true],
  ["a tuple of them", { kind: "tuple", items: [string, { kind: "ref", to: "Name" }] }, true],
  ["an object", { kind: "object", fields: [] }, false],
  ["a tuple with an array", { kind: "tuple", items: [{ kind: "array", item: string }] }, false],
  ["numbers and booleans, which Python takes for equal", { kind: "union", options: [number, boolean] }, false],
  ["1 and true", { kind: "literal", values: [1, true] }, false],
])("whether a set can hold %s", (_, shape, expected) => {
  expect(isHashable(shape, definitions)).toBe(expected);
});

test("a union of scalars needs no index where they are of different kinds", () => {
  expect(isBareUnion([string, number, boolean])).toBe(true);
  expect(isBareUnion([number, { kind: "int" }])).toBe(false);
  expect(isBareUnion([string, { kind: "date" }])).toBe(false);
});
