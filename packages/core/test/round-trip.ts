import { CodecCompiler } from "../src/codec/compile-codec.js";
import { conform } from "../src/codec/conform.js";
import { fromWire, toWire } from "../src/codec/self-describing.js";
import { decodeBatch, encodeBatches } from "../src/wire/batch.js";
import { kinds } from "../src/wire/frames.js";
import type { Wire } from "../src/wire/wire.js";
import type { ReadShape } from "./shapes.js";

/** Carries a value to the other end and back out of bytes. */
export type RoundTrip = (value: unknown) => unknown;

/** Both encodings of a type, by name. */
export function roundTrips(read: ReadShape): readonly (readonly [encoding: string, RoundTrip])[] {
  return [
    ["positional", positional(read)],
    ["maps", maps(read)],
  ];
}

/** Through the codecs that are compiled from the shape. */
export function positional({ shape, definitions }: ReadShape): RoundTrip {
  const compiler = new CodecCompiler(definitions);
  compiler.encoder(shape, "Value");
  compiler.decoder(shape, "Value");
  const [encode, decode] = compiler.compile();
  return (value) => decode?.(throughBytes(encode?.(value)));
}

/** Through the self-describing form and the check against the shape. */
export function maps({ shape, definitions }: ReadShape): RoundTrip {
  return (value) => conform(fromWire(throughBytes(toWire(value))), shape, definitions);
}

/** A wire value as the other end reads it, in a frame like every other. */
export function throughBytes(wire: Wire): Wire {
  const [message] = encodeBatches([[kinds.result, 0, wire]], Number.POSITIVE_INFINITY);
  return decodeBatch(message as Uint8Array).frames[0]?.[2];
}
