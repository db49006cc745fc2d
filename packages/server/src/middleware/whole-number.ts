import { schemaError } from "@hawser/core";

/**
 * Checks a numeric option.
 * @throws HawserError `invalid_schema` at the option's path where it is no whole number within the bounds.
 */
export function wholeNumber(path: string, value: unknown, { min, max = Number.MAX_SAFE_INTEGER }: Bounds): number {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw schemaError(path, `${String(value)} is not a whole number ${bounds}`);
}

interface Bounds {
  readonly min: number;
  readonly max?: number;
}
