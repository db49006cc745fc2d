import { defineSchema, topic, toWire, type Wire } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { bind } from "../../bind.js";
import type { BoundWildcards } from "../../bind-topic.js";
import type { Checked } from "../../validate.js";
import { Pattern, readGiven, readOpen, readOpenParams } from "./pattern.js";
import { PatternSince } from "./pattern-since.js";

test.each<[matches: boolean, what: string, params: Record<string, unknown>]>([
  [true, "the given value, whatever is open", { market: "x", symbol: "a" }],
  [true, "the given value and nothing that is open", { market: "x" }],
  [true, "a param that is undefined", { market: "x", symbol: "a", board: undefined }],
  [false, "another value", { market: "y", symbol: "a" }],
  [false, "no value", { symbol: "a" }],
  [false, "a param that is neither given nor open", { market: "x", symbol: "a", board: 1 }],
])("%j for params with %s", (matches, _, params) => {
  expect(new Pattern({ market: "x" }, ["symbol"]).matches(params)).toBe(matches);
});

test("values are equal by what they are, not by identity, and never across types", () => {
  const given = { at: new Date(5), list: [1, { a: 1, b: 2 }] };
  const pattern = new Pattern(given, []);
  expect(pattern.matches({ list: [1, { b: 2, a: 1 }], at: new Date(5) })).toBe(true);
  expect(pattern.matches({ list: [1, { b: 2, a: 1 }], at: new Date(6) })).toBe(false);
  expect(new Pattern({ n: 1 }, []).matches({ n: "1" })).toBe(false);
  expect(new Pattern({ n: 1 }, []).matches({ n: 1n })).toBe(false);
});

test("what is open is told without what is absent, and read back the same", () => {
  const pattern = new Pattern({}, ["symbol", "board"]);
  expect(pattern.openOf({ symbol: "a", market: "x", board: undefined })).toEqual({ symbol: "a" });
  expect(Object.keys(pattern.openOf({ symbol: "a" }))).toEqual(["symbol"]);
  expect(readOpenParams(toWire({ symbol: "a", board: undefined }))).toEqual({ symbol: "a" });
  expect(readOpenParams(["symbol", "a"])).toBeUndefined();
});

const wildcards = (): BoundWildcards => {
  const params = z.object({
    board: z.int().optional(),
    market: z.string().transform((text) => text.toUpperCase()),
    slow: z
      .string()
      .refine(async (text) => text !== "wrong")
      .optional(),
    symbol: z.string(),
  });
  const schema = defineSchema({
    name: "s",
    procedures: {},
    topics: { t: topic({ params, event: z.string(), wildcards: ["symbol", "board"] }) },
  });
  const bound = bind(schema, { procedures: {}, topics: { t: { authorizePattern: () => true } } });
  return bound.topics.byNumber[0]?.wildcards as BoundWildcards;
};

test("open are names that may be, each once", () => {
  expect(readOpen(wildcards(), ["symbol", "board", "symbol"])).toEqual(["symbol", "board"]);
  for (const wire of [[], "symbol", ["market"], ["symbol", "market"], ["toString"], [1], new Map(), null, undefined]) {
    expect(readOpen(wildcards(), wire)).toBeUndefined();
  }
});

test("what is given is validated param by param, as it comes out of its type", async () => {
  const read = (given: Wire, open = ["symbol"]) => readGiven(wildcards(), given, { open, definitions: {} });
  expect(await read(toWire({ market: "x", symbol: 5 }))).toEqual({ ok: true, value: { market: "X" } });
  expect(await read(toWire({ market: "x", other: 1 }))).toMatchObject({ ok: false, error: { code: "incompatible" } });
  expect(await read(toWire({ market: "x", board: 2, slow: "right" }))).toEqual({
    ok: true,
    value: { market: "X", board: 2, slow: "right" },
  });
  expect(issuesOf(await read(toWire({ market: "x", slow: "wrong" })))).toEqual([["slow"]]);
  expect(issuesOf(await read(toWire({ board: "2", market: "x" })))).toEqual([["board"]]);
  expect(issuesOf(await read(toWire({})))).toEqual([["market"]]);
  expect(issuesOf(await read(["x"]))).toEqual([[]]);
});

test("a list says where each instance goes on; one that it does not have is new", () => {
  const since = PatternSince.read([
    [toWire({ b: 1, a: "x" }), "e1", 3],
    [toWire({ a: "y", b: undefined }), "e2", 0],
  ]);
  expect(since?.of({ a: "x", b: 1 }, "now")).toEqual({ after: { epoch: "e1", offset: 3 } });
  expect(since?.of({ a: "y" }, "now")).toEqual({ after: { epoch: "e2", offset: 0 } });
  expect(since?.of({ a: "z" }, "now")).toEqual({ after: { epoch: "now", offset: 0 } });
  expect(PatternSince.read(7)?.of({ a: "x" }, "now")).toEqual({ last: 7 });
  expect(PatternSince.read(null)?.of({ a: "x" }, "now")).toBe("now");
});

function issuesOf(checked: Checked): unknown {
  if (checked.ok) return "valid";
  return (checked.error.data as { issues: { path: unknown }[] }).issues.map(({ path }) => path);
}
