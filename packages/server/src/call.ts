import type { ErrorTypes, HawserError, InputSide } from "@hawser/core";

/** What a handler knows of the call that it answers. */
export interface Call<Context = unknown, Errors extends ErrorTypes = ErrorTypes> {
  /** What `authenticate` returned for this connection. */
  readonly context: Context;
  /** The procedure's dotted path. */
  readonly path: string;
  /** The connection's id, new with every connect. */
  readonly session: string;
  /**
   * Aborts when nobody waits for the answer any more: the caller cancelled, its connection ended, or the server closed.
   * The reason is a HawserError `cancelled`, `connection_lost` or `closed`.
   */
  readonly signal: AbortSignal;
  /**
   * Makes an error of the procedure's own, to be thrown: `throw call.error("RoomNotFound", { room })`. The caller gets
   * code, message and data.
   * @param message for people; the code where absent
   */
  error<Code extends keyof Errors & string>(code: Code, data: InputSide<Errors[Code]>, message?: string): HawserError;
  /** Makes the error that every procedure may throw when the caller lacks the right to it. */
  forbidden(message?: string): HawserError<"forbidden", undefined>;
}
