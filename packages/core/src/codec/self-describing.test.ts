import { describe, expect, test } from "vitest";
import { bytesOf, hexOf } from "../../test/hex.js";
import { throughBytes } from "../../test/round-trip.js";
import { encodeBatches } from "../wire/batch.js";
import { maxDepth } from "../wire/scan.js";
import { fromWire, toWire } from "./self-describing.js";

/** The bytes of a value. The frame around it takes the first one. */
function hex(value: unknown): string {
  const [message] = encodeBatches([[toWire(value)]], Number.POSITIVE_INFINITY);
  return hexOf((message as Uint8Array).subarray(1));
}

/** Values by the bytes that they are on the wire. */
const forms: [value: unknown, hex: string][] = [
  [null, "c0"],
  [undefined, "d40000"],
  [true, "c3"],
  [5, "05"],
  [-5, "fb"],
  [1.5, "cb3ff8000000000000"],
  [-0, "cb8000000000000000"],
  [Number.NaN, "cb7ff8000000000000"],
  [2 ** 40, "cb4270000000000000"],
  ["é", "a2c3a9"],
  [0n, "c7014930"],
  [-12n, "c703492d3132"],
  [Uint8Array.of(1, 2), "c4020102"],
  [new ArrayBuffer(1), "c40100"],
  [new Date(0), "d6ff00000000"],
  [new Date(1500), "d7ff7735940000000001"],
  [new Date(-1), "c70cff3b8b87c0ffffffffffffffff"],
  [[1, [2]], "92019102"],
  [{}, "80"],
  [{ b: 1, a: undefined }, "82a16201a161d40000"],
  [new Set([1]), "c702539101"],
  [new Map([["a", 1]]), "c7044d92a16101"],
  [new Set([new Map()]), "c7055391c7014d90"],
];

describe("bytes of the self-describing form", () => {
  test.each(forms)("%o", (value, bytes) => {
    expect(hex(value)).toBe(bytes);
  });
});

test("an instance of a class of the user's own travels by its fields", () => {
  class Point {
    readonly hidden = () => this.x;
    constructor(readonly x: number) {
      Object.defineProperty(this, "hidden", { enumerable: false });
    }
    get twice(): number {
      return this.x * 2;
    }
  }
  expect(fromWire(throughBytes(toWire(new Point(5))))).toEqual({ x: 5 });
  expect(fromWire(throughBytes(toWire(Object.assign(Object.create(null), { a: 1 }))))).toEqual({ a: 1 });
});

test("holes of an array arrive as undefined", () => {
  const holes: number[] = [];
  holes[2] = 1;
  expect(fromWire(throughBytes(toWire(holes)))).toStrictEqual([undefined, undefined, 1]);
});

/** Values that cannot travel, inside an object under the key `a`. */
const refused: Record<string, [value: unknown, message: string]> = {
  function: [() => 1, "a function cannot travel"],
  symbol: [Symbol("x"), "a symbol cannot travel"],
  "invalid date": [new Date(Number.NaN), "an invalid date cannot travel"],
  "another view on bytes": [new Uint16Array(2), "a Uint16Array cannot travel; use a Uint8Array"],
  DataView: [new DataView(new ArrayBuffer(1)), "a DataView cannot travel"],
  promise: [Promise.resolve(), "an instance of Promise cannot travel"],
  error: [new TypeError("x"), "an instance of Error cannot travel"],
  "regular expression": [/x/, "an instance of RegExp cannot travel"],
  URL: [new URL("http://a"), "an instance of URL cannot travel"],
  WeakMap: [new WeakMap(), "an instance of WeakMap cannot travel"],
  "boxed string": [Object("x"), "an instance of String cannot travel"],
  "bigint of too many digits": [10n ** 4096n, "a bigint of more than 4096 digits cannot travel"],
};

describe("what cannot travel", () => {
  test.each(Object.entries(refused))("%s", (_name, [value, message]) => {
    expect(() => toWire({ list: [0, { a: value }] })).toThrowError(
      expect.objectContaining({
        code: "invalid_input",
        message: expect.stringMatching(new RegExp(`^invalid_input: ${message}.* \\(at list\\.1\\.a\\)$`)),
        data: { issues: [{ path: ["list", 1, "a"], message: expect.stringContaining(message) }] },
      }),
    );
    expect(() => toWire(value)).toThrow(message);
    expect(() => toWire(new Set([value]))).toThrow("(at 0)");
  });

  test("a value that contains itself", () => {
    const self: { self?: unknown } = {};
    self.self = self;
    expect(() => toWire(self)).toThrow(
      "invalid_input: the value contains itself, or nests too deep (at self.self.self",
    );
    const set = new Set<unknown>();
    set.add(set);
    expect(() => toWire(set)).toThrow("invalid_input: the value contains itself");
  });

  test("nesting beyond what a peer accepts, whatever nests", () => {
    const shells: ((inner: unknown) => unknown)[] = [
      (inner) => [inner],
      (inner) => ({ inner }),
      (inner) => new Set([inner]),
      (inner) => new Map([[1, inner]]),
    ];
    for (const shell of shells) {
      const nested = (levels: number): unknown => (levels === 0 ? 1 : shell(nested(levels - 1)));
      expect(fromWire(throughBytes(toWire(nested(100))))).toEqual(nested(100));
      expect(() => toWire(nested(101))).toThrow("invalid_input: the value contains itself, or nests too deep");
    }
    expect(maxDepth).toBe(128);
  });
});

describe("what arrives", () => {
  test("as a map becomes an object whose keys are text", () => {
    const wire = throughBytes(
      new Map<unknown, unknown>([
        [1, "a"],
        ["__proto__", "b"],
        [2n ** 60n, "c"],
        [null, "d"],
      ]),
    );
    const value = fromWire(wire) as object;
    expect(Object.entries(value)).toEqual([
      ["1", "a"],
      ["__proto__", "b"],
      ["1152921504606846976", "c"],
      ["null", "d"],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("as a Map with a key that has no value is refused", () => {
    const [frame] = [throughBytes(toWire(new Map([["a", 1]])))];
    frame.data = bytesOf("93 a161 01 a162");
    expect(() => fromWire(frame)).toThrow("protocol: a map is not keys and values");
  });

  test("as a bigint that is not digits is refused", () => {
    const frame = throughBytes(toWire(5n));
    frame.data = bytesOf("3561");
    expect(() => fromWire(frame)).toThrow("protocol: a bigint is not decimal digits");
  });
});
