/** Milliseconds that a schema file may take, for what it awaits at its top level, and before that its packages. */
export const settleTimeoutMs = 10_000;

/**
 * Runs modules of the user's, or of packages, to their end, so that none can end or leave this process instead: fails
 * where they never settle, call `process.exit`, or let a promise be rejected that nobody handles.
 *
 * @throws UnsettledError, ExitError, or what was thrown.
 */
export async function settle<T>(run: () => Promise<T>): Promise<T> {
  const { promise: failure, reject } = withReject();
  const tooLate = (): void => reject(new UnsettledError());
  const timer = setTimeout(tooLate, settleTimeoutMs);
  // With nothing left to do but wait for the module, it never settles: this is known at once.
  timer.unref();
  process.on("beforeExit", tooLate);
  process.on("unhandledRejection", reject);
  process.on("uncaughtException", reject);
  const { exit } = process;
  process.exit = (code) => {
    const error = new ExitError(code);
    reject(error);
    throw error;
  };
  try {
    const result = await Promise.race([run(), failure]);
    // Node tells of unhandled rejections only when it has run all that was due.
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), failure]);
    return result;
  } finally {
    clearTimeout(timer);
    process.off("beforeExit", tooLate);
    process.off("unhandledRejection", reject);
    process.off("uncaughtException", reject);
    process.exit = exit;
  }
}

/** The module waits for something that does not come. */
export class UnsettledError extends Error {
  override readonly name = "UnsettledError";
}

/** The module called `process.exit`. */
export class ExitError extends Error {
  override readonly name = "ExitError";

  constructor(code: string | number | null | undefined) {
    super(`process.exit(${code ?? ""})`);
  }
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject!: (reason: unknown) => void;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  // It may fail when nobody waits for it any more.
  promise.catch(() => undefined);
  return { promise, reject };
}
