/** The msgpack extension types of Hawser's own; PROTOCOL.md describes each. Their data is what makes them portable. */
export const extensionTypes = {
  /** `undefined` where it is not the same as absent; one byte of data, 0. */
  undefined: 0,
  /** A bigint: its decimal digits in ASCII. */
  bigint: 73,
  /** A Map: a msgpack array of alternating keys and values. */
  map: 77,
  /** A Set: a msgpack array of its items. */
  set: 83,
} as const;

/** The timestamp type that msgpack itself defines. */
export const timestampType = -1;

/** An extension of ours as it comes off the wire, its data not yet decoded. */
export class Extension {
  constructor(
    readonly type: number,
    readonly data: Uint8Array,
  ) {}
}

/** The bytes of an extension: ext 8, 16 or 32, then the type, then the data. */
export function extensionBytes(type: number, data: Uint8Array): Uint8Array {
  const { length } = data;
  const head =
    length < 0x100
      ? [0xc7, length, type]
      : length < 0x10000
        ? [0xc8, length >> 8, length & 0xff, type]
        : [0xc9, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff, type];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  bytes.set(data, head.length);
  return bytes;
}
