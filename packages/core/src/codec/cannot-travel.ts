import { HawserError } from "../errors.js";

/** The refusal of a value that has no wire form, as `invalid_input` at its path. */
export function cannotTravel(path: readonly (string | number)[], message: string): HawserError {
  return new HawserError("invalid_input", path.length > 0 ? `${message} (at ${path.join(".")})` : message, {
    data: { issues: [{ path: [...path], message }] },
  });
}
