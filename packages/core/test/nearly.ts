import fc from "fast-check";

/** The values of an arbitrary, each changed somewhere: some are then no values of their type, some still are. */
export function nearly(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.array(fc.nat(20), { maxLength: 4 }), fc.constantFrom(...changes), junk)
    .map(([of, path, change, other]) => changed(of, path, (part) => change(part, other)));
}

/** What no type is likely to expect. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    0.5,
    2 ** 53,
    1n,
    "",
    "  a ",
    "\u{1f600}",
    true,
    "t0",
  ),
  fc.constantFrom(() => 1, Symbol("s")),
  fc.string(),
  fc.constantFrom(new Date(Number.NaN), new Date(5), new Uint8Array(2), new (class Own {})(), {}, [], new Map()),
);

type Change = (value: unknown, junk: unknown) => unknown;

const changes: readonly Change[] = [
  (_value, junk) => junk,
  (_value, junk) => junk,
  ofObjects((object, junk) => ({ ...object, undeclared: junk })),
  ofObjects((object, junk) => ({ constructor: junk, ...object })),
  ofObjects((object) => Object.fromEntries(Object.entries(object).slice(1))),
  ofObjects((object) => Object.fromEntries(Object.entries(object).reverse())),
  ofObjects((object) => Object.fromEntries(Object.keys(object).map((key) => [key, undefined]))),
  ofObjects((object, junk) => Object.fromEntries([...Object.entries(object), ["__proto__", junk]])),
  ofObjects((object, junk) => ({ ...object, [Symbol("key")]: junk })),
  ofObjects((object, junk) => Object.defineProperty({ ...object }, "hidden", { value: junk })),
  ofObjects((object) => Object.assign(Object.create(null), object)),
  ofObjects((object) => Object.create(object)),
  ofObjects((object) => Object.assign(new (class Own {})(), object)),
  ofArrays((array, junk) => [...array, junk]),
  ofArrays((array) => array.slice(0, -1)),
  ofArrays((array) => Object.assign([], { length: array.length })),
  (value, junk) => (value instanceof Set ? new Set([...value, junk]) : value),
  (value, junk) => (value instanceof Map ? new Map([...value, [junk, junk]]) : value),
  (value) => (typeof value === "string" ? `${value}\u{1f600} ` : value),
  (value) => (typeof value === "number" ? -value : value),
];

function ofObjects(change: (object: object, junk: unknown) => unknown): Change {
  return (value, junk) => (isPlain(value) ? change(value, junk) : value);
}

function ofArrays(change: (array: unknown[], junk: unknown) => unknown): Change {
  return (value, junk) => (Array.isArray(value) ? change(value, junk) : value);
}

function changed(value: unknown, [step, ...path]: readonly number[], change: (part: unknown) => unknown): unknown {
  if (step !== undefined && Array.isArray(value) && value.length > 0) {
    return value.with(step % value.length, changed(value[step % value.length], path, change));
  }
  if (step !== undefined && isPlain(value)) {
    const entries: [string, unknown][] = Object.entries(value);
    const chosen = step % Math.max(entries.length, 1);
    return Object.fromEntries(entries.map(([key, of], i) => [key, i === chosen ? changed(of, path, change) : of]));
  }
  return change(value);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
