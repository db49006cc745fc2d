import type { Stream } from "./stream.js";
import type { ZodType } from "./zod.js";

/** What a procedure takes, answers and promises; data only, implemented on the server. */
export interface Procedure<
  Input extends Payload = Payload,
  Output extends Payload = Payload,
  Errors extends ErrorTypes = ErrorTypes,
> extends ProcedureOptions<Input, Output, Errors> {
  readonly kind: "procedure";
}

/** A zod type, a stream of one, or nothing. */
export type Payload = ZodType | Stream | undefined;

/** The data of each error that a handler may throw, by its code in PascalCase. */
export type ErrorTypes = Readonly<Record<string, ZodType>>;

export interface ProcedureOptions<Input extends Payload, Output extends Payload, Errors extends ErrorTypes> {
  /** Says what the procedure does; the stub's method carries it as its doc comment. */
  readonly description?: string;
  /** Marks the stub's method as `@deprecated`. */
  readonly deprecated?: boolean;
  /** What a caller sends: a zod type, or `stream(type)`. Absent: the procedure takes no input. */
  readonly input?: Input;
  /** What the handler answers: a zod type, or `stream(type)`. Absent: the call settles with `undefined`. */
  readonly output?: Output;
  /** Errors of the procedure's own, typed at the caller. */
  readonly errors?: Errors;
  /**
   * A client that loses its connection makes the call again by itself, with the same key, until its timeout; the server
   * runs it once and answers every further one from memory. An object says for how many milliseconds outcomes are
   * remembered, and so for how long a client tries at most. Not for streams.
   * @default false; `true` stands for 300_000 ms
   */
  readonly idempotent?: boolean | { readonly windowMs: number };
}

/** Declares a procedure. `defineSchema` checks it, because only there it has a path to complain about. */
// NoInfer: what is absent here must not be inferred from what `defineSchema` would accept.
export function procedure<
  Input extends Payload = undefined,
  Output extends Payload = undefined,
  // biome-ignore lint/complexity/noBannedTypes: "no errors" is the empty record, to which `keyof` gives never
  Errors extends ErrorTypes = {},
>(options: ProcedureOptions<Input, Output, Errors>): Procedure<NoInfer<Input>, NoInfer<Output>, NoInfer<Errors>> {
  return { ...options, kind: "procedure" };
}
