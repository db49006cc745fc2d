import { MsgpackReader } from "./msgpack-reader.js";
import { MsgpackWriter } from "./msgpack-writer.js";
import type { Wire } from "./wire.js";

// What `msgpack.node.ts` has, for pages, which would have to download a library.

const writer = new MsgpackWriter();

/** One value as msgpack. The bytes stay valid: they are never written again. */
export function pack(value: Wire): Uint8Array {
  return writer.write([value]);
}

/** Several values, back to back without an array around them. */
export function packAll(values: readonly Wire[]): Uint8Array {
  return writer.write(values);
}

/**
 * The frames of a message, and where each of them ends, in bytes from the start.
 *
 * @throws HawserError `protocol` for anything that is not a sequence of msgpack arrays as the protocol has them.
 */
export function unpackFrames(bytes: Uint8Array): { frames: Wire[][]; ends: number[] } {
  const reader = new MsgpackReader(bytes);
  const frames: Wire[][] = [];
  const ends: number[] = [];
  while (!reader.isAtEnd) {
    frames.push(reader.readFrame());
    ends.push(reader.offset);
  }
  return { frames, ends };
}

/** Where each of the frames of a message ends. */
export function endsOf(bytes: Uint8Array): number[] {
  return unpackFrames(bytes).ends;
}

/** Reads one value that has stood in a frame. */
export function unpack(bytes: Uint8Array): Wire {
  return new MsgpackReader(bytes).read(1);
}
