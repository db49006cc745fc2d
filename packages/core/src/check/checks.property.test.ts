import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { z } from "zod";
import { nearly } from "../../test/nearly.js";
import { holds } from "../../test/property.js";
import { assertSame } from "../../test/same-as-zod.js";
import { type Typed, typed } from "../../test/typed.js";
import type { ZodType } from "../schema/zod.js";
import { type Check, undecided } from "./check.js";
import { CheckCompiler } from "./compile-checks.js";

const text = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: "binary", maxLength: 6 }));
const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double(), fc.constantFrom(2 ** 53, 2 ** 31, -0));

/** Types with checks, formats, defaults and what else changes or refuses values. */
const checked: fc.Arbitrary<Typed> = fc
  .constantFrom<[ZodType, fc.Arbitrary<unknown>]>(
    [z.string().min(3).max(5), text],
    [z.string().length(4), text],
    [z.string().min(1), text],
    [z.string().trim(), text],
    [z.string().regex(/^[a-m]/g), text],
    [z.string().toLowerCase().max(9), text],
    [z.string().startsWith("a").includes("b"), fc.constantFrom("ab", "b", "acb")],
    [z.email(), fc.oneof(fc.emailAddress(), text)],
    [z.uuid(), fc.oneof(fc.uuid(), text)],
    [z.url(), fc.oneof(fc.webUrl(), fc.constantFrom("  http://a.b ", "http://a.b\n", "x"))],
    [z.ipv6(), fc.oneof(fc.ipV6(), text)],
    [
      z.iso.datetime(),
      fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        text,
      ),
    ],
    [z.base64(), fc.oneof(fc.base64String(), text)],
    [z.string().refine((value) => value.length !== 2), text],
    [z.string().transform((value) => value.length), text],
    [z.number().min(-3).lt(7), number],
    [z.number().multipleOf(0.5), number],
    [z.int().positive(), number],
    [z.int32(), number],
    [z.uint32(), number],
    [z.float32(), number],
    [z.bigint().min(0n).multipleOf(3n), fc.bigInt({ min: -20n, max: 20n })],
    [z.int64(), fc.bigInt()],
    [z.date().min(new Date(0)).max(new Date(1e12)), fc.date()],
    [z.array(z.int()).min(1).max(3), fc.array(fc.integer(), { maxLength: 5 })],
    [z.set(z.string()).min(1).max(2), fc.array(text, { maxLength: 4 }).map((items) => new Set(items))],
    [
      z.map(z.string(), z.int()).size(1),
      fc.array(text, { maxLength: 2 }).map((keys) => new Map(keys.map((k) => [k, 1]))),
    ],
    [z.string().default("d"), fc.option(text, { nil: undefined })],
    [
      z.object({ a: z.int().default(1), b: z.int().prefault(2).optional() }),
      fc.constantFrom({}, { a: 2 }, { b: 3, a: 1 }),
    ],
    [
      z.strictObject({ a: z.int(), b: z.string().optional() }),
      fc.constantFrom({ a: 1 }, { b: "x", a: 2 }, { a: 1, c: 1 }),
    ],
    [z.looseObject({ a: z.int() }), fc.constantFrom({ c: {}, a: 1 }, { a: 1 })],
    [z.object({ a: z.int() }).readonly(), fc.constantFrom({ a: 1, b: 2 }, { a: "x" })],
    [z.date().readonly(), fc.date()],
    [z.coerce.number(), fc.oneof(number, text)],
    [z.number().catch(0), fc.oneof(number, text)],
    [z.record(z.enum(["b", "a"]), z.int()), fc.constantFrom({ a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2, c: 3 })],
    [z.record(z.string().min(2), z.int()), fc.constantFrom({ ab: 1 }, { a: 1 }, {})],
    [z.record(z.number(), z.int()), fc.constantFrom({ 1: 1 }, { "1.0": 1 }, { a: 1 })],
    [
      z.union([z.object({ a: z.int() }), z.object({ a: z.int(), b: z.int() })]),
      fc.constantFrom({ a: 1, b: 2 }, { a: 1 }),
    ],
    [z.union([z.url(), z.string()]), fc.constantFrom(" http://a.b ", "http://a.b", "x")],
    [
      z.union([z.literal("a"), z.int(), z.array(z.int()), z.null()]),
      fc.constantFrom("a", "b", 1, 1.5, [1], [0.5], null),
    ],
    [z.xor([z.string(), z.string().min(2)]), fc.constantFrom("a", "ab")],
    [z.nonoptional(z.string().optional()), fc.option(text, { nil: undefined })],
    [z.intersection(z.object({ a: z.int() }), z.object({ b: z.int() })), fc.constant({ a: 1, b: 2, c: 3 })],
  )
  .map(([type, value]) => ({ type, value }));

/** A type with checks, deep in some other type. */
const around: fc.Arbitrary<Typed> = fc.tuple(checked, checked, fc.nat(6)).map(([a, b, how]) => {
  if (how === 0) return { type: z.array(a.type), value: fc.array(a.value, { maxLength: 4 }) };
  if (how === 1) return { type: z.union([a.type, b.type]), value: fc.oneof(a.value, b.value) };
  if (how === 2) return { type: z.tuple([a.type, z.optional(b.type)]), value: fc.tuple(a.value, b.value) };
  if (how === 3) return { type: z.object({ x: z.nullable(a.type) }), value: fc.record({ x: fc.option(a.value) }) };
  return {
    type: z.object({ z: z.optional(a.type), m: b.type, k: z.readonly(a.type) }),
    value: fc.record({ m: b.value, z: a.value, k: a.value }, { noNullPrototype: true, requiredKeys: ["m", "k"] }),
  };
});

const sample = fc
  .oneof({ weight: 2, arbitrary: typed(2) }, { weight: 1, arbitrary: checked }, { weight: 2, arbitrary: around })
  .chain(({ type, value }) => fc.tuple(fc.constant(type), fc.array(fc.oneof(value, nearly(value)), { maxLength: 6 })));

function checkOf(type: ZodType): Check | undefined {
  const compiler = new CheckCompiler();
  return compiler.add(type) === undefined ? undefined : compiler.compile()[0];
}

test("what a check decides is what zod returns", () => {
  const count = { types: 0, checks: 0, accepted: 0, decided: 0 };
  holds(
    fc.property(sample, ([type, values]) => {
      const check = checkOf(type);
      count.types += 1;
      if (!check) return;
      count.checks += 1;
      for (const value of values) {
        const zods = outcomeOf(() => z.safeParse(type, value));
        const ours = outcomeOf((): unknown => check(value));
        if ("thrown" in ours) assert.ok("thrown" in zods, ours.thrown);
        else if ("thrown" in zods) assert.equal(ours.value, undecided);
        else {
          if (zods.value.success) count.accepted += 1;
          if (ours.value === undecided) continue;
          count.decided += 1;
          assert.ok(zods.value.success);
          assertSame(value, ours.value, zods.value.data);
        }
      }
    }),
    3000,
  );
  // Types that contain themselves, and much of what is listed above, only zod can judge.
  assert.ok(count.checks > count.types / 2, JSON.stringify(count));
  assert.ok(count.decided > count.accepted * 0.8, JSON.stringify(count));
});

/** Freezing bytes throws, in zod as in a check. */
function outcomeOf<T>(step: () => T): Outcome<T> {
  try {
    return { value: step() };
  } catch (error) {
    return { thrown: String(error) };
  }
}

type Outcome<T> = { readonly value: T } | { readonly thrown: string };
