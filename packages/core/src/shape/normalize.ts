import type { z } from "zod";
import type { ZodType } from "../schema/zod.js";
import { Canonical, type Resolve } from "./canonical.js";
import type { LiteralValue, Shape } from "./shape.js";

/** Sorts by UTF-16 code units, the same everywhere; `localeCompare` is not. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A union without what does not matter: nested unions are flattened, equal options joined, the rest sorted. */
export function unionOf(options: readonly Shape[], { tag, resolve = () => undefined }: UnionOptions = {}): Shape {
  const flat = options.flatMap(alternatives);
  // Options of a nested union may share a value of the outer tag, which then does not tell them apart.
  const commonTag = options.every((option) => tellsApart(option, tag)) ? tag : undefined;
  // `T | null` and `T | undefined` have forms of their own, which cost no byte to tell apart.
  const rest = flat.filter(({ kind }) => kind !== "null" && kind !== "undefined");
  let shape = rest.length === 0 ? undefined : joined(rest, commonTag, resolve);
  if (!shape) shape = flat.some(({ kind }) => kind === "null") ? { kind: "null" } : { kind: "undefined" };
  else if (flat.some(({ kind }) => kind === "null")) shape = { kind: "nullable", of: shape };
  if (rest.length > 0 || shape.kind === "null") {
    if (flat.some(({ kind }) => kind === "undefined")) shape = { kind: "optional", of: shape };
  }
  return shape;
}

/** What a shape is a choice of, nothing included. */
function alternatives(shape: Shape): readonly Shape[] {
  switch (shape.kind) {
    case "union":
      return shape.options;
    case "nullable":
      return [...alternatives(shape.of), { kind: "null" }];
    case "optional":
      return [...alternatives(shape.of), { kind: "undefined" }];
    default:
      return [shape];
  }
}

function tellsApart(option: Shape, tag: string | undefined): boolean {
  if (option.kind === "nullable" || option.kind === "optional") return tellsApart(option.of, tag);
  return option.kind !== "union" || option.tag === tag;
}

interface UnionOptions {
  /** The key whose literals tell the options apart. */
  readonly tag?: string | undefined;
  /** Sorts references by what they stand for, so that renaming a type changes no order. */
  readonly resolve?: Resolve;
}

function joined(options: readonly Shape[], tag: string | undefined, resolve: Resolve): Shape {
  const byText = new Map(options.map((option) => [new Canonical(resolve).text(option), option]));
  const sorted = [...byText].sort(([a], [b]) => compare(a, b)).map(([, option]) => option);
  const literals = sorted.filter((option) => option.kind === "literal");
  if (literals.length === sorted.length) {
    const values = new Map(literals.flatMap(({ values }) => values).map((value) => [JSON.stringify(value), value]));
    return { kind: "literal", values: [...values].sort(([a], [b]) => compare(a, b)).map(([, value]) => value) };
  }
  return sorted.length === 1
    ? (sorted[0] as Shape)
    : { kind: "union", options: sorted, ...(tag !== undefined && { tag }) };
}

/** The values of a literal or an enum, sorted; null and undefined become the forms that they have elsewhere. */
export function literalOf(values: readonly unknown[], refuse: (value: unknown) => never): Shape {
  const kept: LiteralValue[] = [];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (typeof value === "bigint") kept.push({ bigint: String(value) });
    else if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value))
      kept.push(value as LiteralValue);
    else refuse(value);
  }
  return unionOf([
    ...kept.map((value): Shape => ({ kind: "literal", values: [value] })),
    ...(values.includes(null) ? [{ kind: "null" } as const] : []),
    ...(values.includes(undefined) ? [{ kind: "undefined" } as const] : []),
  ]);
}

/** Whether a lazy type is `z.json()`: the one recursive union of all JSON values, which needs no tags to travel. */
export function isJsonType(lazy: ZodType, inner: ZodType): boolean {
  const def = (inner as z.core.$ZodTypes)._zod.def;
  if (def.type !== "union" || def.options.length !== 6) return false;
  const kinds = def.options.map((option) => option._zod.def.type).join();
  if (kinds !== "string,number,boolean,null,array,record") return false;
  const array = (def.options[4] as z.core.$ZodArray)._zod.def;
  const record = (def.options[5] as z.core.$ZodRecord)._zod.def;
  return array.element === lazy && record.valueType === lazy && !array.checks?.length;
}
