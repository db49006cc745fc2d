import type { Middleware, MiddlewareCall } from "../calls/middleware.js";
import type { CallOutcome } from "../observer.js";

/** Where lines go: pino's own interface, or that of anything that takes fields before the message. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LoggingOptions<Context = unknown> {
  /**
   * The level of a call that succeeded.
   * @default "info"
   */
  readonly okLevel?: "debug" | "info";
  /** Adds fields to the line of a call, such as who made it. Absent: none are added. */
  readonly fields?: (call: MiddlewareCall<Context>) => object;
}

/**
 * Writes one line per call when it is over; of a stream, when the stream is. A line has `path`, `session`, `code` and
 * `durationMs`. Its level is `okLevel` where the call succeeded, `error` for `internal`, with what was thrown as `err`,
 * and `warn` for every other code. Input and output are never written.
 */
export function logging<Context = unknown>(logger: Logger, options: LoggingOptions<Context> = {}): Middleware<Context> {
  const { okLevel = "info", fields } = options;
  return (call, next) => {
    call.onEnd((outcome) => {
      const line = { path: call.path, session: call.session, ...facts(outcome), ...fields?.(call) };
      logger[levelOf(outcome, okLevel)](line, `${call.path} ${outcome.code}`);
    });
    return next();
  };
}

function facts({ code, durationMs, error }: CallOutcome): object {
  // Microseconds: what is finer is noise, and makes long lines.
  const rounded = { code, durationMs: Math.round(durationMs * 1000) / 1000 };
  // Of all other codes the code says everything, and a stack would only fill the log.
  return code === "internal" ? { ...rounded, err: error } : rounded;
}

function levelOf({ code }: CallOutcome, okLevel: "debug" | "info"): keyof Logger {
  switch (code) {
    case "ok":
      return okLevel;
    case "internal":
      return "error";
    default:
      return "warn";
  }
}
