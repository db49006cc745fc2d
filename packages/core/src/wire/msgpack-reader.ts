import { Extension, extensionTypes, timestampType } from "./extension.js";
import { checkItems, holdsArray, holdsNone, isArrayToken, malformed, within } from "./scan.js";
import type { Wire } from "./wire.js";

/** Reads msgpack that a peer sent. What `scan` refuses ahead of a reader that trusts, this one refuses when it meets it. */
export class MsgpackReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Of what is read next. */
  get offset(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws HawserError `protocol` */
  readFrame(): Wire[] {
    if (!isArrayToken(this.#bytes[this.#at] as number)) throw malformed(this.#at, "a frame is not an array");
    return this.read(1);
  }

  /**
   * @param depth of an array or a map that stands here.
   * @throws HawserError `protocol`
   */
  read(depth: number): Wire {
    const token = this.#bytes[this.#skip(1)] as number;
    if (token < 0x80) return token;
    if (token >= 0xe0) return token - 0x100;
    if (token < 0x90) return this.#map(token & 0x0f, depth);
    if (token < 0xa0) return this.#array(token & 0x0f, depth);
    if (token < 0xc0) return this.#string(token & 0x1f);
    if (token < 0xc4) {
      if (token === 0xc1) throw malformed(this.#at - 1, "0xc1 is no msgpack");
      return token === 0xc0 ? null : token === 0xc3;
    }
    // What follows is laid out by powers of two: lengths and numbers of 1, 2, 4 or 8 bytes.
    if (token < 0xc7) return this.#binary(this.#uint(1 << (token - 0xc4)));
    if (token < 0xca) return this.#extension(this.#uint(1 << (token - 0xc7)), depth);
    if (token === 0xca) return this.#view.getFloat32(this.#skip(4));
    if (token === 0xcb) return this.#view.getFloat64(this.#skip(8));
    if (token < 0xd4) return this.#integer(1 << (token & 3), token >= 0xd0);
    if (token < 0xd9) return this.#extension(1 << (token - 0xd4), depth);
    if (token < 0xdc) return this.#string(this.#uint(1 << (token - 0xd9)));
    const count = this.#uint(2 << (token & 1));
    return token < 0xde ? this.#array(count, depth) : this.#map(count, depth);
  }

  #array(length: number, depth: number): Wire[] {
    checkItems(this.#bytes, this.#at, length, depth);
    const items = new Array<Wire>(length);
    for (let i = 0; i < length; i++) items[i] = this.read(depth + 1);
    return items;
  }

  #map(size: number, depth: number): Map<Wire, Wire> {
    checkItems(this.#bytes, this.#at, size * 2, depth);
    const map = new Map<Wire, Wire>();
    for (let i = 0; i < size; i++) map.set(this.read(depth + 1), this.read(depth + 1));
    return map;
  }

  /** Of 64 bits it becomes a bigint where a number might not be exact. */
  #integer(size: number, isSigned: boolean): number | bigint {
    if (size < 8) {
      const value = this.#uint(size);
      const spareBits = 32 - size * 8;
      return isSigned ? (value << spareBits) >> spareBits : value;
    }
    const at = this.#skip(8);
    const value = isSigned ? this.#view.getBigInt64(at) : this.#view.getBigUint64(at);
    return value <= exact && value >= -exact ? Number(value) : value;
  }

  #string(length: number): string {
    const bytes = this.#bytes;
    const at = this.#skip(length);
    if (length > shortLength) return utf8.decode(bytes.subarray(at, this.#at));
    // A call out of JavaScript costs more than a short loop, as long as all is ASCII.
    const codes = new Array<number>(length);
    for (let i = 0; i < length; i++) {
      const byte = bytes[at + i] as number;
      if (byte >= 0x80) return utf8.decode(bytes.subarray(at, this.#at));
      codes[i] = byte;
    }
    return String.fromCharCode.apply(undefined, codes);
  }

  #binary(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.slice(at, this.#at);
  }

  #extension(length: number, depth: number): Wire {
    const typeAt = this.#skip(1);
    const type = this.#view.getInt8(typeAt);
    const data = this.#binary(length);
    if (holdsArray(type, length, typeAt)) {
      // Its array is read here, at the depth that it has in the message: extensions inside extensions nest as well.
      const end = this.#at;
      this.#at = typeAt + 1;
      if (!isArrayToken(data[0] as number)) throw holdsNone(type, typeAt);
      this.read(depth);
      if (this.#at !== end) throw holdsNone(type, typeAt);
    }
    if (type === timestampType) return dateOf(data);
    return type === extensionTypes.undefined ? undefined : new Extension(type, data);
  }

  #uint(size: number): number {
    const at = this.#skip(size);
    if (size === 1) return this.#bytes[at] as number;
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  /** @returns where the bytes begin that are skipped. */
  #skip(count: number): number {
    const at = this.#at;
    this.#at = within(this.#bytes, at + count);
    return at;
  }
}

/** msgpack's three timestamps: seconds in 32 bits; nanoseconds in 30 and seconds in 34; nanoseconds in 32 and seconds in 64. */
function dateOf(data: Uint8Array): Date {
  const view = new DataView(data.buffer);
  const first = view.getUint32(0);
  if (data.length === 4) return new Date(first * 1_000);
  if (data.length === 12) return new Date(Number(view.getBigInt64(4)) * 1_000 + first / 1e6);
  return new Date(((first & 3) * 2 ** 32 + view.getUint32(4)) * 1_000 + (first >>> 2) / 1e6);
}

/** Beyond it, not every integer is a number. */
const exact = 2n ** 53n;
const shortLength = 64;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
