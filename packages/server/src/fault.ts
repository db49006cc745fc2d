/** Something that failed inside the server; callers see `internal` and nothing of the cause. */
export interface ServerFault {
  /** What was going on. */
  readonly during: "authenticate" | "authorize" | "call" | "socket";
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
