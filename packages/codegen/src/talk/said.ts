import { JsonFormError } from "../json-form/json-form-error.js";
import { UsageError } from "../usage-error.js";

/**
 * What the user said, read as the schema wants it.
 *
 * @param what it is, for people
 * @throws UsageError for what does not fit, naming the place in it.
 */
export function said<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof JsonFormError)) throw error;
    throw new UsageError(`${what} cannot be sent: ${error.message.replace(/[^?]$/, "$&.")}`);
  }
}

/**
 * What the user did not say, where the schema may allow that.
 *
 * @throws UsageError with the complaint where it does not.
 */
export function unsaid<T>(complaint: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof JsonFormError ? new UsageError(complaint) : error;
  }
}
