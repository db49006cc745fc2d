import { type ClientFrame, closeCodes, HawserError } from "@hawser/core";

/** How a session ended, other than by `close()`. */
export interface Loss {
  readonly error: HawserError;
  /** Another attempt would end alike. */
  readonly final: boolean;
  /** The server refused a message for its size: what was in it must not simply be sent again. */
  readonly tooBig: boolean;
  /** Frames that the server has certainly not acted upon. */
  readonly unsent: readonly ClientFrame[] | "all";
}

export interface SocketClose {
  readonly code: number;
  readonly reason: string;
  /** What the runtime said about a failure, if it said anything. */
  readonly cause: unknown;
  /** The server had said welcome. */
  readonly welcomed: boolean;
  /** Another attempt may present another auth value. */
  readonly authIsRenewable: boolean;
}

/**
 * Whether a server has acted upon nothing but hello. It does so only after its welcome, and what it sends comes in order: a
 * close frame that comes first says that there was none.
 */
export function isUnheard({ code, welcomed }: Pick<SocketClose, "code" | "welcomed">): boolean {
  return !welcomed && code !== noCloseFrame;
}

/** RFC 6455 7.4.1: a runtime's own code for a connection that ended without a close frame. */
const noCloseFrame = 1006;

/** What the end of a socket means to a client. */
export function lossOf({ code, reason, cause, welcomed, authIsRenewable }: SocketClose): Omit<Loss, "unsent"> {
  const because = reason || (cause instanceof Error && cause.message) || `the socket closed with ${code}`;
  const tooBig = code === closeCodes.tooBig;
  switch (code) {
    case closeCodes.protocol:
      return { error: new HawserError("protocol", because), final: true, tooBig };
    case closeCodes.unauthenticated:
      return { error: new HawserError("unauthenticated", because), final: true, tooBig };
    case closeCodes.authExpired:
      // Unlike a refused hello, this ends calls that the server took.
      return {
        error: new HawserError("unauthenticated", because, { mayHaveRun: true }),
        final: !authIsRenewable,
        tooBig,
      };
    default: {
      const error = new HawserError(welcomed ? "connection_lost" : "unavailable", because, { cause });
      return { error, final: false, tooBig };
    }
  }
}
