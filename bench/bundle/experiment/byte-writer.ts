/** Writes msgpack into a buffer that grows: what printed encoders call, and what they call for values without a type. */
export class ByteWriter {
  #bytes = new Uint8Array(8_192);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** What was written since the last time. The bytes stay valid. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return taken;
  }

  nil(): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = 0xc0;
  }

  boolean(value: boolean): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value ? 0xc3 : 0xc2;
  }

  number(value: number): void {
    this.#reserve(9);
    const bytes = this.#bytes;
    if (value >>> 0 === value && (value !== 0 || Object.is(value, 0))) {
      if (value < 0x80) bytes[this.#at++] = value;
      else if (value < 0x100) {
        bytes[this.#at++] = 0xcc;
        bytes[this.#at++] = value;
      } else if (value < 0x10000) {
        bytes[this.#at++] = 0xcd;
        bytes[this.#at++] = value >> 8;
        bytes[this.#at++] = value;
      } else {
        bytes[this.#at++] = 0xce;
        this.#view.setUint32(this.#at, value);
        this.#at += 4;
      }
    } else if (value >> 0 === value && value !== 0) {
      if (value >= -0x20) bytes[this.#at++] = 0x100 + value;
      else {
        bytes[this.#at++] = 0xd2;
        this.#view.setInt32(this.#at, value);
        this.#at += 4;
      }
    } else {
      bytes[this.#at++] = 0xcb;
      this.#view.setFloat64(this.#at, value);
      this.#at += 8;
    }
  }

  string(value: string): void {
    const { length } = value;
    // UTF-8 takes at most three bytes for each of JavaScript's units.
    this.#reserve(5 + length * 3);
    if (length < shortLength && this.#ascii(value)) return;
    const headBytes = length < 11 ? 1 : length < 86 ? 2 : length < 21_846 ? 3 : 5;
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(this.#at + headBytes));
    this.#head(written, [0xa0, 0x20, 0xd9], headBytes);
    this.#at += written;
  }

  array(length: number): void {
    this.#reserve(5);
    this.#head(length, [0x90, 0x10, 0xdb]);
  }

  map(size: number): void {
    this.#reserve(5);
    this.#head(size, [0x80, 0x10, 0xdd]);
  }

  binary(value: Uint8Array): void {
    this.#reserve(5 + value.length);
    this.#head(value.length, [0, 0, 0xc4]);
    this.raw(value);
  }

  /** Bytes that are msgpack already. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  extension(type: number, data: Uint8Array): void {
    this.#reserve(6);
    const fixed = [1, 2, 4, 8, 16].indexOf(data.length);
    if (fixed >= 0) this.#bytes[this.#at++] = 0xd4 + fixed;
    else this.#head(data.length, [0, 0, 0xc7]);
    this.#bytes[this.#at++] = type;
    this.raw(data);
  }

  /** Character by character as long as all are ASCII: a call out of JavaScript costs more than a short loop. */
  #ascii(value: string): boolean {
    const bytes = this.#bytes;
    const { length } = value;
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
   * A head of the smallest format, or of `headBytes`: `fixed` with the length in it below `fixedEnd`, else `sized` for a length of
   * one byte, and the two after it for two and four.
   */
  #head(length: number, [fixed, fixedEnd, sized]: readonly [number, number, number], headBytes = 0): void {
    // Arrays and maps have no format with a length of one byte.
    const hasByte = fixedEnd !== 0x10;
    const size = headBytes || (length < fixedEnd ? 1 : length < 0x100 && hasByte ? 2 : length < 0x10000 ? 3 : 5);
    if (size === 1) this.#bytes[this.#at] = fixed | length;
    else {
      this.#bytes[this.#at] = sized + (size === 2 ? 0 : size === 3 ? 1 : 2);
      if (size === 2) this.#bytes[this.#at + 1] = length;
      else if (size === 3) this.#view.setUint16(this.#at + 1, length);
      else this.#view.setUint32(this.#at + 1, length);
    }
    this.#at += size;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

const utf8 = new TextEncoder();
const shortLength = 64;
