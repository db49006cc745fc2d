import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "../../test/property.js";
import { maps, positional } from "../../test/round-trip.js";
import { outputShape, type ReadShape } from "../../test/shapes.js";
import { typed } from "../../test/typed.js";
import { defineSchema } from "../schema/define-schema.js";
import { procedure } from "../schema/procedure.js";
import { fingerprintOf } from "../shape/fingerprint.js";
import { conform } from "./conform.js";

/** The shape of a random type, and some values. */
const sample = typed().chain(({ type, value }) =>
  fc.tuple(fc.constant(outputShape(type)), fc.array(value, { minLength: 1, maxLength: 6 })),
);

/** The shape as a stub has it: out of text. */
function printedShape(read: ReadShape): ReadShape {
  return JSON.parse(JSON.stringify(read)) as ReadShape;
}

test("every value of every type arrives exactly, by position", () => {
  holds(
    fc.property(sample, ([read, values]) => {
      const trip = positional(read);
      for (const value of values) assert.deepStrictEqual(trip(value), value);
    }),
    1000,
  );
});

test("every value of every type arrives exactly, in maps", () => {
  holds(
    fc.property(sample, ([read, values]) => {
      const trip = maps(printedShape(read));
      for (const value of values) assert.deepStrictEqual(trip(value), value);
    }),
    1000,
  );
});

test("a value conforms to its own shape as it is", () => {
  holds(
    fc.property(sample, ([{ shape, definitions }, values]) => {
      for (const value of values) assert.deepStrictEqual(conform(value, shape, definitions), value);
    }),
    300,
  );
});

test("the same type has the same fingerprint, read anew or out of text", () => {
  holds(
    fc.property(typed(), ({ type }) => {
      const read = () => defineSchema({ name: "t", procedures: { p: procedure({ input: type, output: type }) } }).shape;
      const shape = read();
      expect(read()).toEqual(shape);
      expect(fingerprintOf(JSON.parse(JSON.stringify(shape)))).toBe(fingerprintOf(shape));
    }),
    300,
  );
});
