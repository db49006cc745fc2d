import type { Field, Shape } from "@hawser/core";
import fc from "fast-check";

/** Small types over few names, so that two of them are often nearly alike. */
export function shapes(depth = 2): fc.Arbitrary<Shape> {
  if (depth === 0) return leaf;
  const inner = shapes(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 5, arbitrary: object(inner) },
    { weight: 2, arbitrary: taggedUnion(inner) },
    { weight: 2, arbitrary: union(inner) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.array(inner, { maxLength: 2 }), fc.option(inner, { nil: undefined })).map(tuple),
    },
    inner.map((item): Shape => ({ kind: "array", item })),
    inner.map((item): Shape => ({ kind: "set", item })),
    inner.map((of): Shape => ({ kind: "nullable", of })),
    inner.map((of): Shape => ({ kind: "optional", of })),
    fc.tuple(keys, inner, fc.boolean()).map(record),
    inner.map((value): Shape => ({ kind: "map", key: { kind: "string" }, value })),
  );
}

/** The values of a type, with those at its edges among them. */
export function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "string":
      return fc.constantFrom("p", "text");
    case "number":
      return fc.constantFrom(0, 1.5, 2 ** 60);
    case "int":
      return fc.constantFrom(0, 7, Number.MAX_SAFE_INTEGER);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "undefined":
      return fc.constant(undefined);
    case "bigint":
      return fc.constantFrom(0n, 2n ** 70n);
    case "date":
      return fc.constant(new Date(1_700_000_000_000));
    case "unknown":
      return fc.constantFrom<unknown>(undefined, null, "p", 1.5, {}, []);
    case "literal":
      return fc.constantFrom(...(shape.values as readonly unknown[]));
    case "nullable":
      return fc.oneof(fc.constant(null), valuesOf(shape.of));
    case "optional":
      return fc.oneof(fc.constant(undefined), valuesOf(shape.of));
    case "array":
      return fc.array(valuesOf(shape.item), { maxLength: 2 });
    case "set":
      return fc.array(valuesOf(shape.item), { maxLength: 2 }).map((items) => new Set(items));
    case "tuple": {
      const rest = shape.rest ? fc.array(valuesOf(shape.rest), { maxLength: 2 }) : fc.constant([]);
      return fc.tuple(fc.tuple(...shape.items.map(valuesOf)), rest).map(([items, others]) => [...items, ...others]);
    }
    case "object": {
      const others = shape.rest
        ? fc.dictionary(fc.constantFrom("a", "b", "e"), valuesOf(shape.rest), { maxKeys: 2 })
        : fc.constant({});
      return fc.tuple(others, fc.tuple(...shape.fields.map(entryOf))).map(([others, entries]) => {
        const known = new Set(shape.fields.map(({ name }) => name));
        return Object.fromEntries([...Object.entries(others).filter(([key]) => !known.has(key)), ...entries.flat()]);
      });
    }
    case "record": {
      const { key, value, partial } = shape;
      if (key.kind !== "literal") return fc.dictionary(fc.constantFrom("p", "z"), valuesOf(value), { maxKeys: 2 });
      const names = key.values.map(String);
      return fc
        .tuple(...names.map((name) => entryOf({ name, shape: value, ...(partial && { optional: true, exact: true }) })))
        .map((entries) => Object.fromEntries(entries.flat()));
    }
    case "map":
      return fc
        .array(fc.tuple(valuesOf(shape.key), valuesOf(shape.value)), { maxLength: 2 })
        .map((entries) => new Map(entries));
    case "union":
      return fc.oneof(...shape.options.map(valuesOf));
    default:
      throw new Error(`no values of ${shape.kind} are made here`);
  }
}

const values = ["p", "q", "r"];

const leaf: fc.Arbitrary<Shape> = fc.oneof(
  fc
    .constantFrom(
      ...(["string", "number", "int", "boolean", "null", "undefined", "bigint", "date", "unknown"] as const),
    )
    .map((kind): Shape => ({ kind })),
  fc.subarray(values, { minLength: 1 }).map((values): Shape => ({ kind: "literal", values })),
);

const keys: fc.Arbitrary<Shape> = fc.oneof(
  fc.constant<Shape>({ kind: "string" }),
  fc.subarray(values, { minLength: 1 }).map((values): Shape => ({ kind: "literal", values })),
);

function object(inner: fc.Arbitrary<Shape>): fc.Arbitrary<Shape & { kind: "object" }> {
  return fc
    .tuple(
      fc.tuple(field("a", inner), field("b", inner), field("c", inner)),
      fc.option(inner, { nil: undefined, freq: 5 }),
    )
    .map(([fields, rest]) => ({ kind: "object", fields: fields.flat(), ...(rest && { rest }) }));
}

function field(name: string, inner: fc.Arbitrary<Shape>): fc.Arbitrary<Field[]> {
  return fc.oneof<fc.WeightedArbitrary<Field[]>[]>(
    { weight: 1, arbitrary: fc.constant<Field[]>([]) },
    { weight: 2, arbitrary: inner.map((shape): Field[] => [{ name, shape }]) },
    { weight: 1, arbitrary: inner.map((shape): Field[] => [{ name, shape, optional: true }]) },
    { weight: 1, arbitrary: inner.map((shape): Field[] => [{ name, shape, optional: true, exact: true }]) },
  );
}

function taggedUnion(inner: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> {
  return fc.tuple(fc.subarray(values, { minLength: 2 }), object(inner), object(inner), object(inner)).map(
    ([tags, ...objects]): Shape => ({
      kind: "union",
      tag: "tag",
      options: tags.map((tag, i) => {
        const { fields, ...rest } = objects[i] as Shape & { kind: "object" };
        return { ...rest, fields: [...fields, { name: "tag", shape: { kind: "literal", values: [tag] } }] };
      }),
    }),
  );
}

function union(inner: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> {
  return fc.array(inner, { minLength: 2, maxLength: 3 }).map((options) => ({ kind: "union", options }));
}

function tuple([items, rest]: [Shape[], Shape | undefined]): Shape {
  return { kind: "tuple", items, ...(rest && { rest }) };
}

function record([key, value, partial]: [Shape, Shape, boolean]): Shape {
  return { kind: "record", key, value, ...(partial && { partial }) };
}

/** A key with its value, or none. */
function entryOf({ name, shape, optional, exact }: Field): fc.Arbitrary<[string, unknown][]> {
  const present = valuesOf(shape).map((value): [string, unknown][] => [[name, value]]);
  if (!optional) return present;
  const absent = fc.constant<[string, unknown][]>([]);
  return exact
    ? fc.oneof(present, absent)
    : fc.oneof(present, absent, fc.constant<[string, unknown][]>([[name, undefined]]));
}
