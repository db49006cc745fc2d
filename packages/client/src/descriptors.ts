import type { Decode, Encode } from "@hawser/core";
import type { ShapeText } from "./shapes.js";

/** What a generated stub tells the client about its schema as a whole. */
export interface SchemaDescriptor {
  readonly name: string;
  readonly fingerprint: string;
  /** Shapes that a `ref` points to; consulted only on a connection in maps. */
  readonly definitions: Readonly<Record<string, ShapeText>>;
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
  /** The input has bytes somewhere: a Blob or an ArrayBuffer in it is read before it is encoded. */
  readonly hasBytes?: true;
  /** What streams. Absent: input and output are single values. */
  readonly streams?: "input" | "output" | "both";
  /**
   * The call is made again by itself when its connection was lost, for so many milliseconds at most, and runs once.
   * Absent: never.
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
  /** Events that clients publish have bytes somewhere, as with a procedure's `hasBytes`. */
  readonly hasBytes?: true;
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
