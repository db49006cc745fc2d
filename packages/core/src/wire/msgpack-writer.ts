import { Raw } from "./raw.js";
import type { Wire } from "./wire.js";

/** Writes msgpack into buffers that it fills one after the other. */
export class MsgpackWriter {
  #bytes = new Uint8Array(bufferBytes);
  #view = new DataView(this.#bytes.buffer);
  /** Where that begins which is being written. What stands before it was handed out, and is never written again. */
  #start = 0;
  #at = 0;

  /**
   * @returns the values back to back.
   * @throws TypeError for what msgpack has no form for, RangeError for a bigint of more than 64 bits, an invalid date,
   * or a value that contains itself.
   */
  write(values: readonly Wire[]): Uint8Array {
    this.#at = this.#start;
    for (const value of values) this.#value(value);
    const written = this.#bytes.subarray(this.#start, this.#at);
    this.#start = this.#at;
    // A large one is let go with what was written.
    if (this.#bytes.length > bufferBytes) this.#renew(bufferBytes);
    return written;
  }

  #value(value: Wire): void {
    switch (typeof value) {
      case "string":
        this.#string(value);
        break;
      case "number":
        this.#number(value);
        break;
      case "boolean":
        this.#byte(value ? 0xc3 : 0xc2);
        break;
      case "undefined":
        this.#raw(undefinedBytes);
        break;
      case "bigint":
        this.#bigint(value);
        break;
      case "object":
        if (value === null) this.#byte(0xc0);
        else this.#object(value);
        break;
      default:
        throw new TypeError(`a ${typeof value} cannot travel`);
    }
  }

  #object(value: Wire): void {
    if (Array.isArray(value)) {
      this.#head(value.length, 0xdb, 0x90, 0x10);
      for (let i = 0; i < value.length; i++) this.#value(value[i]);
    } else if (value instanceof Raw) this.#raw(value.bytes);
    else if (value instanceof Uint8Array) {
      this.#head(value.length, 0xc4);
      this.#raw(value);
    } else if (value instanceof Date) this.#date(value.getTime());
    else {
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      this.#head(entries.length, 0xdd, 0x80, 0x10);
      for (const [key, item] of entries) {
        this.#value(key);
        this.#value(item);
      }
    }
  }

  #number(value: number): void {
    if (value >>> 0 === value) this.#head(value, 0xcc, 0, 0x80);
    else if (value >> 0 !== value) {
      this.#reserve(9);
      this.#bytes[this.#at] = 0xcb;
      this.#view.setFloat64(this.#at + 1, value);
      this.#at += 9;
    } else if (value >= -0x20) this.#byte(value);
    else this.#sized(0xd0, value >= -0x80 ? 0 : value >= -0x8000 ? 1 : 2, value);
  }

  #bigint(value: bigint): void {
    const isSigned = BigInt.asIntN(64, value) === value;
    if (!isSigned && BigInt.asUintN(64, value) !== value)
      throw new RangeError("a bigint of more than 64 bits cannot travel");
    this.#reserve(9);
    this.#bytes[this.#at] = isSigned ? 0xd3 : 0xcf;
    this.#view.setBigUint64(this.#at + 1, value);
    this.#at += 9;
  }

  /** The shortest of msgpack's timestamps: seconds in 32 bits, with nanoseconds before them in 32, or both with seconds in 64. */
  #date(ms: number): void {
    const seconds = Math.floor(ms / 1_000);
    const nanoseconds = (ms - seconds * 1_000) * 1e6;
    if (seconds >= 0 && seconds <= 0xffffffff) {
      this.#raw(nanoseconds > 0 ? timestamp64 : timestamp32);
      // Two bits of the seconds share its four bytes.
      if (nanoseconds > 0) this.#uint32(nanoseconds * 4);
      this.#uint32(seconds);
    } else {
      this.#raw(timestamp96);
      this.#uint32(nanoseconds);
      this.#reserve(8);
      this.#view.setBigInt64(this.#at, BigInt(seconds));
      this.#at += 8;
    }
  }

  #string(value: string): void {
    const { length } = value;
    if (length < shortLength && this.#ascii(value)) return;
    const bytes = utf8.encode(value);
    this.#head(bytes.length, 0xd9, 0xa0, 0x20);
    this.#raw(bytes);
  }

  /** A call out of JavaScript costs more than a short loop, as long as all is ASCII. @returns whether it is. */
  #ascii(value: string): boolean {
    const { length } = value;
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    if (length < 0x20) bytes[at++] = 0xa0 | length;
    else {
      bytes[at++] = 0xd9;
      bytes[at++] = length;
    }
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return false;
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  /**
   * A length, or a number, in its shortest form: with `fixed` in one byte as long as it is below `fixedEnd`; else after `sized` in
   * one byte, or after the next in two, or after the next in four. Arrays and maps, whose `fixedEnd` is 16, have no form with one byte.
   */
  #head(length: number, sized: number, fixed = 0, fixedEnd = 0): void {
    if (length < fixedEnd) this.#byte(fixed | length);
    else this.#sized(sized, length < 0x100 && fixedEnd !== 0x10 ? 0 : length < 0x10000 ? 1 : 2, length);
  }

  /** In 1, 2 or 4 bytes, by their power of two, after the token for so many. */
  #sized(token: number, power: number, value: number): void {
    this.#byte(token + power);
    if (power === 0) this.#byte(value);
    else if (power === 2) this.#uint32(value);
    else {
      this.#reserve(2);
      this.#view.setUint16(this.#at, value);
      this.#at += 2;
    }
  }

  #uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#at, value);
    this.#at += 4;
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = byte;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** That many bytes can be written after that, perhaps into another buffer than before. */
  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const written = this.#bytes.subarray(this.#start, this.#at);
    this.#renew(Math.max(bufferBytes, (written.length + count) * 2));
    this.#raw(written);
  }

  #renew(bytes: number): void {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
    this.#start = 0;
    this.#at = 0;
  }
}

const bufferBytes = 32_768;
const shortLength = 0x80;
const utf8 = new TextEncoder();

// Extensions: `undefined`, and what stands before the data of timestamps.
const undefinedBytes = Uint8Array.of(0xd4, 0, 0);
const timestamp32 = Uint8Array.of(0xd6, 0xff);
const timestamp64 = Uint8Array.of(0xd7, 0xff);
const timestamp96 = Uint8Array.of(0xc7, 12, 0xff);
