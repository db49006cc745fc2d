/** What is known of a code before anything of the case is. */
interface ErrorFacts {
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean;
  /** Whether the handler may have run, or runs still. */
  readonly mayHaveRun: boolean;
}

// The four kinds of errors: named by what a retry means.
const refused = { retryable: false, mayHaveRun: false } as const satisfies ErrorFacts;
const final = { retryable: false, mayHaveRun: true } as const satisfies ErrorFacts;
const harmless = { retryable: true, mayHaveRun: false } as const satisfies ErrorFacts;
const unclear = { retryable: true, mayHaveRun: true } as const satisfies ErrorFacts;

/**
 * The closed list of codes that Hawser itself gives an error, and what each means for a retry. A procedure's own
 * `errors` add to it: those have run, and a retry fails again unless the procedure says otherwise.
 */
export const errorFacts = {
  invalid_input: refused,
  unknown_procedure: refused,
  unknown_topic: refused,
  incompatible: final,
  unauthenticated: refused,
  forbidden: final,
  limit_exceeded: unclear,
  timeout: unclear,
  cancelled: unclear,
  unavailable: harmless,
  connection_lost: unclear,
  closed: final,
  protocol: final,
  invalid_schema: refused,
  internal: unclear,
} satisfies Readonly<Record<string, ErrorFacts>>;

/**
 * A code of Hawser's own: when it occurs, and whether a retry may help.
 *
 * - `invalid_input`: The input, the params or the auth value failed validation; `data.issues` says where. A retry
 *   fails again.
 * - `unknown_procedure`: The server's schema has no such procedure (version skew). A retry fails until one side is
 *   updated.
 * - `unknown_topic`: The server's schema has no such topic (version skew). A retry fails until one side is updated.
 * - `incompatible`: The two schemas differ in this payload or in what streams; `data`, if any, says where. A retry fails
 *   until one side is updated.
 * - `unauthenticated`: The server refused the auth value. A retry helps only with another one.
 * - `forbidden`: The server knows who is asking and refuses, or the caller lost the right to a stream or a subscription.
 *   A retry helps only with other rights.
 * - `limit_exceeded`: A named limit was reached (`data.limit`, `data.max`). A retry may help for counts and rates, not
 *   for sizes.
 * - `timeout`: No answer came before the deadline. The call may have run.
 * - `cancelled`: The caller's signal aborted the call. The call may have run.
 * - `unavailable`: The call was not started: there was no connection in time, or the server is going away. A retry is
 *   safe.
 * - `connection_lost`: The connection ended before the answer. The call may have run; retry only what may run twice.
 *   Idempotent calls are retried before this is said.
 * - `closed`: The connection was closed by `close()` or for good by the server. A retry needs a new connection.
 * - `protocol`: The peer sent something that the protocol does not allow. A retry is unlikely to help.
 * - `invalid_schema`: The schema or the implementation is wrong; the message starts with the path of the culprit.
 *   Fix it.
 * - `internal`: The handler failed; the server's `onError` has the cause. A retry may help.
 */
export type ErrorCode = keyof typeof errorFacts;

/** Every {@link ErrorCode}. */
export const errorCodes = /* @__PURE__ */ Object.keys(errorFacts) as readonly ErrorCode[];

/** Whether a code is one of Hawser's own, not one that a procedure declares. */
export function isOwnCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorFacts, code);
}

/** What `data` holds for the codes that carry some. */
export interface ErrorData {
  invalid_input: { issues: readonly ValidationIssue[] };
  incompatible: { path: readonly PropertyKey[]; expected: string };
  limit_exceeded: { limit: string; max: number };
  invalid_schema: { path: string };
}

/** One complaint of validation: the path into the value and what is wrong there. */
export interface ValidationIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** zod's own code, for example `too_small`. */
  readonly code?: string;
}

/** The data type of a code: fixed for Hawser's own, `undefined` where a code carries none. */
export type DataOf<Code extends string> = Code extends keyof ErrorData ? ErrorData[Code] : undefined;

/** An error of Hawser's own, as a union over its codes: `code` tells what `data` holds. */
export type OwnError = { [Code in ErrorCode]: HawserError<Code, DataOf<Code>> }[ErrorCode];

export interface HawserErrorOptions<Data> {
  readonly data?: Data;
  readonly cause?: unknown;
  /** Whether the call may have run, where more is known of it than its code tells. */
  readonly mayHaveRun?: boolean;
}

/**
 * The one error class, on both ends. `code` is an {@link ErrorCode} or a code that the procedure declares;
 * the message starts with the code. `data` is typed by the code in a stub's error unions.
 */
export class HawserError<Code extends string = string, Data = unknown> extends Error {
  override readonly name = "HawserError";
  readonly code: Code;
  readonly data: Data;
  /**
   * Whether the handler may have run, or runs still. `false` is certain: to make the call again cannot run it twice.
   */
  readonly mayHaveRun: boolean;

  constructor(code: Code, message: string, options?: HawserErrorOptions<Data>) {
    super(`${code}: ${message}`, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options?.data as Data;
    this.mayHaveRun = options?.mayHaveRun ?? factsOf(code).mayHaveRun;
  }

  /** Whether the same call may succeed when it is made again. See {@link mayHaveRun} before doing so. */
  get retryable(): boolean {
    return factsOf(this.code).retryable;
  }

  /** The message without the code in front: what travels on the wire. */
  get detail(): string {
    return this.message.slice(this.code.length + 2);
  }
}

function factsOf(code: string): ErrorFacts {
  // An error that a procedure declares comes from its handler.
  return isOwnCode(code) ? errorFacts[code] : final;
}

// Two copies of this module (a duplicate install, a page with two bundles) must still know each other's errors.
const brand = Symbol.for("hawser.error");
Object.defineProperty(HawserError.prototype, brand, { value: true });

/** Whether a value is a {@link HawserError}, also one made by another copy of this package. */
export function isHawserError(value: unknown): value is HawserError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
