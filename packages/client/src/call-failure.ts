import { HawserError } from "@hawser/core";

/** What an error of a call says of it. */
export interface FailedCall {
  readonly path: string;
  readonly mayHaveRun: boolean;
}

export function cancelled({ path, mayHaveRun }: FailedCall, reason: unknown): HawserError {
  const sent = mayHaveRun ? "it may have run" : "it was not sent";
  return new HawserError("cancelled", `${path} was aborted; ${sent}`, { cause: reason, mayHaveRun });
}

export function timedOut({ path, mayHaveRun }: FailedCall, timeoutMs: number): HawserError {
  const message = mayHaveRun
    ? `${path} was not answered within ${timeoutMs} ms; it may have run`
    : `${path} was not sent: the call that it serves has no time left`;
  return new HawserError("timeout", message, { mayHaveRun });
}

/** @param lastLoss why there was no session, if there was none. */
export function foundNoWay({ path }: FailedCall, withinMs: number, lastLoss: HawserError | undefined): HawserError {
  const because = lastLoss ? `; ${lastLoss.detail}` : "";
  return new HawserError("unavailable", `${path} was not sent: there was no way within ${withinMs} ms${because}`, {
    cause: lastLoss,
  });
}

export function cutOff({ path, mayHaveRun }: FailedCall, cause: HawserError | undefined): HawserError {
  return mayHaveRun
    ? new HawserError("connection_lost", `the connection ended before ${path} was answered; it may have run`, { cause })
    : new HawserError("unavailable", `${path} was not sent: the connection ended`, { cause });
}
