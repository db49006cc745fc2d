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
    skip(payload, 0, 2);
    return false;
  } catch {
    return true;
  }
}

/** fixarray, array 16 or array 32. */
function isArrayToken(token: number): boolean {
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
  switch (token) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return at;
    case 0xc4: // bin 8
    case 0xd9: // str 8
      return within(bytes, at + 1 + uint(bytes, at, 1));
    case 0xc5: // bin 16
    case 0xda: // str 16
      return within(bytes, at + 2 + uint(bytes, at, 2));
    case 0xc6: // bin 32
    case 0xdb: // str 32
      return within(bytes, at + 4 + uint(bytes, at, 4));
    case 0xc7: // ext 8
      return skipExtension(bytes, at + 1, uint(bytes, at, 1), depth);
    case 0xc8: // ext 16
      return skipExtension(bytes, at + 2, uint(bytes, at, 2), depth);
    case 0xc9: // ext 32
      return skipExtension(bytes, at + 4, uint(bytes, at, 4), depth);
    case 0xca: // float 32
    case 0xce: // uint 32
    case 0xd2: // int 32
      return within(bytes, at + 4);
    case 0xcb: // float 64
    case 0xcf: // uint 64
    case 0xd3: // int 64
      return within(bytes, at + 8);
    case 0xcc: // uint 8
    case 0xd0: // int 8
      return within(bytes, at + 1);
    case 0xcd: // uint 16
    case 0xd1: // int 16
      return within(bytes, at + 2);
    case 0xd4: // fixext 1, 2, 4, 8, 16
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return skipExtension(bytes, at, 1 << (token - 0xd4), depth);
    case 0xdc: // array 16
      return skipAll(bytes, at + 2, uint(bytes, at, 2), depth);
    case 0xdd: // array 32
      return skipAll(bytes, at + 4, uint(bytes, at, 4), depth);
    case 0xde: // map 16
      return skipAll(bytes, at + 2, uint(bytes, at, 2) * 2, depth);
    case 0xdf: // map 32
      return skipAll(bytes, at + 4, uint(bytes, at, 4) * 2, depth);
    default: // 0xc1, which msgpack never uses
      throw malformed(position, "0xc1 is no msgpack");
  }
}

function skipAll(bytes: Uint8Array, position: number, count: number, depth: number): number {
  // A value takes at least a byte, so this also bounds what a decoder would allocate for `count`.
  if (position + count > bytes.length) throw malformed(position, "the message ends inside a value");
  if (depth > maxDepth) throw malformed(position, `nesting goes deeper than ${maxDepth}`);
  let next = position;
  for (let i = 0; i < count; i++) {
    if (next >= bytes.length) throw malformed(position, "the message ends inside a value");
    next = skip(bytes, next, depth + 1);
  }
  return next;
}

/** `position` is at the type, `length` bytes of data follow it. */
function skipExtension(bytes: Uint8Array, position: number, length: number, depth: number): number {
  const end = within(bytes, position + 1 + length);
  const type = ((bytes[position] as number) << 24) >> 24;
  const isKnown =
    type === timestampType
      ? length === 4 || length === 8 || length === 12
      : type === extensionTypes.undefined
        ? length === 1
        : type === extensionTypes.bigint || type === extensionTypes.map || type === extensionTypes.set;
  if (!isKnown) throw malformed(position, `extension type ${type} of ${length} bytes is not the protocol's`);
  if (type === extensionTypes.map || type === extensionTypes.set) {
    // Its array is scanned here, at the depth that it has in the message: extensions inside extensions nest as well.
    const isArray = length > 0 && isArrayToken(bytes[position + 1] as number);
    if (!isArray || skip(bytes, position + 1, depth) !== end) {
      throw malformed(position, `extension type ${type} does not hold one array`);
    }
  }
  return end;
}

function uint(bytes: Uint8Array, position: number, size: 1 | 2 | 4): number {
  within(bytes, position + size);
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[position + i] as number);
  return value;
}

function within(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) throw malformed(bytes.length, "the message ends inside a value");
  return end;
}

function malformed(position: number, what: string): HawserError<"protocol", undefined> {
  return new HawserError("protocol", `${what} (offset ${position})`);
}
