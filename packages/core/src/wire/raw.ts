/** Bytes that are one msgpack value already; the encoder copies them as they are. */
export class Raw {
  constructor(readonly bytes: Uint8Array) {}
}
