import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";

/**
 * What Hawser's core uses of msgpackr, in the same names, on the reader and the writer of this directory: a client bundled with
 * this in its place has no msgpackr, and still reads and writes all that travels.
 */
export class Packr {
  readonly #writer = new ByteWriter();

  pack(value: unknown): Uint8Array {
    write(this.#writer, value);
    return this.#writer.take();
  }

  unpack(bytes: Uint8Array): unknown {
    return read(new ByteReader(bytes));
  }

  unpackMultiple(bytes: Uint8Array): unknown[] {
    const reader = new ByteReader(bytes);
    const values: unknown[] = [];
    while (!reader.isAtEnd) values.push(read(reader));
    return values;
  }
}

/** Either a class that packs itself, or a type with what to make of its data. */
export function addExtension(extension: Extension): void {
  if (extension.Class) packed.set(extension.Class, extension);
  else unpacked.set(extension.type, extension);
}

interface Extension {
  readonly type: number;
  readonly Class?: unknown;
  pack?(value: unknown, allocate: (size: number) => { target: Uint8Array; position: number }): void;
  unpack?(data: Uint8Array): unknown;
}

// As in msgpackr, for the whole page.
const packed = new Map<unknown, Extension>();
const unpacked = new Map<number, Extension>();

function write(writer: ByteWriter, value: unknown): void {
  if (typeof value === "string") writer.string(value);
  else if (typeof value === "number") writer.number(value);
  else if (typeof value === "boolean") writer.boolean(value);
  else if (typeof value === "bigint") writeBigint(writer, value);
  else if (value === undefined) writer.extension(0, Uint8Array.of(0));
  else if (value === null) writer.nil();
  else writeObject(writer, value as object);
}

function writeObject(writer: ByteWriter, value: object): void {
  const extension = packed.get(value.constructor);
  if (extension?.pack) {
    let target = new Uint8Array();
    extension.pack(value, (size) => {
      target = new Uint8Array(size);
      return { target, position: 0 };
    });
    writer.raw(target);
  } else if (Array.isArray(value)) {
    writer.array(value.length);
    for (const item of value) write(writer, item);
  } else if (value instanceof Uint8Array) writer.binary(value);
  else if (value instanceof Date) writer.extension(-1, timestampOf(value));
  else {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    writer.map(entries.length);
    for (const [key, item] of entries) {
      write(writer, key);
      write(writer, item);
    }
  }
}

function writeBigint(writer: ByteWriter, value: bigint): void {
  const bytes = new DataView(new ArrayBuffer(9));
  bytes.setUint8(0, value < 0n ? 0xd3 : 0xcf);
  bytes.setBigUint64(1, BigInt.asUintN(64, value));
  writer.raw(new Uint8Array(bytes.buffer));
}

/** msgpack's timestamp 96: nanoseconds in 32 bits, seconds in 64. */
function timestampOf(date: Date): Uint8Array {
  const ms = date.getTime();
  const seconds = Math.floor(ms / 1_000);
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, (ms - seconds * 1_000) * 1e6);
  view.setBigInt64(4, BigInt(seconds));
  return new Uint8Array(view.buffer);
}

function read(reader: ByteReader): unknown {
  const { token } = reader;
  if (token < 0x80 || token >= 0xe0 || (token >= 0xca && token <= 0xd3)) return readNumber(reader, token);
  if (token < 0x90 || token === 0xde || token === 0xdf) return readMap(reader);
  if (token < 0xa0 || token === 0xdc || token === 0xdd) return readArray(reader);
  if (token < 0xc0 || (token >= 0xd9 && token <= 0xdb)) return reader.string();
  if (token === 0xc0) return reader.nil() ? null : undefined;
  if (token < 0xc4) return reader.boolean();
  return token < 0xc7 ? reader.binary() : readExtension(reader);
}

/** Integers of 64 bits that a number cannot hold are bigints. */
function readNumber(reader: ByteReader, token: number): number | bigint {
  const start = reader.at;
  const value = reader.number();
  if ((token !== 0xcf && token !== 0xd3) || Number.isSafeInteger(value)) return value;
  reader.at = start;
  return reader.bigint();
}

function readArray(reader: ByteReader): unknown[] {
  const length = reader.array();
  const items = new Array<unknown>(length);
  for (let i = 0; i < length; i++) items[i] = read(reader);
  return items;
}

function readMap(reader: ByteReader): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (let left = reader.map(); left > 0; left--) {
    const key = read(reader);
    map.set(key, read(reader));
  }
  return map;
}

function readExtension(reader: ByteReader): unknown {
  const { type, data } = reader.extension();
  if (type === -1) return dateOf(data);
  return type === 0 ? undefined : unpacked.get(type)?.unpack?.(data);
}

/** msgpack's three timestamps. */
function dateOf(data: Uint8Array): Date {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length === 4) return new Date(view.getUint32(0) * 1_000);
  if (data.length === 12) return new Date(Number(view.getBigInt64(4)) * 1_000 + view.getUint32(0) / 1e6);
  const both = view.getBigUint64(0);
  return new Date(Number(both & 0x3ffffffffn) * 1_000 + Number(both >> 34n) / 1e6);
}
