import { HawserError } from "../errors.js";
import { extensionTypes, timestampType } from "./extension.js";

/**
 * Deepest nesting of arrays and maps that a peer may send, frame and payload together. Decoding recurses, so this is
 * what keeps a message of a million `0x91` from exhausting the stack.
 */
export const maxDepth = 128;

/**
 * Walks a message without decoding it and refuses what a decoder must never see: truncated values, lengths beyond the
 * message, nesting beyond {@link maxDepth}, and extension types that are not the protocol's (msgpackr gives meaning to
 * some: records, for instance, would change how later messages decode).
 *
 * @returns the offset at which each frame ends; the last one is the length of the message.
 * @throws HawserError `protocol` saying what is wrong at which offset.
 */
export function scan(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  let position = 0;
  while (position < bytes.length) {
    if (!isArrayToken(bytes[position] as number)) throw malformed(position, "a frame is not an array");
    position = skip(bytes, position, 1);
    ends.push(position);
  }
  return ends;
}

/** Whether {@link scan} would refuse a value of our own making as the payload of a frame. */
export function nestsTooDeep(payload: Uint8Array): boolean {
  try {
    skip(payload, 0, payloadDepth);
    return false;
  } catch {
    return true;
  }
}

/** Where the deepest payload stands: in a member, in a list of them, in a frame. */
const payloadDepth = 5;

/** fixarray, array 16 or array 32. */
export function isArrayToken(token: number): boolean {
  return (token & 0xf0) === 0x90 || token === 0xdc || token === 0xdd;
}

/** The offset after the value at `position`. */
function skip(bytes: Uint8Array, position: number, depth: number): number {
  const token = bytes[position] as number;
  const at = position + 1;
  if (token < 0x80 || token >= 0xe0) return within(bytes, at);
  if (token < 0x90) return skipAll(bytes, at, (token & 0x0f) * 2, depth);
  if (token < 0xa0) return skipAll(bytes, at, token & 0x0f, depth);
  if (token < 0xc0) return within(bytes, at + (token & 0x1f));
  if (token < 0xc4) {
    // nil, false, true, and 0xc1, which msgpack never uses.
    if (token === 0xc1) throw malformed(position, "0xc1 is no msgpack");
    return at;
  }
  // What follows is laid out by powers of two: lengths and numbers of 1, 2, 4 or 8 bytes.
  if (token < 0xc7) return skipSized(bytes, at, 1 << (token - 0xc4)); // bin 8, 16, 32
  if (token < 0xca) {
    const size = 1 << (token - 0xc7); // ext 8, 16, 32
    return skipExtension(bytes, at + size, uint(bytes, at, size), depth);
  }
  if (token < 0xcc) return within(bytes, at + (4 << (token - 0xca))); // float 32, 64
  if (token < 0xd4) return within(bytes, at + (1 << (token & 3))); // uint and int 8, 16, 32, 64
  if (token < 0xd9) return skipExtension(bytes, at, 1 << (token - 0xd4), depth); // fixext 1, 2, 4, 8, 16
  if (token < 0xdc) return skipSized(bytes, at, 1 << (token - 0xd9)); // str 8, 16, 32
  const size = 2 << (token & 1); // array 16, 32, map 16, 32
  return skipAll(bytes, at + size, uint(bytes, at, size) * (token < 0xde ? 1 : 2), depth);
}

/** What begins with its length, of so many bytes. */
function skipSized(bytes: Uint8Array, position: number, size: number): number {
  return within(bytes, position + size + uint(bytes, position, size));
}

function skipAll(bytes: Uint8Array, position: number, count: number, depth: number): number {
  checkItems(bytes, position, count, depth);
  let next = position;
  for (let i = 0; i < count; i++) {
    if (next >= bytes.length) throw malformed(position, "the message ends inside a value");
    next = skip(bytes, next, depth + 1);
  }
  return next;
}

/** Whether as many values can follow in an array or a map of that depth: each takes at least a byte. */
export function checkItems(bytes: Uint8Array, position: number, count: number, depth: number): void {
  if (position + count > bytes.length) throw malformed(position, "the message ends inside a value");
  if (depth > maxDepth) throw malformed(position, `nesting goes deeper than ${maxDepth}`);
}

/** `position` is at the type, `length` bytes of data follow it. */
function skipExtension(bytes: Uint8Array, position: number, length: number, depth: number): number {
  const end = within(bytes, position + 1 + length);
  const type = ((bytes[position] as number) << 24) >> 24;
  if (holdsArray(type, length, position)) {
    // Its array is scanned here, at the depth that it has in the message: extensions inside extensions nest as well.
    const isArray = length > 0 && isArrayToken(bytes[position + 1] as number);
    if (!isArray || skip(bytes, position + 1, depth) !== end) throw holdsNone(type, position);
  }
  return end;
}

/**
 * Whether the data of an extension is an array.
 * @throws HawserError `protocol` where the protocol has no such extension.
 */
export function holdsArray(type: number, length: number, position: number): boolean {
  const isArray = type === extensionTypes.map || type === extensionTypes.set;
  const isKnown =
    type === timestampType
      ? length === 4 || length === 8 || length === 12
      : type === extensionTypes.undefined
        ? length === 1
        : isArray || type === extensionTypes.bigint;
  if (!isKnown) throw malformed(position, `extension type ${type} of ${length} bytes is not the protocol's`);
  return isArray;
}

export function holdsNone(type: number, position: number): HawserError<"protocol", undefined> {
  return malformed(position, `extension type ${type} does not hold one array`);
}

function uint(bytes: Uint8Array, position: number, size: number): number {
  within(bytes, position + size);
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[position + i] as number);
  return value;
}

export function within(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) throw malformed(bytes.length, "the message ends inside a value");
  return end;
}

export function malformed(position: number, what: string): HawserError<"protocol", undefined> {
  return new HawserError("protocol", `${what} (offset ${position})`);
}
