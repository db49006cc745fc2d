import { describe, expect, test } from "vitest";
import { z } from "zod";
import { outputShape } from "../../test/shapes.js";
import type { ZodType } from "../schema/zod.js";
import type { Wire } from "../wire/wire.js";
import { CodecCompiler } from "./compile-codec.js";

function decoderOf(type: ZodType): (wire: Wire) => unknown {
  const { shape, definitions } = outputShape(type);
  const compiler = new CodecCompiler(definitions);
  compiler.decoder(shape, "Value");
  return compiler.compile()[0] as (wire: Wire) => unknown;
}

const Tree = z.object({
  name: z.string(),
  get child() {
    return Tree.nullable();
  },
});

/** Types that travel as arrays; each of them could be read out of other wire values, too. */
const structured: Record<string, ZodType> = {
  "an object": z.object({ a: z.string(), b: z.string() }),
  "an object without keys": z.object({}),
  "optional keys": z.object({ a: z.string().optional() }),
  "other keys": z.looseObject({ a: z.string() }),
  "a tuple": z.tuple([z.string(), z.bigint()]),
  "a set of what is plain": z.set(z.string()),
  "a set of what is not": z.set(z.object({ a: z.string() })),
  "an array of what is not plain": z.array(z.object({ a: z.string() })),
  "a map": z.map(z.string(), z.string()),
  "a union": z.union([z.string(), z.bigint()]),
  "a type that contains itself": Tree,
};

const noArrays: Record<string, Wire> = {
  text: "ab",
  "a number": 5,
  true: true,
  nil: null,
  nothing: undefined,
  bytes: Uint8Array.of(0, 1),
  "a map": new Map<unknown, unknown>([
    ["a", "x"],
    [0, 1],
  ]),
  "a date": new Date(0),
};

describe.each(Object.entries(structured))("%s is read from an array alone", (_name, type) => {
  const decode = decoderOf(type);

  test.each(Object.entries(noArrays))("not from %s", (_name, wire) => {
    expect(() => decode(wire)).toThrow();
  });

  test.each(Object.entries(noArrays))("nor from %s inside of an object, a tuple or a map", (_name, wire) => {
    expect(() => decoderOf(z.object({ inner: type }))([wire])).toThrow();
    expect(() => decoderOf(z.tuple([type]))([wire])).toThrow();
    expect(() => decoderOf(z.map(z.string(), type))(["key", wire])).toThrow();
  });
});

test("a slot that wraps its value is an array", () => {
  const decode = decoderOf(z.object({ a: z.string().nullish() }));
  expect(decode([["x"]])).toEqual({ a: "x" });
  for (const wire of ["xy", new Map([[0, "x"]]), Uint8Array.of(1)]) expect(() => decode([wire])).toThrow();
});

test("a date is read from a number alone", () => {
  const decode = decoderOf(z.date());
  expect(decode(1.5e12)).toEqual(new Date(1.5e12));
  for (const wire of [null, undefined, true, "2020", [2020], 5n, new Date(0)]) expect(() => decode(wire)).toThrow();
});

test("a record is read from a map alone, and so are other keys", () => {
  const record = decoderOf(z.record(z.string(), z.unknown()));
  const loose = decoderOf(z.looseObject({ a: z.string() }));
  expect(record(new Map([["a", 1]]))).toEqual({ a: 1 });
  expect(loose(["x", new Map([["b", 1]])])).toEqual({ a: "x", b: 1 });
  for (const wire of ["ab", [["a", 1]], 5, true, Uint8Array.of(1)]) {
    expect(() => record(wire)).toThrow();
    expect(() => loose(["x", wire])).toThrow();
  }
});
