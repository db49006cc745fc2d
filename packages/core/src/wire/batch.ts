import { endsOf, packAll, unpackFrames } from "#msgpack";
import type { Wire } from "./wire.js";

/**
 * Frames as WebSocket messages: as few as possible, none above `maxBatchBytes` unless a single frame is.
 * The caller decides what to do about such a frame.
 */
export function encodeBatches(frames: readonly Wire[], maxBatchBytes: number): Uint8Array[] {
  if (frames.length === 0) return [];
  const bytes = packAll(frames);
  if (bytes.length <= maxBatchBytes || frames.length === 1) return [bytes];
  return cut(bytes, maxBatchBytes);
}

/** Packed once, then cut where a frame ends: packing is what costs. */
function cut(bytes: Uint8Array, maxBatchBytes: number): Uint8Array[] {
  const messages: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  for (const next of endsOf(bytes)) {
    if (next - start > maxBatchBytes && end > start) {
      messages.push(bytes.subarray(start, end));
      start = end;
    }
    end = next;
  }
  messages.push(bytes.subarray(start));
  return messages;
}

/** What {@link decodeBatch} found in one message. */
export interface Batch {
  readonly frames: readonly Wire[][];
  /** Where each frame ends, in bytes from the start of the message. */
  readonly ends: readonly number[];
}

/**
 * The frames of one WebSocket message. The bytes may be reused afterwards.
 *
 * @throws HawserError `protocol` for anything that is not a sequence of msgpack arrays as the protocol has them.
 */
export function decodeBatch(bytes: Uint8Array): Batch {
  // From a Buffer every binary inside would come out as a Buffer.
  const plain =
    bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return unpackFrames(plain);
}
