import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { inputShape, outputShape } from "./shapes.js";

const text = readFileSync(new URL("../../../docs/types.md", import.meta.url), "utf8");
const [travel, refused] = text.split("## What cannot travel") as [string, string];

/** The types of the first column of the tables. */
function typesIn(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `(z\..*?)` \|/gm)].map(([, source]) => (source as string).replace(/<"\w+">/, ""));
}

function evaluate(source: string): z.ZodType {
  return new Function("z", `"use strict"; return ${source};`)(z);
}

describe("docs/types.md says that this travels", () => {
  test.each(typesIn(travel))("%s", (source) => {
    expect(inputShape(evaluate(source)).shape.kind).toBeTypeOf("string");
    expect(outputShape(evaluate(source)).shape.kind).toBeTypeOf("string");
  });
});

describe("docs/types.md says that this cannot travel", () => {
  test.each(typesIn(refused))("%s", (source) => {
    expect(() => outputShape(evaluate(source))).toThrow("invalid_schema: procedures.p.output");
  });
});

test("docs/types.md has a row for every kind of type, void and prefault aside, which stand in remarks", () => {
  const found = new Set<string>();
  for (const source of typesIn(text)) {
    const visit = (type: unknown): void => {
      const def = (type as Partial<z.ZodType>)?._zod?.def as (z.core.$ZodTypeDef & Record<string, unknown>) | undefined;
      if (!def) return;
      if (def.type) found.add(def.type);
      for (const part of Object.values(def)) for (const inner of Array.isArray(part) ? part : [part]) visit(inner);
      for (const field of Object.values((def.shape as object) ?? {})) visit(field);
    };
    visit(evaluate(source));
  }
  const kinds =
    "any array bigint boolean catch custom date default enum file function intersection lazy literal map nan never nonoptional null nullable number object optional pipe promise readonly record set string success symbol template_literal transform tuple undefined union unknown";
  expect([...found].sort()).toEqual(kinds.split(" "));
});
