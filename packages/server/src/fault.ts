/** Something that failed inside the server; callers see `internal` and nothing of the cause. */
export interface ServerFault {
  /** What was going on. */
  readonly during:
    | "authenticate"
    | "authorize"
    | "call"
    | "idempotency"
    | "observe"
    | "presence"
    | "publish"
    | "subscribe";
  /** The procedure or topic, where there is one. */
  readonly path?: string;
  /** The connection, where there is one. */
  readonly session?: string;
  /** What was thrown. */
  readonly cause: unknown;
}

/** The default `onError`: an operator who sets up nothing still sees what failed. */
export function printFault(fault: ServerFault): void {
  const where = fault.path ? `${fault.during} ${fault.path}` : fault.during;
  console.error(`hawser: ${where} failed:`, fault.cause);
}

/** Tells the user's `onError`. One that throws must not take the connection with it, or the process. */
export function report({ onError }: { onError: (fault: ServerFault) => void }, fault: ServerFault): void {
  try {
    onError(fault);
  } catch (thrown) {
    printFault(fault);
    console.error("hawser: onError failed:", thrown);
  }
}
