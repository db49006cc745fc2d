import { HawserError, isHawserError } from "@hawser/core";

/** What a reader threw at what the server sent: that is not what was declared; the connection itself is sound. */
export function undecodable(thrown: unknown, what: string): HawserError {
  return isHawserError(thrown)
    ? new HawserError(thrown.code, `${what}: ${thrown.detail}`, { data: thrown.data, cause: thrown })
    : new HawserError("protocol", `${what} is not what its schema says`, { cause: thrown });
}
