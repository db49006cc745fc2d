import { runInNewContext } from "node:vm";
import type { Shape } from "@hawser/core";
import { expect, test } from "vitest";
import { printShape } from "./print-shape.js";

test("a shape without what documents it", () => {
  expect(
    printShape({
      kind: "object",
      name: "A",
      description: "doc",
      deprecated: true,
      readonly: true,
      brand: true,
      fields: [
        { name: "name", shape: { kind: "string", description: "doc" }, optional: true },
        { name: "values", shape: { kind: "literal", values: ["a", 1, null, { bigint: "1" }] } },
      ],
      rest: { kind: "ref", to: "B" },
    }),
  ).toBe(
    `'{"kind":"object","fields":[{"name":"name","shape":{"kind":"string"},"optional":true},` +
      `{"name":"values","shape":{"kind":"literal","values":["a",1,null,{"bigint":"1"}]}}],"rest":{"kind":"ref","to":"B"}}'`,
  );
});

test("what a schema says does not end the string", () => {
  const shape: Shape = { kind: "literal", values: ["'", "\\", '"', "\n", "\u2028", "\\'", "'; evil(); '", `\\\${x}`] };
  expect(JSON.parse(runInNewContext(printShape(shape)))).toEqual(shape);
  expect(printShape(shape)).not.toContain("${");
});
