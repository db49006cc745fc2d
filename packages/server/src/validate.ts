import { HawserError, type ValidationIssue, type ZodType } from "@hawser/core";
import * as z from "zod/v4/core";

/**
 * Parses a value with zod: exactly zod's semantics, whatever the type. Synchronous unless the type has async checks.
 *
 * @throws HawserError `invalid_input` with zod's issues; a promise rejects with it.
 */
export function validate(type: ZodType, value: unknown): unknown | Promise<unknown> {
  let result: z.util.SafeParseResult<unknown>;
  try {
    result = z.safeParse(type, value);
  } catch (error) {
    if (!(error instanceof z.$ZodAsyncError)) throw error;
    return z.safeParseAsync(type, value).then(unwrap);
  }
  return unwrap(result);
}

function unwrap(result: z.util.SafeParseResult<unknown>): unknown {
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message, code }): ValidationIssue => ({
      path: path.map((key) => (typeof key === "symbol" ? String(key) : key)),
      message,
      ...(code !== undefined && { code }),
    }),
  );
  const [first] = issues;
  const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  throw new HawserError("invalid_input", `${where}${first?.message ?? "validation failed"}`, { data: { issues } });
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
