import { invalidInput } from "./invalid-input.js";
import type { Position } from "./position.js";

/**
 * What else the server cannot read it refuses; an invalid date would be no msgpack, and end the connection.
 *
 * @throws HawserError `invalid_input`
 */
export function checkSince(since: unknown): void {
  if (since instanceof Date && Number.isNaN(since.getTime())) throw invalidInput("since is an invalid date", ["since"]);
}

export function isPosition(since: number | Date | Position | undefined): since is Position {
  return typeof since === "object" && !(since instanceof Date);
}
