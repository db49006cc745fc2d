import { expect, test } from "vitest";
import { randomKey } from "./random-key.js";

const keys = Array.from({ length: 2_000 }, randomKey);

test("21 characters of 64, all of which are drawn", () => {
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{21}$/);
  expect(new Set(keys.join("")).size).toBe(64);
});

test("no key twice, and no place with a character of its own", () => {
  expect(new Set(keys).size).toBe(keys.length);
  for (let place = 0; place < 21; place++) expect(new Set(keys.map((key) => key[place])).size).toBe(64);
});

test("no character is likelier than others", () => {
  const counts = new Map<string, number>();
  for (const character of keys.join("")) counts.set(character, (counts.get(character) ?? 0) + 1);
  // 42,000 draws: 656 of each are expected, with a standard deviation of 25.
  for (const count of counts.values()) expect(Math.abs(count - 656.25)).toBeLessThan(200);
});
