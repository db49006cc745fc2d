/**
 * The shape of a type: what zod says, reduced to a plain, sorted, JSON-serialisable tree.
 *
 * Everything that needs to know a type (codecs, stubs, the fingerprint, skew checks) walks this tree
 * and none of it knows zod. Checks such as `min` or `email` are not part of a shape: they decide which
 * values are valid, not how a value travels.
 */
export type Shape = Annotations & ShapeNode;

export type ShapeNode =
  | { readonly kind: ScalarKind }
  | { readonly kind: "literal"; readonly values: readonly LiteralValue[] }
  | { readonly kind: "template"; readonly parts: readonly (string | Shape)[] }
  | { readonly kind: "nullable"; readonly of: Shape }
  | { readonly kind: "optional"; readonly of: Shape }
  | { readonly kind: "array"; readonly item: Shape }
  | { readonly kind: "tuple"; readonly items: readonly Shape[]; readonly rest?: Shape }
  | { readonly kind: "object"; readonly fields: readonly Field[]; readonly rest?: Shape }
  | { readonly kind: "record"; readonly key: Shape; readonly value: Shape; readonly partial?: true }
  | { readonly kind: "map"; readonly key: Shape; readonly value: Shape }
  | { readonly kind: "set"; readonly item: Shape }
  | { readonly kind: "union"; readonly options: readonly Shape[]; readonly tag?: string }
  | { readonly kind: "ref"; readonly to: string };

/**
 * A kind without parts.
 * - `int` is a number that is always a safe integer; `number` may be any double, NaN included where zod allows it.
 * - `any` and `unknown` travel alike and differ only in the stub; `json` is what `z.json()` accepts.
 */
export type ScalarKind =
  | "string"
  | "number"
  | "int"
  | "boolean"
  | "null"
  | "undefined"
  | "bigint"
  | "date"
  | "bytes"
  | "any"
  | "unknown"
  | "json";

/** What a literal or an enum allows; a bigint stands as its decimal digits, so that a shape stays JSON. */
export type LiteralValue = string | number | boolean | null | { readonly bigint: string };

/** A declared key of an object. Fields are sorted by name (UTF-16 code units), which is their order on the wire. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** The key may be absent. */
  readonly optional?: true;
  /** The key may be absent but never present with `undefined` (`z.exactOptional`). */
  readonly exact?: true;
}

/** What documents a type without changing how it travels; none of it enters the fingerprint. */
export interface Annotations {
  /** The name that the user gave with `.meta({ id })`. */
  readonly name?: string;
  readonly description?: string;
  readonly deprecated?: true;
  readonly readonly?: true;
  /**
   * Whoever receives a value has a type of its own for it, which no other value has (`.meta({ id, brand: true })`). Of
   * definitions only; absent where the type is as wide as what it travels as. Where a client gives a value, it means nothing.
   */
  readonly brand?: true;
}

/** The shape of a whole schema. Procedures and topics are sorted by path; their index is their number on the wire. */
export interface SchemaShape {
  readonly name: string;
  /** What a client presents in hello; absent where the schema declares no `auth`. Input side. */
  readonly auth?: Shape;
  /** What calls (input side) and answers (output side) carry beside their payloads; absent where they carry nothing. */
  readonly metadata?: { readonly call?: Shape; readonly answer?: Shape };
  readonly procedures: readonly ProcedureShape[];
  readonly topics: readonly TopicShape[];
  /** Shapes that refer to themselves and shapes that carry a name, by name. A `ref` points here. */
  readonly definitions: Readonly<Record<string, Shape>>;
}

export interface ProcedureShape {
  /** Dotted path, for example `rooms.send`. */
  readonly path: string;
  readonly description?: string;
  readonly deprecated?: true;
  /** What a client sends (zod's input side), an item of it where it is a stream; absent where the procedure takes no input. */
  readonly input?: Shape;
  /**
   * What a client receives (zod's output side), an item of it where it is a stream; absent where the procedure answers
   * nothing.
   */
  readonly output?: Shape;
  /** Which of the two are streams; absent where none is. */
  readonly streams?: "input" | "output" | "both";
  /** For how many milliseconds the server remembers the outcome of a call by its key; absent where calls have none. */
  readonly idempotentMs?: number;
  /** The data of each declared error by code, sorted by code; output side. */
  readonly errors: readonly { readonly code: string; readonly data: Shape }[];
}

export interface TopicShape {
  /** Dotted path, for example `rooms.messages`. */
  readonly path: string;
  readonly description?: string;
  readonly deprecated?: true;
  /** What selects an instance of the topic (input side); absent where the topic has one instance. */
  readonly params?: Shape;
  /** One event as a subscriber receives it (output side). */
  readonly event: Shape;
  /** One event as a client publishes it (input side); absent where clients may not. */
  readonly publish?: Shape;
  /** What a subscriber can get after the fact; absent where there is nothing. */
  readonly history?: { readonly size: number; readonly ageMs: number };
  /** The latest event of each instance is kept, however old, and given to every new subscriber. */
  readonly retain?: true;
  /** What happens to a subscriber that reads too slowly. Absent: it is disconnected. */
  readonly slowConsumer?: "resume" | "conflate" | "drop";
  /** The key of which the latest event is kept; only where `slowConsumer` is `conflate`. */
  readonly conflateBy?: string;
  /** What a member of an instance tells of itself, as a client sends it and as others receive it; absent where nobody is present. */
  readonly presence?: { readonly input: Shape; readonly output: Shape };
  /** The params that a subscriber may leave open, sorted. Empty: stubs subscribe to lists of params only; absent: nor to these. */
  readonly wildcards?: readonly string[];
}
