import type { Decode, Encode, Shape } from "@hawser/core";

/** What a generated stub tells the client about its schema as a whole. */
export interface SchemaDescriptor {
  readonly name: string;
  readonly fingerprint: string;
  /** Shapes that a `ref` points to; consulted only on a connection in maps. */
  readonly definitions: Readonly<Record<string, Shape>>;
}

/** What a generated stub tells the client about one procedure. */
export interface ProcedureDescriptor<Input, Output> {
  readonly path: string;
  /** The procedure's number, valid while both ends have the same fingerprint. */
  readonly id: number;
  /** Absent where the procedure takes no input. */
  readonly encodeInput?: Encode<Input>;
  /** Absent where the procedure answers nothing. */
  readonly decodeOutput?: Decode<Output>;
  /** The shape behind `decodeOutput`, for a connection in maps. */
  readonly outputShape?: Shape;
  /** Declared errors by code. */
  readonly errors?: Readonly<Record<string, { readonly decode: Decode<unknown>; readonly shape: Shape }>>;
  /** The input has bytes somewhere: a Blob or an ArrayBuffer in it is read before the call is encoded. */
  readonly hasBytes?: true;
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
  readonly eventShape: Shape;
}
