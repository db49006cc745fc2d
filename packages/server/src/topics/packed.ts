import {
  decodeBatch,
  type Encoding,
  encodings,
  fromWire,
  isHawserError,
  Raw,
  rawOf,
  toWire,
  type Wire,
} from "@hawser/core";
import { conform } from "@hawser/core/conform";
import type { Definitions } from "../payload.js";
import type { BoundPayload } from "../payload-compiler.js";

/** A value in every form that somebody asks for, each made once, as it was when it was packed. */
export class Packed {
  readonly #type: BoundPayload;
  readonly #positional: Raw;
  #maps: Raw | undefined;

  /**
   * @param value validated
   * @throws what the encoder throws.
   */
  constructor(type: BoundPayload, value: unknown) {
    this.#type = type;
    this.#positional = ownedRaw(type.encode(value));
  }

  /** Self-describing: what a broker takes. */
  get bytes(): Uint8Array {
    return this.payload(encodings.maps).bytes;
  }

  /** Bytes that it takes in memory, about. */
  get size(): number {
    return this.#positional.bytes.length;
  }

  payload(encoding: Encoding): Raw {
    if (encoding === encodings.positional) return this.#positional;
    this.#maps ??= packedMaps(this.value());
    return this.#maps;
  }

  value(): unknown {
    return this.#type.decode(unpacked(this.#positional.bytes));
  }
}

/** A value that describes itself. */
export function packedMaps(value: unknown): Raw {
  return ownedRaw(toWire(value));
}

/** The value behind bytes that describe themselves. */
export function unpackedMaps(bytes: Uint8Array): unknown {
  return fromWire(unpacked(bytes));
}

/**
 * The value behind what a broker gives. What another version of the schema packed is taken as it is where it does not fit;
 * who gets it decides over it.
 */
export function readPacked(bytes: Uint8Array, { shape }: BoundPayload, definitions: Definitions): unknown {
  const value = unpackedMaps(bytes);
  try {
    return conform(value, shape, definitions);
  } catch (error) {
    if (isHawserError(error) && error.code === "incompatible") return value;
    throw error;
  }
}

/** In memory of its own: the packer's buffers are several times as large as what they hold, and a history may keep them. */
function ownedRaw(wire: Wire): Raw {
  return new Raw(new Uint8Array(rawOf(wire).bytes));
}

/** One value, by the way of a frame around it. */
function unpacked(bytes: Uint8Array): Wire {
  const frame = new Uint8Array(bytes.length + 1);
  frame[0] = 0x91;
  frame.set(bytes, 1);
  return decodeBatch(frame).frames[0]?.[0];
}
