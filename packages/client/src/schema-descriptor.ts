import type { Decode, Encode } from "@hawser/core";
import type { RenewableIdentity } from "./renewable-identity.js";
import type { ShapeText } from "./shape-text.js";

/** What a generated stub tells the client about its schema as a whole. */
export interface SchemaDescriptor {
  readonly name: string;
  readonly fingerprint: string;
  /** Shapes that a `ref` points to; consulted only on a connection in maps. */
  readonly definitions: Readonly<Record<string, ShapeText>>;
  /** What presents auth values to sessions that are open. Absent where the schema declares no `auth`. */
  readonly identity?: typeof RenewableIdentity;
  /** Absent where the schema declares none. */
  readonly metadata?: MetadataDescriptor;
}

/** The metadata that goes along with calls and answers; each way absent where the schema declares none. */
export interface MetadataDescriptor {
  readonly encodeCall?: Encode<never>;
  readonly decodeAnswer?: Decode<unknown>;
  /** The shape behind `decodeAnswer`, for a connection in maps. */
  readonly answerShape?: ShapeText;
}
