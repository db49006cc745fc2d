import type { DataOf, ErrorTypes, HawserError, InputSide, OutputSide, SchemaMetadata } from "@hawser/core";
import type { CallOutcome } from "../observer.js";

/** What a handler knows of the call that it answers. */
export interface Call<
  Context = unknown,
  Errors extends ErrorTypes = ErrorTypes,
  Metadata extends SchemaMetadata = SchemaMetadata,
> {
  /** What `authenticate` returned for this connection, the latest time; extended by what middleware added. */
  readonly context: Context;
  /** The procedure's dotted path. */
  readonly path: string;
  /** The connection's id, new with every connect. */
  readonly session: string;
  /**
   * Aborts when nobody waits for the answer any more: the caller cancelled, its deadline passed, its connection ended, or
   * the server closed. The reason is a HawserError `cancelled`, `timeout`, `limit_exceeded`, `connection_lost`, `closed`
   * or `forbidden`. An idempotent call outlives its connection, because the caller will come back for its answer.
   */
  readonly signal: AbortSignal;
  /** Milliseconds until the caller loses interest, 0 from then on; `Infinity` where it set no deadline. */
  readonly remainingMs: number;
  /** Under which the server remembers the outcome; a durable effect may be stored with it. `undefined` unless the procedure is idempotent. */
  readonly idempotencyKey: string | undefined;
  /** What the caller sent beside the input, validated; `undefined` where the schema declares no `metadata.call`. */
  readonly metadata: OutputSide<Metadata["call"]>;
  /** The caller's context of distributed tracing, such as `traceparent`; empty where it sent none. */
  readonly carrier: Readonly<Record<string, string>>;
  /** Sends metadata with the answer, also with an error that `call` made; `internal` has none. The latest counts. */
  setAnswerMetadata(metadata: InputSide<Metadata["answer"]>): void;
  /**
   * Makes an error of the procedure's own, to be thrown: `throw call.error("RoomNotFound", { room })`. The caller gets
   * code, message and data.
   * @param message for people; the code where absent
   */
  error<Code extends keyof Errors & string>(code: Code, data: InputSide<Errors[Code]>, message?: string): HawserError;
  /** Makes the error that every procedure may throw when the caller lacks the right to it. */
  forbidden(message?: string): HawserError<"forbidden", undefined>;
  /**
   * Makes an error with one of Hawser's own codes. `unavailable` and `unauthenticated` promise that the call has not run, so
   * they are middleware's, ahead of the handler; from a handler the caller gets `internal`.
   */
  refuse<Code extends RefusalCode>(code: Code, message: string, data?: DataOf<Code>): HawserError<Code, DataOf<Code>>;
  /**
   * Demands a right: now, and again whenever the caller presents another identity while the call runs. Where `check`
   * says no the call ends with `forbidden`, and its signal aborts.
   * @throws HawserError `forbidden` where it says no now; to await where `check` is async.
   */
  require(check: (context: Context) => boolean, message?: string): void;
  require(check: (context: Context) => Promise<boolean>, message?: string): Promise<void>;
  /** Tells how the call ended, once: after the last item where its output is a stream. */
  onEnd(listener: (outcome: CallOutcome) => void): void;
}

/** Codes that {@link Call.refuse} takes. */
export type RefusalCode = "forbidden" | "limit_exceeded" | "unavailable" | "unauthenticated";
