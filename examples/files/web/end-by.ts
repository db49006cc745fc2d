import type { OwnError } from "@hawser/client";
import type { End } from "./transfer.js";

/** What an error that any call may have means for a transfer. */
export function endBy(error: OwnError): End {
  switch (error.code) {
    case "cancelled":
      return { state: "cancelled" };
    case "unavailable":
      return { state: "failed", problem: "The server could not be reached." };
    case "connection_lost":
      return { state: "failed", problem: "The connection was lost on the way." };
    case "limit_exceeded":
      return { state: "failed", problem: "Too many files are on their way. Try again when some have arrived." };
    default:
      return { state: "failed", problem: `That did not work: ${error.detail}.` };
  }
}
