import fc from "fast-check";
import type { z } from "zod";

/**
 * Values that a zod type accepts, and passes as they are: of what has two sides, those of the given one.
 *
 * @param path the types that this one is in, by which a type that contains itself comes to an end.
 */
export function valuesOf(type: z.core.$ZodType, side: Side, path: readonly unknown[] = []): fc.Arbitrary<unknown> {
  const { def } = (type as z.core.$ZodTypes)._zod;
  const bounds = boundsOf(def);
  const here = [...path, type];
  // Twice in itself is enough.
  const isOver = path.filter((other) => other === type).length > 1;
  const of = (part: z.core.$ZodType): fc.Arbitrary<unknown> => valuesOf(part, side, here);
  if (side === "input" && "coerce" in def && def.coerce) return fc.constantFrom<unknown>("7", 7, true);
  switch (def.type) {
    case "string":
      return textOf(bounds);
    case "number":
      return numberOf(bounds);
    case "boolean":
      return fc.boolean();
    case "bigint":
      return fc.bigInt(
        (bounds.minimum as bigint | undefined) ?? -(2n ** 70n),
        (bounds.maximum as bigint | undefined) ?? 2n ** 70n,
      );
    case "date":
      return fc.date({ noInvalidDate: true });
    case "null":
      return fc.constant(null);
    case "undefined":
    case "void":
      return fc.constant(undefined);
    case "any":
    case "unknown":
      return fc.jsonValue({ maxDepth: 2 });
    case "literal":
      return fc.constantFrom<unknown>(...def.values);
    case "enum":
      return fc.constantFrom<unknown>(...Object.values(def.entries));
    case "template_literal":
      return fc.stringMatching((type as z.core.$ZodTemplateLiteral)._zod.pattern, { size: "-1" });
    case "array":
      return fc.array(of(def.element), lengthsOf(bounds, path.length > 8 ? 1 : 3));
    case "set":
      return fc.uniqueArray(of(def.valueType), { maxLength: 3 }).map((items) => new Set(items));
    case "map":
      return fc
        .uniqueArray(fc.tuple(of(def.keyType), of(def.valueType)), { maxLength: 3, selector: ([key]) => key })
        .map((entries) => new Map(entries));
    case "tuple": {
      const rest = def.rest ? fc.array(of(def.rest), { maxLength: 2 }) : fc.constant([]);
      return fc.tuple(fc.tuple(...def.items.map(of)), rest).map(([items, others]) => [...items, ...others]);
    }
    case "object":
      return objectOf(def, of, { side, isOver });
    case "record":
      return recordOf(def, of);
    case "union":
      return fc.oneof(...(isOver ? def.options.filter((option) => !holdsMore(option)) : def.options).map(of));
    case "intersection":
      return fc
        .tuple(of(def.left), of(def.right))
        .map(([left, right]) => ({ ...(left as object), ...(right as object) }));
    case "lazy":
      return of((type as z.core.$ZodLazy)._zod.innerType);
    case "optional":
      return def.innerType && !isOver ? fc.option(of(def.innerType), { nil: undefined }) : fc.constant(undefined);
    case "nullable":
      return isOver || path.includes(def.innerType) ? fc.constant(null) : fc.option(of(def.innerType), { nil: null });
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "nonoptional":
      return of(def.innerType);
    case "pipe":
      return of(side === "input" ? def.in : def.out);
    case "custom":
      return fc.uint8Array({ maxLength: 40 });
    default:
      throw new Error(`no values of ${def.type} yet`);
  }
}

/** What goes into a type, or what comes out. */
export type Side = "input" | "output";

/** What the checks of a type ask for; lengths count as bounds. */
interface Bounds {
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly format?: string;
  readonly pattern?: RegExp;
}

function boundsOf(def: {
  readonly format?: string | undefined;
  readonly checks?: readonly z.core.$ZodCheck<never>[] | undefined;
}): Bounds {
  const all = (def.checks ?? []).map((check): Bounds => {
    const checked = (check as unknown as z.core.$ZodChecks)._zod.def;
    switch (checked.check) {
      case "greater_than":
        return { minimum: checked.value as number | bigint };
      case "less_than":
        return { maximum: checked.value as number | bigint };
      case "min_length":
        return { minimum: checked.minimum };
      case "max_length":
        return { maximum: checked.maximum };
      case "length_equals":
        return { minimum: checked.length, maximum: checked.length };
      case "string_format":
        return checked.pattern ? { pattern: checked.pattern } : {};
      default:
        throw new Error(`nothing is known of the check ${checked.check}`);
    }
  });
  return Object.assign({}, def.format !== undefined && { format: def.format }, ...all);
}

/** What patterns cannot easily be met by. */
const samples: Readonly<Record<string, readonly string[]>> = {
  date: ["2024-02-29", "1999-12-31"],
  datetime: ["2024-02-29T12:30:00.000Z", "1970-01-01T00:00:00.000Z"],
  e164: ["+4915112345678", "+12025550123"],
  email: ["ann@example.com", "b.o-b+tag@mail.example.org"],
  ulid: ["01ARZ3NDEKTSV4RRFFQ69G5FAV"],
  url: ["https://example.com/", "https://example.com/a?b=c#d"],
  uuid: ["7f3c1a52-8b1e-4c8a-9d55-2a1f0c6e9b10", "00000000-0000-0000-0000-000000000000"],
};

function textOf({ format, pattern, ...bounds }: Bounds): fc.Arbitrary<string> {
  const known = samples[format ?? ""];
  if (known) return fc.constantFrom(...known);
  const { minLength, maxLength } = lengthsOf(bounds, 20);
  if (format === "hex") return fc.stringMatching(new RegExp(`^[0-9a-f]{${minLength},${maxLength}}$`));
  if (pattern) return fc.stringMatching(pattern);
  // A character of two code units counts twice, so there are none where lengths count.
  const isBounded = bounds.minimum !== undefined || bounds.maximum !== undefined;
  return fc.string({ minLength, maxLength, unit: isBounded ? "grapheme-ascii" : "binary" });
}

function numberOf({ minimum, maximum, format }: Bounds): fc.Arbitrary<number> {
  const bounds = {
    ...(minimum !== undefined && { min: Number(minimum) }),
    ...(maximum !== undefined && { max: Number(maximum) }),
  };
  if (format !== undefined) return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1, ...clipped(bounds) });
  return fc.double({ noNaN: true, noDefaultInfinity: true, ...bounds });
}

/** The bounds of a safe integer are no bounds to keep to. */
function clipped(bounds: { readonly min?: number; readonly max?: number }): object {
  return Object.fromEntries(Object.entries(bounds).filter(([, bound]) => Math.abs(bound) < 2 ** 31));
}

function lengthsOf({ minimum, maximum }: Bounds, most: number): { minLength: number; maxLength: number } {
  const minLength = Number(minimum ?? 0);
  return { minLength, maxLength: Math.max(minLength, Math.min(Number(maximum ?? most), most)) };
}

type Of = (part: z.core.$ZodType) => fc.Arbitrary<unknown>;

function objectOf(
  def: z.core.$ZodObjectDef,
  of: Of,
  { side, isOver }: { readonly side: Side; readonly isOver: boolean },
): fc.Arbitrary<object> {
  const entries = Object.entries(def.shape).map(([name, type]) => {
    const isOptional = (side === "input" ? type._zod.optin : type._zod.optout) === "optional";
    if (isOver && isOptional) return fc.constant<readonly (readonly [string, unknown])[]>([]);
    const present = fc
      .tuple(fc.constant(name), isOver && holdsMore(type) ? endOf(type, of) : of(type))
      .map((entry) => [entry] as const);
    return isOptional ? fc.oneof(present, fc.constant([])) : present;
  });
  const rest =
    def.catchall && def.catchall._zod.def.type !== "never"
      ? fc.dictionary(fc.constantFrom("x1", "x2"), of(def.catchall))
      : fc.constant({});
  return fc
    .tuple(fc.tuple(...entries), rest)
    .map(([entries, others]) => ({ ...others, ...Object.fromEntries(entries.flat()) }));
}

/** The value with which what holds others of its kind ends. */
function endOf(type: z.core.$ZodType, of: Of): fc.Arbitrary<unknown> {
  const { def } = (type as z.core.$ZodTypes)._zod;
  if (def.type === "nullable") return fc.constant(null);
  if (def.type === "array") return fc.constant([]);
  return of(type);
}

function holdsMore(type: z.core.$ZodType): boolean {
  const { def } = (type as z.core.$ZodTypes)._zod;
  if (def.type === "object") return Object.values(def.shape).some(holdsMore);
  return ["array", "record", "map", "lazy", "nullable"].includes(def.type);
}

function recordOf(def: z.core.$ZodRecordDef, of: Of): fc.Arbitrary<object> {
  const names = (def.keyType as z.core.$ZodTypes)._zod.values;
  if (!names)
    return fc.dictionary(of(def.keyType) as fc.Arbitrary<string>, of(def.valueType), {
      maxKeys: 3,
      noNullPrototype: true,
    });
  const isPartial = "partial" in def && def.partial === true;
  const record = Object.fromEntries([...names].map((name) => [String(name), of(def.valueType)]));
  return fc.record(record, isPartial ? { requiredKeys: [], noNullPrototype: true } : { noNullPrototype: true });
}
