import type { Field, Shape, TopicShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, topicShape } from "../../test/print-parts.js";
import type { TopicNames } from "./operation-names.js";
import { declarePattern, printSubscribeAll } from "./print-subscribe-all.js";

function print(
  topic: TopicShape,
  definitions: Record<string, Shape> = {},
): { method: string; types: string; imports: string } {
  const { stub, types, imports } = printParts({ topics: [topic], definitions });
  const names = stub.operations[0] as TopicNames;
  const method = printSubscribeAll(names, imports).join("\n");
  declarePattern(names, types, imports);
  return { method, types: types.take().join("\n\n"), imports: imports.print() };
}

const string: Shape = { kind: "string" };
const object = (...fields: readonly (Partial<Field> & { name: string })[]): Shape => ({
  kind: "object",
  fields: fields.map((field) => ({ shape: string, ...field })),
});

test("without wildcards in the schema nothing refers to the code behind them", () => {
  const { method, types, imports } = print(topicShape("prices", { params: string }));
  expect([method, types]).toEqual(["", ""]);
  expect(imports).not.toMatch(/subscribeAll|Pattern|any/);
});

test("an empty list of wildcards", () => {
  const { method, types, imports } = print(topicShape("prices", { params: string, wildcards: [] }));
  expect(method).toBe(
    [
      "  /** Subscribes to several instances at once, each as with `subscribe`; every event comes with its params. */",
      "  subscribeAll(",
      "    params: readonly PricesParams[],",
      "    options?: PatternOptions<PricesParams, PricesEvent>,",
      "  ): PatternSubscription<PricesParams, PricesEvent> {",
      "    return subscribeAll(this.#connection, prices, params, options);",
      "  }",
    ].join("\n"),
  );
  expect(types).toBe("");
  expect(imports).toBe(
    [
      "import {",
      "  type PatternOptions,",
      "  type PatternSubscription,",
      "  subscribeAll,",
      '} from "@hawser/client";',
    ].join("\n"),
  );
});

test("a param that may be left open", () => {
  const params = object(
    { name: "exchange" },
    { name: "symbol", shape: { ...string, description: "As it is traded." } },
  );
  const { method, types, imports } = print(topicShape("prices", { params, wildcards: ["symbol"] }));
  expect(method).toContain("    params: readonly PricesParams[] | PricesPattern,");
  expect(method).toContain(
    "   * With `any` for `symbol` it covers all instances that agree in the rest, later ones too.",
  );
  expect(types).toBe(
    [
      "/** What selects instances of `prices`; `any` stands for whatever value. */",
      "export interface PricesPattern {",
      "  exchange: string;",
      "  /** As it is traded. */",
      "  symbol: string | typeof any;",
      "}",
    ].join("\n"),
  );
  expect(imports).toContain("  type any,");
});

test("several of them, in a definition, some of which may be absent or undefined", () => {
  const definitions = {
    Place: object(
      { name: "city", optional: true, exact: true },
      { name: "floor", optional: true },
      { name: "tags", shape: { kind: "array", item: string } },
    ),
  };
  const params: Shape = { kind: "ref", to: "Place" };
  const { method, types } = print(topicShape("doors", { params, wildcards: ["city", "floor", "tags"] }), definitions);
  expect(method).toContain("   * With `any` for `city`, `floor` or `tags` it covers");
  expect(types).toBe(
    [
      "/** What selects instances of `doors`; `any` stands for whatever value. */",
      "export interface DoorsPattern {",
      "  city?: string | typeof any;",
      "  floor?: string | typeof any | undefined;",
      "  tags: readonly string[] | typeof any;",
      "}",
    ].join("\n"),
  );
});

test("objects in the params, and other keys beside them", () => {
  const params: Shape = {
    kind: "object",
    fields: [
      { name: "a", shape: object({ name: "b" }) },
      { name: "c", shape: string },
    ],
    rest: string,
  };
  expect(print(topicShape("t", { params, wildcards: ["a"] })).types).toBe(
    [
      "/** What selects instances of `t`; `any` stands for whatever value. */",
      "export type TPattern = {",
      "  a: TPatternA | typeof any;",
      "  c: string;",
      "} & { [key: string]: string };",
      "",
      "export interface TPatternA {",
      "  b: string;",
      "}",
    ].join("\n"),
  );
});
