import { Decoder, Encoder } from "@msgpack/msgpack";
import type { Format } from "../format.js";
import type { Workload } from "../samples.js";
import { typeOf } from "../type-of.js";

/** @msgpack/msgpack, with an encoder and a decoder that are kept, as its documentation advises. */
export function msgpack(workload: Workload): Format {
  const type = typeOf(workload);
  const encoder = new Encoder();
  const decoder = new Decoder();
  const decode = (message: Uint8Array | string): unknown => decoder.decode(message as Uint8Array);
  return {
    encode: (value) => encoder.encode(value),
    decode,
    ...(workload !== "event" && { decodeValidated: (message) => type.parse(decode(message)) }),
  };
}
