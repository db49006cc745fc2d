import { expect, test } from "vitest";
import { Nicks } from "./nicks.js";

test("a name belongs to who claimed it first, in upper and lower case", () => {
  const nicks = new Nicks(() => 0);
  expect(nicks.claim("Ada", "one")).toBe(true);
  expect(nicks.claim("ADA", "one")).toBe(true);
  expect(nicks.claim("ada", "two")).toBe(false);
});

test("a name is free again ten minutes after its holder was heard", () => {
  let nowMs = 0;
  const nicks = new Nicks(() => nowMs);
  nicks.claim("Ada", "one");
  nicks.claim("Grace", "two");
  nowMs = 9 * 60_000;
  nicks.claim("Ada", "one");
  nowMs = 10 * 60_000 + 1;
  expect(nicks.claim("Ada", "three")).toBe(false);
  expect(nicks.claim("Grace", "three")).toBe(true);
});
