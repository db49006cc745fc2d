import { decodeMulti, ExtData, ExtensionCodec, encode } from "@msgpack/msgpack";

/** Frames back to back, as the plain library writes them with the protocol's four extension types. */
export function encodeFrames(frames: readonly unknown[], integers: IntegerForm = "small"): Uint8Array {
  const options = { extensionCodec, useBigInt64: integers === "wide", forceIntegerToFloat: integers === "float" };
  return Buffer.concat(frames.map((frame) => encode(frame, options)));
}

export function decode(bytes: Uint8Array, integers: IntegerForm = "small"): unknown[][] {
  return [...decodeMulti(bytes, { extensionCodec, useBigInt64: integers === "wide" })] as unknown[][];
}

/**
 * What becomes of numbers. `small`: a bigint is extension 73, an integer a number. `wide`: a bigint is an integer of 64
 * bits, which positional payloads want. `float`: as `small`, but every number is sent as a float, which alone keeps -0.
 */
export type IntegerForm = "small" | "wide" | "float";

/** `undefined` on the wire; the library's own API would make it nil. */
export const nothing = new (class Nothing {})();

/** Extension 73 by hand, for a bigint where `wide` would make an integer of it. */
export function bigintExtension(value: bigint): ExtData {
  return new ExtData(73, Buffer.from(String(value)));
}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 0,
  encode: (value) => (value === nothing ? new Uint8Array(1) : null),
  decode: () => nothing,
});
extensionCodec.register({
  type: 73,
  encode: (value) => (typeof value === "bigint" ? Buffer.from(String(value)) : null),
  decode: (digits) => BigInt(Buffer.from(digits).toString()),
});
extensionCodec.register({
  type: 77,
  encode: (value) => (value instanceof Map ? encodeFrames([[...value].flat(1)]) : null),
  decode: (data) => new Map(pairs(decode(data)[0] ?? [])),
});
extensionCodec.register({
  type: 83,
  encode: (value) => (value instanceof Set ? encodeFrames([[...value]]) : null),
  decode: (data) => new Set(decode(data)[0]),
});

function pairs(items: readonly unknown[]): [unknown, unknown][] {
  return Array.from({ length: items.length / 2 }, (_, index) => [items[2 * index], items[2 * index + 1]]);
}
