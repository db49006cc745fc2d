import type { SchemaShape, Shape } from "@hawser/core";
import { conform } from "@hawser/core/conform";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shapes, valuesOf } from "../../test/random-shapes.js";
import { Acceptance } from "./accepts.js";
import { diffSchemas } from "./diff-schemas.js";

const sides = { reader: {}, writer: {} };

function accepts(reader: Shape, writer: Shape): boolean {
  return new Acceptance(sides).accepts(reader, writer);
}

/** Two types that are often nearly alike. */
const pair = fc.oneof(
  fc.tuple(shapes(), shapes()),
  shapes(1).chain((a) =>
    fc.tuple(
      fc.constant(a),
      fc.oneof(
        fc.constant<Shape>({ kind: "union", options: [a, { kind: "date" }] }),
        fc.constant<Shape>({ kind: "optional", of: a }),
        shapes(1),
      ),
    ),
  ),
);

test("what is accepted conforms, value for value", () => {
  fc.assert(
    fc.property(
      pair
        .filter(([reader, writer]) => accepts(reader, writer))
        .chain(([reader, writer]) => fc.tuple(fc.constant(reader), valuesOf(writer))),
      ([reader, value]) => {
        conform(value, reader, {});
      },
    ),
    { numRuns: 3_000 },
  );
});

test("a type accepts itself, and nothing has changed then", () => {
  fc.assert(
    fc.property(shapes(), (shape) => {
      expect(accepts(shape, structuredClone(shape))).toBe(true);
      expect(diffSchemas(answering(shape), answering(structuredClone(shape)))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("some change breaks an end exactly where that end does not accept", () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const changes = diffSchemas(answering(before), answering(after));
      const broken = new Set(changes.flatMap(({ breaks }) => breaks));
      expect(broken.has("old client, new server")).toBe(!accepts(before, after));
      expect(broken.has("new client, old server")).toBe(!accepts(after, before));
    }),
    { numRuns: 3_000 },
  );
});

function answering(output: Shape): SchemaShape {
  return { name: "x", procedures: [{ path: "p", output, errors: [] }], topics: [], definitions: {} };
}

test("of what is not accepted some value does not conform", () => {
  const plain = shapes(1).filter((shape) => !/union|"rest"|record|map/.test(JSON.stringify(shape)));
  fc.assert(
    fc.property(
      fc.tuple(plain, plain).filter(([reader, writer]) => !accepts(reader, writer)),
      ([reader, writer]) => {
        expect(fc.sample(valuesOf(writer), { numRuns: 200, seed: 1 }).every((value) => conforms(value, reader))).toBe(
          false,
        );
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});

function conforms(value: unknown, shape: Shape): boolean {
  try {
    conform(value, shape, {});
    return true;
  } catch {
    return false;
  }
}
