/**
 * Reads msgpack where it stands: what printed decoders call. It trusts that the structure is the declared one.
 *
 * @throws RangeError behind the end, and TypeError for a value of another kind.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** Whether there is a nil here, which it then has read. */
  nil(): boolean {
    if (this.#bytes[this.at] !== 0xc0) return false;
    this.at++;
    return true;
  }

  boolean(): boolean {
    const token = this.#bytes[this.at++];
    if (token !== 0xc2 && token !== 0xc3) throw this.unexpected();
    return token === 0xc3;
  }

  number(): number {
    const token = this.#bytes[this.at++] as number;
    if (token < 0x80) return token;
    if (token >= 0xe0) return token - 0x100;
    const { at } = this;
    switch (token) {
      case 0xca:
        this.at += 4;
        return this.#view.getFloat32(at);
      case 0xcb:
        this.at += 8;
        return this.#view.getFloat64(at);
      case 0xcc:
        this.at += 1;
        return this.#view.getUint8(at);
      case 0xcd:
        this.at += 2;
        return this.#view.getUint16(at);
      case 0xce:
        this.at += 4;
        return this.#view.getUint32(at);
      case 0xcf:
        this.at += 8;
        return Number(this.#view.getBigUint64(at));
      case 0xd0:
        this.at += 1;
        return this.#view.getInt8(at);
      case 0xd1:
        this.at += 2;
        return this.#view.getInt16(at);
      case 0xd2:
        this.at += 4;
        return this.#view.getInt32(at);
      case 0xd3:
        this.at += 8;
        return Number(this.#view.getBigInt64(at));
      default:
        throw this.unexpected();
    }
  }

  /** An integer of 64 bits. */
  bigint(): bigint {
    const isSigned = this.#bytes[this.at] === 0xd3;
    const at = this.at + 1;
    this.at += 9;
    return isSigned ? this.#view.getBigInt64(at) : this.#view.getBigUint64(at);
  }

  string(): string {
    const token = this.#bytes[this.at++] as number;
    if (token >= 0xa0 && token < 0xc0) return this.#text(token & 0x1f);
    if (token >= 0xd9 && token <= 0xdb) return this.#text(this.#length(1 << (token - 0xd9)));
    throw this.unexpected();
  }

  binary(): Uint8Array {
    const token = this.#bytes[this.at++] as number;
    if (token < 0xc4 || token > 0xc6) throw this.unexpected();
    return this.#slice(this.#length(1 << (token - 0xc4)));
  }

  /** Its length. */
  array(): number {
    const token = this.#bytes[this.at++] as number;
    if (token >= 0x90 && token < 0xa0) return token & 0x0f;
    if (token === 0xdc || token === 0xdd) return this.#length(token === 0xdc ? 2 : 4);
    throw this.unexpected();
  }

  /** Its size. */
  map(): number {
    const token = this.#bytes[this.at++] as number;
    if (token >= 0x80 && token < 0x90) return token & 0x0f;
    if (token === 0xde || token === 0xdf) return this.#length(token === 0xde ? 2 : 4);
    throw this.unexpected();
  }

  extension(): { readonly type: number; readonly data: Uint8Array } {
    const token = this.#bytes[this.at++] as number;
    const isFixed = token >= 0xd4 && token <= 0xd8;
    if (!isFixed && (token < 0xc7 || token > 0xc9)) throw this.unexpected();
    const length = isFixed ? 1 << (token - 0xd4) : this.#length(1 << (token - 0xc7));
    const type = this.#view.getInt8(this.at++);
    return { type, data: this.#slice(length) };
  }

  /** The first byte of the next value, which says what it is. */
  get token(): number {
    return this.#view.getUint8(this.at);
  }

  unexpected(): TypeError {
    return new TypeError(`another kind of value was expected (offset ${this.at - 1})`);
  }

  #length(size: number): number {
    const { at } = this;
    this.at += size;
    return size === 1 ? this.#view.getUint8(at) : size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #slice(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  /** A call out of JavaScript costs more than a short loop, as long as all is ASCII. */
  #text(length: number): string {
    const start = this.at;
    this.at += length;
    if (this.at > this.#bytes.length) throw new RangeError("the message ends inside a string");
    const bytes = this.#bytes;
    if (length > shortLength) return utf8.decode(bytes.subarray(start, this.at));
    const codes = new Array<number>(length);
    for (let i = 0; i < length; i++) {
      const byte = bytes[start + i] as number;
      if (byte >= 0x80) return utf8.decode(bytes.subarray(start, this.at));
      codes[i] = byte;
    }
    return String.fromCharCode.apply(undefined, codes);
  }
}

const utf8 = new TextDecoder();
const shortLength = 64;
