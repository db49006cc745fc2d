import { expect, test } from "vitest";
import { z } from "zod";
import { isStable } from "./is-stable.js";

const symbol = z.string().meta({ id: "Symbol" });
const codec = z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() });

test.each([
  ["a string", z.string().min(1)],
  ["an enum", z.enum(["a", "b"])],
  ["a date", z.date()],
  ["a default", z.string().default("x")],
  ["coercion", z.coerce.date()],
  ["a trimmed string", z.string().trim().toLowerCase()],
  ["a type with a name", symbol],
  ["an optional type with a name", symbol.optional()],
])("%s stays what it is", (_what, type) => {
  expect(isStable(type, "p")).toBe(true);
});

test.each([
  ["a codec", codec],
  ["a codec inside", z.object({ at: codec })],
  [
    "a transform into another type",
    z
      .string()
      .pipe(z.transform((text) => text.length))
      .pipe(z.number()),
  ],
])("%s does not", (_what, type) => {
  expect(isStable(type, "p")).toBe(false);
});
