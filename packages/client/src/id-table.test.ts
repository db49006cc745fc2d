import { expect, test } from "vitest";
import { IdTable } from "./id-table.js";

test("takes the smallest free id", () => {
  const table = new IdTable<string>();
  expect([table.add("a"), table.add("b"), table.add("c"), table.add("d")]).toEqual([0, 1, 2, 3]);
  table.delete(2);
  table.delete(0);
  expect([table.add("e"), table.add("f"), table.add("g")]).toEqual([0, 2, 4]);
  expect([...table]).toEqual(["e", "b", "f", "d", "g"]);
  expect(table.size).toBe(5);
});

test("goes on beyond one word of bits", () => {
  const table = new IdTable<number>();
  const ids = Array.from({ length: 100 }, (_, i) => table.add(i));
  expect(ids).toEqual(Array.from({ length: 100 }, (_, i) => i));
  table.delete(31);
  table.delete(64);
  expect([table.add(0), table.add(0), table.add(0)]).toEqual([31, 64, 100]);
});

test.each([7, -1, 1.5, "length", Number.NaN, null])("finds nothing under %s", (id) => {
  const table = new IdTable<string>();
  table.add("a");
  expect(table.get(id as number)).toBeUndefined();
});
