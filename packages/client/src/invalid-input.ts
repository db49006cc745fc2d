import { type ErrorData, HawserError, isHawserError } from "@hawser/core";

/** The error of a value that its user must correct. */
export function invalidInput(
  message: string,
  path: readonly (string | number)[] = [],
  cause?: unknown,
): HawserError<"invalid_input", ErrorData["invalid_input"]> {
  return new HawserError("invalid_input", message, { data: { issues: [{ path, message }] }, cause });
}

/** What an encoder threw, as an error that says where. */
export function unencodable(thrown: unknown, where: string): HawserError {
  if (isHawserError(thrown)) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return invalidInput(`${where} cannot be encoded: ${reason}`, [], thrown);
}
