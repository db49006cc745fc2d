import { HawserError } from "@hawser/core";

/** The error of every named limit. */
export function limitExceeded(limit: string, max: number, what: string): HawserError {
  return new HawserError("limit_exceeded", `${what}; ${limit} is ${max}`, { data: { limit, max } });
}
