import type { z } from "zod";
import type { ZodType } from "../schema/zod.js";
import type { CheckSource } from "./check-source.js";
import { checksOf } from "./known-type.js";
import { type Test, test } from "./printed.js";
import { Unprovable } from "./unprovable.js";

export function printString(type: ZodType, source: CheckSource): Test {
  const checks = checksOf(type);
  return test(
    ["string"],
    (v) => [`typeof ${v} === "string"`, ...checks.map((check) => stringCheck(check, v, source))].join(" && "),
    checks.length === 0,
  );
}

export function printNumber(type: ZodType, source: CheckSource): Test {
  const checks = checksOf(type);
  return test(
    ["number"],
    (v) => [`Number.isFinite(${v})`, ...checks.map((check) => numberCheck(check, v, source))].join(" && "),
    checks.length === 0,
  );
}

export function printBigint(type: ZodType, source: CheckSource): Test {
  const checks = checksOf(type);
  return test(
    ["bigint"],
    (v) => [`typeof ${v} === "bigint"`, ...checks.map((check) => bigintCheck(check, v, source))].join(" && "),
    checks.length === 0,
  );
}

export function printDate(type: ZodType, source: CheckSource): Test {
  const checks = checksOf(type);
  return test(
    ["object"],
    (v) =>
      [`${v} instanceof Date`, `!Number.isNaN(${v}.getTime())`, ...checks.map((check) => bound(check, v, source))].join(
        " && ",
      ),
    checks.length === 0,
  );
}

/** The source of a test of a size against what zod allows. */
export function sizeCheck(check: z.core.$ZodChecks, size: string): string {
  const { def } = check._zod;
  switch (def.check) {
    case "max_length":
    case "max_size":
      return `${size} <= ${number(def.maximum)}`;
    case "min_length":
    case "min_size":
      return `${size} >= ${number(def.minimum)}`;
    case "length_equals":
      return `${size} === ${number(def.length)}`;
    case "size_equals":
      return `${size} === ${number(def.size)}`;
    default:
      throw new Unprovable();
  }
}

function number(value: unknown): string {
  if (typeof value !== "number") throw new Unprovable();
  return String(value);
}

/** Zod counts code points or UTF-16 units, by its version; what is true of both needs no version. */
function stringCheck(check: z.core.$ZodChecks, v: string, source: CheckSource): string {
  const { def } = check._zod;
  const units = `${v}.length`;
  const unpaired = `!${source.constant(surrogatePair)}.test(${v})`;
  switch (def.check) {
    case "max_length":
      return sizeCheck(check, units);
    case "min_length":
      if (def.minimum <= 1) return sizeCheck(check, units);
      return `(${units} >= ${number(def.minimum * 2)} || (${sizeCheck(check, units)} && ${unpaired}))`;
    case "length_equals":
      return `${sizeCheck(check, units)} && ${unpaired}`;
    case "string_format":
      return asked(check, v, source);
    default:
      throw new Unprovable();
  }
}

const surrogatePair = /[\ud800-\udbff][\udc00-\udfff]/;

function numberCheck(check: z.core.$ZodChecks, v: string, source: CheckSource): string {
  const { def } = check._zod;
  switch (def.check) {
    case "number_format":
      if (!Object.hasOwn(numberFormats, def.format)) throw new Unprovable();
      return numberFormats[def.format as keyof typeof numberFormats](v);
    case "multiple_of":
      // Zod throws for one of the other type.
      if (typeof def.value !== "number") throw new Unprovable();
      return asked(check, v, source);
    default:
      return bound(check, v, source);
  }
}

const numberFormats = {
  safeint: (v: string) => `Number.isSafeInteger(${v})`,
  int32: (v: string) => `(${v} | 0) === ${v}`,
  uint32: (v: string) => `(${v} >>> 0) === ${v}`,
  float32: (v: string) => `${v} >= -3.4028234663852886e38 && ${v} <= 3.4028234663852886e38`,
  float64: (v: string) => `Number.isFinite(${v})`,
};

function bigintCheck(check: z.core.$ZodChecks, v: string, source: CheckSource): string {
  const { def } = check._zod;
  switch (def.check) {
    case "bigint_format":
      return asked(check, v, source);
    case "multiple_of":
      if (typeof def.value !== "bigint") throw new Unprovable();
      return asked(check, v, source);
    default:
      return bound(check, v, source);
  }
}

/** Dates are compared by their time, as zod does it. */
function bound(check: z.core.$ZodChecks, v: string, source: CheckSource): string {
  const { def } = check._zod;
  const against = (value: unknown): string => (typeof value === "number" ? String(value) : source.constant(value));
  switch (def.check) {
    case "less_than":
      return `${v} ${def.inclusive ? "<=" : "<"} ${against(def.value)}`;
    case "greater_than":
      return `${v} ${def.inclusive ? ">=" : ">"} ${against(def.value)}`;
    default:
      throw new Unprovable();
  }
}

/** Lets zod's own check judge: formats are more than their patterns, and differ from version to version. */
function asked(check: z.core.$ZodChecks, v: string, source: CheckSource): string {
  return `${source.constant(passes)}(${source.constant(check)}, ${v})`;
}

function passes(check: z.core.$ZodCheck, value: unknown): boolean {
  const payload: z.core.ParsePayload<never> = { value: value as never, issues: [] };
  const late = check._zod.check(payload);
  return late === undefined && payload.issues.length === 0 && payload.value === value;
}
