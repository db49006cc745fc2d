import { defaultLimits, HawserError, type Limits } from "@hawser/core";

/**
 * The limits of a server: the defaults with a user's overrides.
 *
 * @throws HawserError `invalid_schema` naming a limit that does not exist or is out of range.
 */
export function limitsOf(overrides: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(overrides)) {
    if (!(name in defaultLimits)) {
      throw invalid(name, `there is no such limit; there are ${Object.keys(defaultLimits).join(", ")}`);
    }
    if (!Number.isSafeInteger(value) || value < 1)
      throw invalid(name, `${String(value)} is not a positive whole number`);
  }
  const limits = { ...defaultLimits, ...overrides };
  const { idleTimeoutMs, maxFrameBytes, maxBatchBytes } = limits;
  if (idleTimeoutMs < 8_000 || idleTimeoutMs > 960_000 || idleTimeoutMs % 4_000 !== 0) {
    throw invalid("idleTimeoutMs", `${idleTimeoutMs} is not a multiple of 4000 from 8000 to 960000`);
  }
  if (maxFrameBytes > maxBatchBytes) {
    if (overrides.maxFrameBytes !== undefined) {
      throw invalid("maxFrameBytes", `${maxFrameBytes} is more than maxBatchBytes (${maxBatchBytes}) lets through`);
    }
    limits.maxFrameBytes = maxBatchBytes;
  }
  return limits;
}

function invalid(name: string, message: string): HawserError {
  return new HawserError("invalid_schema", `limits.${name}: ${message}`, { data: { path: `limits.${name}` } });
}
