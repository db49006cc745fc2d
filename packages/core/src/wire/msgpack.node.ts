import { addExtension, Packr } from "msgpackr";
import { Extension, extensionTypes } from "./extension.js";
import { Raw } from "./raw.js";
import { scan } from "./scan.js";
import type { Wire } from "./wire.js";

/**
 * msgpackr set up so that any msgpack library can read what it writes and nothing that it reads surprises:
 * no records, no structure references; maps arrive as Map, so that a key such as `__proto__` is only data; integers of
 * 64 bits arrive as numbers where these are exact; binaries are copies, because uWebSockets.js takes its buffer back.
 */
const options = { useRecords: false, mapsAsObjects: false, int64AsType: "auto", copyBuffers: true } as const;
// The declared type of `int64AsType` leaves "auto" out; the documentation and the code have it.
const packr = new Packr(options as object);

// msgpackr's registry is shared by the whole process. Raw is written through it but has no type of its own on the
// wire, so the number given here never appears.
addExtension({
  Class: Raw,
  type: extensionTypes.bigint,
  pack: writeRaw as never,
});
for (const type of [extensionTypes.bigint, extensionTypes.map, extensionTypes.set]) {
  addExtension({ type, unpack: (data: Uint8Array) => new Extension(type, Uint8Array.prototype.slice.call(data)) });
}

/** `allocate` reserves bytes in the packer's own buffer; the declared type of `pack` leaves it out. */
function writeRaw(raw: Raw, allocate: (size: number) => { target: Uint8Array; position: number }): void {
  const { target, position } = allocate(raw.bytes.length);
  target.set(raw.bytes, position);
}

/** One value as msgpack. The bytes stay valid: they are never written again. */
export function pack(value: Wire): Uint8Array {
  return packr.pack(value);
}

/** Several values, back to back without an array around them. */
export function packAll(values: readonly Wire[]): Uint8Array {
  const { length } = values;
  if (length === 1) return pack(values[0]);
  const bytes = packr.pack(values);
  // The header of the array that msgpackr wrote: fixarray, array 16 or array 32.
  return bytes.subarray(length < 0x10 ? 1 : length < 0x10000 ? 3 : 5);
}

/**
 * The frames of a message, and where each of them ends, in bytes from the start.
 *
 * @throws HawserError `protocol` for anything that is not a sequence of msgpack arrays as the protocol has them.
 */
export function unpackFrames(bytes: Uint8Array): { frames: Wire[][]; ends: number[] } {
  const ends = scan(bytes);
  return { frames: ends.length === 0 ? [] : (packr.unpackMultiple(bytes) as Wire[][]), ends };
}

/** Where each of the frames of a message ends. */
export function endsOf(bytes: Uint8Array): number[] {
  return scan(bytes);
}

/** Reads one value that has stood in a frame. */
export function unpack(bytes: Uint8Array): Wire {
  return packr.unpack(bytes);
}
