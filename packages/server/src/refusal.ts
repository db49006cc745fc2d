import type { ErrorCode } from "@hawser/core";

/**
 * Why a peer does not get what it asked for: what an error frame holds. A HawserError is one, too; where the server
 * itself refuses it needs no stack, which is what makes an Error dear to a server under fire.
 */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly data?: unknown;
}

export function refusal(code: ErrorCode, detail: string): Refusal {
  return { code, detail };
}

/** The refusal of something in a frame that no schema speaks of. */
export function invalidFrame(detail: string): Refusal {
  return { code: "invalid_input", detail, data: { issues: [{ path: [], message: detail }] } };
}

/** The refusal of every named limit. */
export function limitExceeded(limit: string, max: number, what: string): Refusal {
  return { code: "limit_exceeded", detail: `${what}; ${limit} is ${max}`, data: { limit, max } };
}
