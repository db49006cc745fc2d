import type { Carrier } from "./call-options.js";
import type { ItemStream } from "./item-stream.js";

/**
 * Stands around every call: it sees the call before it is made and its outcome, may change both, answer in its place,
 * or make it again. For a call it returns the output or a promise of it; where the output streams, items in place of
 * it, such as those of an async generator.
 *
 * ```ts
 * const timing: Interceptor = (call, next) => {
 *   call.onEnd(({ code, durationMs }) => console.log(call.path, code, durationMs));
 *   return next();
 * };
 * ```
 */
export type Interceptor = (call: InterceptedCall, next: NextCall) => unknown;

/** Makes the call, with what is to be changed of it. What it returns for a stream need not be awaited. */
export type NextCall = (changes?: CallChanges) => Promise<unknown> | ItemStream<unknown>;

/** A call on its way, as the interceptors before have left it. */
export interface InterceptedCall {
  /** The name of the schema. */
  readonly schema: string;
  /** The dotted path of the procedure. */
  readonly path: string;
  /** What streams; `undefined` where input and output are single values. */
  readonly streams: "input" | "output" | "both" | undefined;
  /** Whether it is made again by itself after its connection was lost. */
  readonly idempotent: boolean;
  /** What the caller gave; where the input streams its source. */
  readonly input: unknown;
  /** `undefined`: the default. */
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** The caller's, or the connection's; `undefined` where there is none. */
  readonly metadata: unknown;
  /** The context of tracing that goes along; `undefined` unless an interceptor sets one. */
  readonly carrier: Carrier | undefined;
  /** Calls back once, when the caller has the outcome: of a stream, when it was read to its end, failed or was left. */
  onEnd(listener: (outcome: CallOutcome) => void): void;
}

export type CallChanges = Partial<Pick<InterceptedCall, "input" | "timeoutMs" | "signal" | "metadata" | "carrier">>;

export interface CallOutcome {
  /** "ok", or the code of the error; "cancelled" for a stream that was left, "internal" for what has no code. */
  readonly code: string;
  readonly durationMs: number;
  readonly error?: unknown;
}
