import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { exactValues, withProto } from "../../test/exact-values.js";
import { roundTrips } from "../../test/round-trip.js";
import { outputShape } from "../../test/shapes.js";

describe.each(Object.entries(exactValues))("%s", (_name, [type, values]) => {
  const trips = roundTrips(outputShape(type));

  test("are values of the type", () => {
    for (const value of values) expect(z.safeParse(type, value).error).toBeUndefined();
  });

  test.each(trips)("%s", (_encoding, trip) => {
    // Not vitest's `toStrictEqual`, which takes data under the key `constructor` for a class.
    for (const value of values) assert.deepStrictEqual(trip(value), value);
  });
});

test("an optional key of Object.prototype that is absent stays absent", () => {
  const type = z.object({ toString: z.date().optional(), valueOf: z.date().nullish() });
  for (const [, trip] of roundTrips(outputShape(type))) assert.deepStrictEqual(trip({}), {});
});

test("`__proto__` as data pollutes nothing", () => {
  const value = withProto({ polluted: true });
  for (const type of [z.any(), z.looseObject({}), z.record(z.string(), z.any()), z.object({}).catchall(z.any())]) {
    for (const [, trip] of roundTrips(outputShape(type))) {
      const result = trip(value) as object;
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      expect(Object.keys(result)).toEqual(["__proto__"]);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    }
  }
});

test("a lone surrogate, which is no Unicode text, arrives as replacement characters", () => {
  for (const [, trip] of roundTrips(outputShape(z.string()))) {
    expect(trip("a\ud800b")).toMatch(/^a\ufffd+b$/);
    expect(trip(`${"x".repeat(100)}\udc00`)).toMatch(/^x+\ufffd+$/);
  }
});

test("an ArrayBuffer and a Buffer arrive as a Uint8Array", () => {
  for (const [, trip] of roundTrips(outputShape(z.instanceof(Uint8Array)))) {
    expect(trip(Uint8Array.of(1, 2).buffer)).toStrictEqual(Uint8Array.of(1, 2));
    expect(trip(Buffer.from([1, 2]))).toStrictEqual(Uint8Array.of(1, 2));
  }
});

test("bytes are a copy, because a server's message buffer is taken back", () => {
  for (const [, trip] of roundTrips(outputShape(z.instanceof(Uint8Array)))) {
    const result = trip(new Uint8Array(10)) as Uint8Array;
    expect(result.buffer.byteLength).toBe(10);
  }
});
