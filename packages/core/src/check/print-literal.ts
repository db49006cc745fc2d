import { type CheckSource, literalSource } from "./check-source.js";
import { formOf, type Test, test } from "./printed.js";
import { Unprovable } from "./unprovable.js";

/** More values than these are looked up in a set. */
const maxCompared = 6;

/**
 * One of some values.
 *
 * @throws Unprovable for NaN, which equals nothing but in a set, and for a symbol, which has no source.
 */
export function printLiteral(values: Iterable<unknown>, source: CheckSource): Test {
  const list = [...values];
  if (list.some(Number.isNaN) || list.some((value) => typeof value === "symbol")) throw new Unprovable();
  const forms = list.map(formOf);
  if (list.length === 0) return test(forms, () => "false");
  if (list.length > maxCompared) return test(forms, (v) => `${source.constant(new Set(list))}.has(${v})`);
  return test(forms, (v) => list.map((value) => `${v} === ${literalSource(value)}`).join(" || "));
}
