import fc from "fast-check";
import { z } from "zod";
import type { ZodType } from "../src/schema/zod.js";

/** A type together with its values. */
export interface Typed {
  readonly type: ZodType;
  readonly value: fc.Arbitrary<unknown>;
}

/** Any type whose two sides are alike, nested to a depth. */
export function typed(depth = 3): fc.Arbitrary<Typed> {
  if (depth === 0) return scalar;
  const inner = typed(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: scalar },
    { weight: 4, arbitrary: object(inner) },
    { weight: 2, arbitrary: union(inner) },
    { weight: 1, arbitrary: taggedUnion(inner) },
    { weight: 1, arbitrary: tuple(inner) },
    { weight: 1, arbitrary: recursive(inner) },
    inner.map(({ type, value }) => ({ type: z.optional(type), value: fc.option(value, { nil: undefined }) })),
    inner.map(({ type, value }) => ({ type: z.nullable(type), value: fc.option(value, { nil: null }) })),
    inner.map(({ type, value }) => ({ type: z.readonly(type), value })),
    inner.map(({ type, value }) => ({ type: named(type), value })),
    inner.map(({ type, value }) => ({ type: z.array(type), value: fc.array(value, { maxLength: 4 }) })),
    inner.map(({ type, value }) => ({ type: z.set(type), value: setOf(value) })),
    fc
      .tuple(inner, inner)
      .map(([key, { type, value }]) => ({ type: z.map(key.type, type), value: mapOf(key.value, value) })),
    inner.map(({ type, value }) => ({ type: z.record(z.string(), type), value: record(fc.string(), value) })),
    inner.map(({ type, value }) => ({
      type: z.partialRecord(z.enum(["a", "b", "c"]), type),
      value: record(fc.constantFrom("a", "b", "c"), value),
    })),
  );
}

/** Whatever the self-describing form carries. */
const anything: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(undefined, null, true, false, -0, Number.NaN, Number.POSITIVE_INFINITY),
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie("any"), { maxLength: 4 }),
    record(fc.oneof(fc.constant("__proto__"), fc.string()), tie("any")),
    mapOf(tie("any"), tie("any")),
    setOf(tie("any")),
  ),
})).any;

const json: fc.Arbitrary<unknown> = fc.jsonValue({ maxDepth: 2 });

const scalar: fc.Arbitrary<Typed> = fc.constantFrom<Typed>(
  { type: z.string(), value: fc.string({ unit: "binary" }) },
  { type: z.number(), value: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { type: z.int(), value: fc.maxSafeInteger() },
  { type: z.boolean(), value: fc.boolean() },
  { type: z.null(), value: fc.constant(null) },
  { type: z.undefined(), value: fc.constant(undefined) },
  { type: z.bigint(), value: fc.oneof(fc.bigInt(), fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n })) },
  { type: z.date(), value: fc.date({ noInvalidDate: true }) },
  { type: z.instanceof(Uint8Array), value: fc.uint8Array({ maxLength: 40 }) },
  { type: z.literal("only"), value: fc.constant("only") },
  { type: z.literal(["a", 1, true, 5n, null]), value: fc.constantFrom("a", 1, true, 5n, null) },
  { type: z.enum(["x", "y", "z"]), value: fc.constantFrom("x", "y", "z") },
  { type: z.templateLiteral(["n", z.int()]), value: fc.integer().map((n) => `n${n}`) },
  { type: z.any(), value: anything },
  { type: z.unknown(), value: anything },
  { type: z.json(), value: json },
);

/** Names that printed source might confuse with its own, and names that are no identifiers. */
const keys = ["a", "b", "v", "w", "x", "o", "exact", "class", "0", "", "c-d", "é", 'q"'];

type Presence = (of: Typed) => { readonly type: ZodType; readonly entry: fc.Arbitrary<readonly unknown[]> };

/** How a key may be there: its values in an array of one, an empty array where it is absent. */
const presences: readonly Presence[] = [
  ({ type, value }) => ({ type, entry: fc.tuple(value) }),
  ({ type, value }) => ({
    type: z.optional(type),
    entry: fc.oneof(fc.tuple(value), fc.constantFrom<readonly unknown[]>([], [undefined])),
  }),
  ({ type, value }) => ({ type: z.exactOptional(type), entry: fc.oneof(fc.tuple(value), fc.constant([])) }),
  ({ type, value }) => ({
    type: z.nullish(type),
    entry: fc.oneof(fc.tuple(value), fc.constantFrom<readonly unknown[]>([], [undefined], [null])),
  }),
];

function object(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  const fields = fc.dictionary(fc.constantFrom(...keys), fc.tuple(inner, fc.constantFrom(...presences)), {
    maxKeys: 6,
  });
  return fc.tuple(fields, fc.option(inner, { freq: 4 })).map(([declared, rest]) => {
    const present = Object.entries(declared).map(([key, [of, presence]]) => [key, presence(of)] as const);
    const shape = z.object(Object.fromEntries(present.map(([key, { type }]) => [key, type])));
    const known = fc
      .tuple(...present.map(([, { entry }]) => entry))
      .map((entries) =>
        objectOf(entries.flatMap((entry, i) => entry.map((value) => [present[i]?.[0] as string, value]))),
      );
    if (!rest) return { type: shape, value: known };
    const others = record(fc.oneof(fc.constant("__proto__"), fc.string()), rest.value);
    return {
      type: shape.catchall(rest.type),
      value: fc
        .tuple(known, others)
        .map(([object, other]) =>
          objectOf([...Object.entries(other).filter(([key]) => !(key in declared)), ...Object.entries(object)]),
        ),
    };
  });
}

function union(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  return fc.array(inner, { minLength: 2, maxLength: 4 }).map((options) => ({
    type: z.union(options.map(({ type }) => type)),
    value: fc.oneof(...options.map(({ value }) => value)),
  }));
}

function taggedUnion(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  return fc.array(inner, { minLength: 2, maxLength: 4 }).map((options) => ({
    type: z.discriminatedUnion("tag", [
      z.object({ body: z.string(), tag: z.literal("none") }),
      ...options.map(({ type }, i) => z.object({ body: type, tag: z.literal([`t${i}`, i]) })),
    ]),
    value: fc.oneof(
      ...options.map(({ value }, i) =>
        fc.record({ body: value, tag: fc.constantFrom(`t${i}`, i) }, { noNullPrototype: true }),
      ),
    ),
  }));
}

/** Required items, optional items, rest: any of these may be missing. */
function tuple(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  const items = fc.array(inner, { maxLength: 3 });
  return fc.tuple(items, items, fc.option(inner)).map(([required, optional, rest]) => {
    const types = [...required.map(({ type }) => type), ...optional.map(({ type }) => z.optional(type))];
    const heads = fc.tuple(...required.map(({ value }) => value));
    const tails = fc
      .tuple(fc.nat(optional.length), ...optional.map(({ value }) => fc.option(value, { nil: undefined })))
      .map(([length, ...values]) => values.slice(0, length));
    const all = fc.tuple(heads, tails, rest ? fc.array(rest.value, { maxLength: 3 }) : fc.constant([]));
    return {
      type: rest ? z.tuple(types as [ZodType], rest.type) : z.tuple(types as [ZodType]),
      value: all.map(([head, tail, more]) => [...head, ...tail, ...(tail.length === optional.length ? more : [])]),
    };
  });
}

/** A list of itself, or a tree of leaves. */
function recursive(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  const list = inner.map(({ type, value }) => {
    const List: z.ZodType = z.lazy(() => z.object({ value: type, next: List.optional() }));
    const link = (next: object, value: unknown): object => ({ value, ...next });
    return {
      type: List,
      value: fc
        .array(value, { minLength: 1, maxLength: 4 })
        .map((values) => values.reduce<object>((next, value, i) => link(i === 0 ? {} : { next }, value), {})),
    };
  });
  const tree = inner.map(({ type, value }) => {
    const Tree: z.ZodType = z.lazy(() => z.union([z.object({ leaf: type }), z.object({ branches: z.array(Tree) })]));
    return {
      type: Tree,
      value: fc.letrec<{ tree: unknown }>((tie) => ({
        tree: fc.oneof(
          { maxDepth: 3 },
          fc.record({ leaf: value }, { noNullPrototype: true }),
          fc.record({ branches: fc.array(tie("tree"), { maxLength: 3 }) }, { noNullPrototype: true }),
        ),
      })).tree,
    };
  });
  return fc.oneof(list, tree);
}

function record(key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map(objectOf);
}

function mapOf(key: fc.Arbitrary<unknown>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Map<unknown, unknown>> {
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => new Map(entries));
}

function setOf(item: fc.Arbitrary<unknown>): fc.Arbitrary<Set<unknown>> {
  return fc.array(item, { maxLength: 4 }).map((items) => new Set(items));
}

/** `Object.fromEntries` makes own keys of all, `__proto__` too. */
function objectOf(entries: (readonly [string, unknown])[] | unknown[][]): object {
  return Object.fromEntries(entries as [string, unknown][]);
}

/** The same type under a name that no other type has. */
function named(type: ZodType): ZodType {
  const named = z.clone(type);
  z.globalRegistry.add(named, { id: `Named${crypto.randomUUID().replaceAll("-", "")}` });
  return named;
}
