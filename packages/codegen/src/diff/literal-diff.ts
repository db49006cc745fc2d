import type { LiteralValue } from "@hawser/core";
import type { Draft } from "./change.js";
import { describeValues } from "./describe-shape.js";
import { type Found, found, widened } from "./found.js";
import type { Place } from "./place.js";

/** Which values of a literal or an enum came and went. */
export function diffLiterals(
  before: readonly LiteralValue[],
  after: readonly LiteralValue[],
  { path, position }: Place,
): Found {
  const draft = (values: readonly LiteralValue[], what: "removed" | "added"): Draft[] => {
    if (values.length === 0) return [];
    const texts = { before: describeValues(before), after: describeValues(after) };
    const breaks = widened(what === "added", position);
    return [
      { path, what: `${values.length > 1 ? "values" : "value"} ${describeValues(values)} ${what}`, ...texts, breaks },
    ];
  };
  return found(...draft(without(before, after), "removed"), ...draft(without(after, before), "added"));
}

function without(values: readonly LiteralValue[], others: readonly LiteralValue[]): LiteralValue[] {
  const texts = new Set(others.map((value) => JSON.stringify(value)));
  return values.filter((value) => !texts.has(JSON.stringify(value)));
}
