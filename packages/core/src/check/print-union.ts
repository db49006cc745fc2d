import type { z } from "zod";
import { type CheckSource, literalSource } from "./check-source.js";
import { type Copy, copy, hasForm, type Printed, result, type Test, test } from "./printed.js";
import { Unprovable } from "./unprovable.js";

/**
 * Zod takes the first option that accepts a value. An option that is exact, or of other forms than the value, has
 * refused it; the first other one decides.
 */
export function printUnion(options: readonly Printed[], source: CheckSource): Printed {
  const forms = options.flatMap((option) => [...option.forms]);
  const tests = options.filter((option): option is Test => option.kind === "test" && option.isExact);
  if (tests.length === options.length) {
    return test(forms, (v) => tests.map((option) => `(${option.test(v)})`).join(" || "));
  }
  const fn = source.function([
    ...options.map((option) => {
      const condition = option.kind === "test" && option.isExact ? option.test("v") : hasForm(option.forms, "v");
      return `if (${condition}) return ${option.kind === "test" && option.isExact ? "v" : result(option, "v")};`;
    }),
    "return undecided;",
  ]);
  return copy(forms, (v) => `${fn}(${v})`);
}

/** The option is the one that claims the value of the discriminator. Where that is absent, zod finds out. */
export function printDiscriminatedUnion(
  def: z.core.$ZodDiscriminatedUnionDef,
  options: readonly Printed[],
  source: CheckSource,
): Copy {
  const claimed = new Set<unknown>();
  const cases = options.flatMap((option, i) => {
    const values = def.options[i]?._zod.propValues?.[def.discriminator] ?? [];
    const own = [...values].filter((value) => value !== undefined);
    for (const value of own) {
      // Zod throws where two options claim a value.
      if (claimed.has(value)) throw new Unprovable();
      claimed.add(value);
    }
    if (own.length === 0) return [];
    return [...own.map((value) => `case ${literalSource(value)}:`), `return ${result(option, "v")};`];
  });
  const fn = source.function([
    `if (!(${hasForm(new Set(["object"]), "v")})) return undecided;`,
    `switch (v[${JSON.stringify(def.discriminator)}]) {`,
    ...cases,
    "}",
    "return undecided;",
  ]);
  return copy(["object"], (v) => `${fn}(${v})`);
}
