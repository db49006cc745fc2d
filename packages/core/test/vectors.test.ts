import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CodecCompiler } from "../src/codec/compile-codec.js";
import { conform } from "../src/codec/conform.js";
import { fromWire, toWire } from "../src/codec/self-describing.js";
import type { Shape } from "../src/shape/shape.js";
import { decodeBatch, encodeBatches } from "../src/wire/batch.js";
import { kinds } from "../src/wire/frames.js";
import type { Wire } from "../src/wire/wire.js";
import { bytesOf, hexOf } from "./hex.js";
import { fromJsonForm, type JsonForm } from "./json-form.js";

function read<T>(file: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`vectors/${file}`, import.meta.url), "utf8"));
}

interface Payload {
  readonly name: string;
  readonly shape: Shape;
  readonly definitions?: Readonly<Record<string, Shape>>;
  readonly values: readonly { name: string; value: JsonForm; positional: string; maps: string }[];
}

interface Accepted {
  readonly name: string;
  readonly shape: Shape;
  readonly encoding: "positional" | "maps";
  readonly hex: string;
  readonly value: JsonForm;
}

interface Frame {
  readonly kind: keyof typeof kinds;
  readonly from: "client" | "server" | "both";
  readonly name: string;
  readonly frame: readonly JsonForm[];
  readonly hex: string;
}

/** A payload's bytes: a frame of one element without its first byte. */
function payloadHex(wire: Wire): string {
  return hexOf((encodeBatches([[wire]], Number.POSITIVE_INFINITY)[0] as Uint8Array).subarray(1));
}

function payloadOf(hex: string): Wire {
  return decodeBatch(bytesOf(`91${hex}`)).frames[0]?.[0];
}

function compile(shape: Shape, definitions: Readonly<Record<string, Shape>>) {
  const compiler = new CodecCompiler(definitions);
  compiler.encoder(shape, "Value");
  compiler.decoder(shape, "Value");
  const [encode, decode] = compiler.compile();
  return { encode: encode as (value: unknown) => Wire, decode: decode as (wire: Wire) => unknown };
}

describe.each(read<Payload>("payloads.json"))("$name", ({ shape, definitions = {}, values }) => {
  const { encode, decode } = compile(shape, definitions);

  test.each(values)("$name, by position", ({ value, positional }) => {
    expect(payloadHex(encode(fromJsonForm(value)))).toBe(positional);
    assert.deepStrictEqual(decode(payloadOf(positional)), fromJsonForm(value));
  });

  test.each(values)("$name, in maps", ({ value, maps }) => {
    expect(payloadHex(toWire(fromJsonForm(value)))).toBe(maps);
    assert.deepStrictEqual(conform(fromWire(payloadOf(maps)), shape, definitions), fromJsonForm(value));
  });
});

test("every kind of shape has a vector", () => {
  const found = new Set<string>();
  JSON.stringify(read("payloads.json"), (key, value) => {
    if (key === "kind") found.add(value);
    return value;
  });
  const scalars = "any bigint boolean bytes date int json null number string undefined unknown";
  const others = "array literal map nullable object optional record ref set template tuple union";
  expect([...found].sort()).toEqual(`${scalars} ${others}`.split(" ").sort());
});

describe("bytes that are accepted", () => {
  test.each(read<Accepted>("accepted.json"))("$name", ({ shape, encoding, hex, value }) => {
    const wire = payloadOf(hex);
    const read = encoding === "maps" ? conform(fromWire(wire), shape, {}) : compile(shape, {}).decode(wire);
    assert.deepStrictEqual(read, fromJsonForm(value));
  });
});

describe("frames", () => {
  const frames = read<Frame>("frames.json");

  test.each(frames)("$kind: $name", ({ kind, frame, hex }) => {
    expect(frame[0]).toBe(kinds[kind]);
    const elements = frame.map(fromJsonForm);
    expect(hexOf(encodeBatches([elements.map(toWire)], Number.POSITIVE_INFINITY)[0] as Uint8Array)).toBe(hex);
    const batch = decodeBatch(bytesOf(hex));
    assert.deepStrictEqual(batch.frames.map(fromWire), [elements]);
    expect(batch.ends).toEqual([hex.length / 2]);
  });

  test("every kind has one", () => {
    expect([...new Set(frames.map(({ kind }) => kind))].sort()).toEqual(Object.keys(kinds).sort());
  });

  test("all in one message", () => {
    const { frames: found } = decodeBatch(bytesOf(frames.map(({ hex }) => hex).join("")));
    assert.deepStrictEqual(
      found.map(fromWire),
      frames.map(({ frame }) => frame.map(fromJsonForm)),
    );
  });
});

describe("messages that are refused", () => {
  test.each(read<{ name: string; hex: string }>("refused.json"))("$name", ({ hex }) => {
    expect(() => decodeBatch(bytesOf(hex))).toThrowError(expect.objectContaining({ code: "protocol" }));
  });
});
