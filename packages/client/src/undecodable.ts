import { HawserError, isHawserError } from "@hawser/core";

/** What a decoder threw at what the server sent: that is not what was declared; the connection itself is sound. */
export function undecodable(thrown: unknown, what: string): HawserError {
  if (isHawserError(thrown)) return thrown;
  return new HawserError("protocol", `${what} is not what its schema says`, { cause: thrown });
}
