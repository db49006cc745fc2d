import { type Check, HawserError, schemaError, undecided, type ValidationIssue, type ZodType } from "@hawser/core";
import * as z from "zod/v4/core";
import { isPromise } from "./is-promise.js";

/** What values are validated with: their type, and what spares zod those that it can decide, where the type has it. */
export interface Validator {
  readonly type: ZodType;
  readonly check?: Check | undefined;
}

/** A value that its type accepts, or why it does not. */
export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: HawserError };

/**
 * Validates with exactly zod's semantics, whatever the type. Synchronous unless the type has async checks.
 * What it throws was thrown by a check of the user's, and is nobody else's business.
 */
export function validate({ type, check }: Validator, value: unknown): Checked | Promise<Checked> {
  if (check) {
    const decided = check(value);
    if (decided !== undecided) return { ok: true, value: decided };
  }
  let result: z.util.SafeParseResult<unknown>;
  try {
    result = z.safeParse(type, value);
  } catch (error) {
    if (!(error instanceof z.$ZodAsyncError)) throw error;
    return z.safeParseAsync(type, value).then(checked);
  }
  return checked(result);
}

function checked(result: z.util.SafeParseResult<unknown>): Checked {
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues.slice(0, maxIssues).map(
    ({ path, message, code }): ValidationIssue => ({
      path: path.map((key) => (typeof key === "number" ? key : clip(String(key)))),
      message: clip(message),
      ...(code !== undefined && { code }),
    }),
  );
  const [first] = issues;
  const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  return { ok: false, error: invalidInput(`${where}${first?.message ?? "validation failed"}`, issues) };
}

/**
 * The same where nothing may be awaited.
 * @throws HawserError `invalid_input`, or `invalid_schema` when a check is async.
 */
export function validateNow(validator: Validator, value: unknown, what: string): unknown {
  const valid = validate(validator, value);
  if (!isPromise(valid)) {
    if (valid.ok) return valid.value;
    throw valid.error;
  }
  valid.catch(() => {});
  throw schemaError(what, "a check is async, and there is no time for it here; check before");
}

/** The error of an input that is not what was declared. */
export function invalidInput(message: string, issues: readonly ValidationIssue[], cause?: unknown): HawserError {
  return new HawserError("invalid_input", clip(message), { data: { issues }, cause });
}

/** A short message can have a million things wrong with it; nobody reads more than a few, and each takes memory. */
const maxIssues = 20;
const maxTextLength = 300;

/** What a peer sent, or what its type says of it, as an error shows it. */
export function clip(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}...` : text;
}
