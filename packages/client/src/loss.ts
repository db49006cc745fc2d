import { type ClientFrame, closeCodes, HawserError } from "@hawser/core";

/** How a session ended, other than by `close()`. */
export interface Loss {
  readonly error: HawserError;
  /** Another attempt would end alike. */
  readonly final: boolean;
  /** The server refused a message for its size: what was in it must not simply be sent again. */
  readonly tooBig: boolean;
  /** Frames that have certainly not left. */
  readonly unsent: readonly ClientFrame[];
}

export interface SocketClose {
  readonly code: number;
  readonly reason: string;
  /** What the runtime said about a failure, if it said anything. */
  readonly cause: unknown;
  /** The server had said welcome. */
  readonly welcomed: boolean;
}

/** What the end of a socket means to a client. */
export function lossOf({ code, reason, cause, welcomed }: SocketClose): Omit<Loss, "unsent"> {
  const final = code === closeCodes.protocol || code === closeCodes.unauthenticated;
  const because = reason || (cause instanceof Error && cause.message) || `the socket closed with ${code}`;
  const error =
    code === closeCodes.protocol
      ? new HawserError("protocol", because)
      : code === closeCodes.unauthenticated
        ? new HawserError("unauthenticated", because)
        : new HawserError(welcomed ? "connection_lost" : "unavailable", because, { cause });
  return { error, final, tooBig: code === closeCodes.tooBig };
}
