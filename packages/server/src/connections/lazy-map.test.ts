import { expect, test } from "vitest";
import { LazyMap } from "./lazy-map.js";

test("is a map, also while it is empty", () => {
  const map = new LazyMap<string>();
  expect([map.size, map.get(0), map.has(0), map.values()]).toEqual([0, undefined, false, []]);
  map.delete(0);
  map.set(0, "a");
  map.set(7, "b");
  expect([map.size, map.get(7), map.has(0), map.values()]).toEqual([2, "b", true, ["a", "b"]]);
  map.delete(0);
  expect([map.size, map.has(0), map.values()]).toEqual([1, false, ["b"]]);
  map.clear();
  expect([map.size, map.values()]).toEqual([0, []]);
});

test("may be changed by whoever goes through it", () => {
  const map = new LazyMap<number>();
  for (const id of [0, 1, 2]) map.set(id, id);
  for (const id of map.values()) {
    map.delete(id);
    map.set(id + 10, id);
  }
  expect(map.values()).toEqual([0, 1, 2]);
});
