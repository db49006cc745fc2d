import { kinds, type Raw, rawOf, type Wire } from "@hawser/core";
import type { FrameMemory } from "../connections/frame-memory.js";

/** An item of a stream as the frame that brings it: in memory of its own, or that is lent where the item is large bytes. */
export function itemFrame(id: number, payload: Wire, memory: FrameMemory): Raw {
  if (!(payload instanceof Uint8Array) || payload.length < fromBytes) return rawOf([kinds.item, id, payload]);
  const { length } = payload;
  const head = rawOf([kinds.item, id]).bytes;
  const headBytes = head.length + binHeaderBytes;
  const frame = memory.frame(headBytes + length);
  const { bytes } = frame;
  bytes.set(head);
  bytes[0] = arrayOfThree;
  bytes[head.length] = bin32;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(head.length + 1, length);
  bytes.set(payload, headBytes);
  return frame;
}

/** From here on a buffer costs more than what else there is to a frame. */
const fromBytes = 16_384;

// msgpack: fixarray, and bin 32 with its length in four bytes.
const arrayOfThree = 0x93;
const bin32 = 0xc6;
const binHeaderBytes = 5;
