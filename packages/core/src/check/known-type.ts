import type { z } from "zod";
import type { ZodType } from "../schema/zod.js";
import { Unprovable } from "./unprovable.js";

/**
 * The definition of a type that is one of zod's own and no more than that.
 *
 * @throws Unprovable for somebody else's type, one that coerces, and one of a kind that is not listed here.
 */
export function knownType(type: ZodType): z.core.$ZodTypes["_zod"]["def"] {
  const { def, traits } = (type as z.core.$ZodTypes)._zod;
  if ("coerce" in def && def.coerce) throw new Unprovable();
  for (const trait of traits) {
    if (!isOfZod(trait) || (trait.startsWith("$") && !isKnown(trait, def.type))) throw new Unprovable();
  }
  return def;
}

/**
 * The checks of a type in the order in which zod runs them. A format is a type and its own first check.
 *
 * @throws Unprovable for somebody else's check.
 */
export function checksOf(type: ZodType): readonly z.core.$ZodChecks[] {
  const { def, traits } = type._zod;
  const own = traits.has("$ZodCheck") ? [type as unknown as z.core.$ZodCheck] : [];
  const checks = [...own, ...(def.checks ?? [])] as z.core.$ZodChecks[];
  for (const check of checks) {
    // A function that was given for a check has none.
    const { traits } = check._zod as { readonly traits?: ReadonlySet<string> };
    if (!traits || ![...traits].every(isOfZod)) throw new Unprovable();
  }
  return checks;
}

function isKnown(trait: string, kind: string): boolean {
  if (kind === "string") return trait !== "$ZodCustomStringFormat";
  return trait === "$ZodType" || (Object.hasOwn(classes, kind) && classes[kind]?.includes(trait) === true);
}

function isOfZod(trait: string): boolean {
  return /^[$_]?Zod/.test(trait);
}

/**
 * By the kind of a type, the classes of zod's core that it may have besides that of every type: one that is unknown may
 * do anything. The formats of strings are many, and are asked themselves.
 */
const classes: Readonly<Record<string, readonly string[]>> = {
  number: ["$ZodNumber", "$ZodNumberFormat", "$ZodCheck", "$ZodCheckNumberFormat"],
  bigint: ["$ZodBigInt", "$ZodBigIntFormat", "$ZodCheck", "$ZodCheckBigIntFormat"],
  boolean: ["$ZodBoolean"],
  null: ["$ZodNull"],
  undefined: ["$ZodUndefined"],
  void: ["$ZodVoid"],
  any: ["$ZodAny"],
  unknown: ["$ZodUnknown"],
  date: ["$ZodDate"],
  literal: ["$ZodLiteral"],
  enum: ["$ZodEnum"],
  template_literal: ["$ZodTemplateLiteral"],
  custom: ["$ZodCustom", "$ZodCheck"],
  array: ["$ZodArray"],
  tuple: ["$ZodTuple"],
  object: ["$ZodObject", "$ZodObjectJIT"],
  record: ["$ZodRecord"],
  map: ["$ZodMap"],
  set: ["$ZodSet"],
  union: ["$ZodUnion", "$ZodDiscriminatedUnion"],
  optional: ["$ZodOptional", "$ZodExactOptional"],
  nullable: ["$ZodNullable"],
  nonoptional: ["$ZodNonOptional"],
  default: ["$ZodDefault"],
  prefault: ["$ZodPrefault"],
  readonly: ["$ZodReadonly"],
};
