import { expect, test } from "vitest";
import { type PageShape, PositionalWriter } from "./positional-from-shape.js";
import { valuesSchema } from "./value-exchange.js";
import { valueTable } from "./value-table.js";

// As it reaches a generator for another language.
const shape = JSON.parse(JSON.stringify(valuesSchema.shape)) as {
  procedures: { path: string; input: PageShape }[];
  definitions: Record<string, PageShape>;
};

test.each(Object.entries(valueTable))("the shape says all that the positional form of %s needs", (name, { values }) => {
  const procedure = shape.procedures.find(({ path }) => path === `values.${name}`);
  const writer = new PositionalWriter(shape.definitions);
  for (const { value, positional } of values) {
    expect(writer.write(value, procedure?.input as PageShape)).toStrictEqual(positional);
  }
});

test("procedures stand in the order of their numbers", () => {
  expect(shape.procedures.map(({ path }) => path)).toEqual(
    Object.keys(valueTable)
      .map((name) => `values.${name}`)
      .sort(),
  );
});
