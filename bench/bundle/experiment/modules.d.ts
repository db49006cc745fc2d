/** What `codec-sources.ts` prints. */
declare module "hawser:today" {
  import type { Decode, Encode } from "@hawser/core";
  export const codecs: Readonly<Record<string, { encode: Encode<unknown>; decode: Decode<unknown> }>>;
}

declare module "hawser:bytes" {
  import type { ByteReader } from "./byte-reader.js";
  import type { ByteWriter } from "./byte-writer.js";
  export const codecs: Readonly<
    Record<string, { encode(writer: ByteWriter, value: unknown): void; decode(reader: ByteReader): unknown }>
  >;
}
