import type { Decode, Encode } from "@hawser/core";
import type { readBlobs } from "./blobs.js";
import type { ShapeText } from "./shape-text.js";

/** What a generated stub tells the client about one procedure. Codecs and shapes of what streams are those of an item. */
export interface ProcedureDescriptor<Input, Output> {
  readonly path: string;
  /** The procedure's number, valid while both ends have the same fingerprint. */
  readonly id: number;
  /** Absent where the procedure takes no input. */
  readonly encodeInput?: Encode<Input>;
  /** Absent where the procedure answers nothing. */
  readonly decodeOutput?: Decode<Output>;
  /** The shape behind `decodeOutput`, for a connection in maps. */
  readonly outputShape?: ShapeText;
  /** Declared errors by code. */
  readonly errors?: Readonly<Record<string, { readonly decode: Decode<unknown>; readonly shape: ShapeText }>>;
  /** Where the input has bytes somewhere: what reads Blobs and ArrayBuffers in it before it is encoded. */
  readonly readBlobs?: typeof readBlobs;
  /** What streams. Absent: input and output are single values. */
  readonly streams?: "input" | "output" | "both";
  /**
   * For so many milliseconds the server knows the call by its key: `callIdempotent` makes it again by itself when its
   * connection was lost, and it runs once.
   */
  readonly idempotentMs?: number;
}

/** What a generated stub tells the client about one topic. */
export interface TopicDescriptor<Params, Event> {
  readonly path: string;
  /** The topic's number, valid while both ends have the same fingerprint. */
  readonly id: number;
  /** Absent where the topic has one instance. */
  readonly encodeParams?: Encode<Params>;
  readonly decodeEvent: Decode<Event>;
  /** The shape behind `decodeEvent`, for a connection in maps. */
  readonly eventShape: ShapeText;
  /** Encodes an event on its way to the server. Absent where the schema lets no client publish. */
  readonly encodePublish?: Encode<never>;
  /** Where events that clients publish have bytes somewhere, as with a procedure. */
  readonly readBlobs?: typeof readBlobs;
  /** The server keeps events, a history or the latest one: what another session left off is resumed. Absent: it does not. */
  readonly history?: true;
  /** The latest event is kept, and a new subscriber begins with it. */
  readonly retain?: true;
  /** What a member of an instance tells of itself. Absent: nobody is present. */
  readonly presence?: PresenceDescriptor;
  /** The params that a subscriber may leave open. Absent: none. */
  readonly wildcards?: readonly string[];
}

/** The data of members: `encode` for what goes into its type, `decode` and `shape` for what comes out of it. */
export interface PresenceDescriptor {
  readonly encode: Encode<never>;
  readonly decode: Decode<unknown>;
  readonly shape: ShapeText;
}
