import { defaultLimits, type Limits, schemaError } from "@hawser/core";

/** Node fires a timer of more milliseconds at once. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * The limits of a server: the defaults with a user's overrides.
 *
 * @throws HawserError `invalid_schema` naming a limit that does not exist or is out of range.
 */
export function limitsOf(options: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } = {}): Limits {
  const overrides: Partial<Limits> = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw schemaError(`limits.${name}`, `there is no such limit; there are ${Object.keys(defaultLimits).join(", ")}`);
    }
    if (!Number.isSafeInteger(value) || value < 1)
      throw schemaError(`limits.${name}`, `${String(value)} is not a positive whole number`);
  }
  const limits = { ...defaultLimits, ...overrides };
  const { helloTimeoutMs, idleTimeoutMs, maxFrameBytes, maxBatchBytes } = limits;
  if (helloTimeoutMs > maxTimerMs) {
    throw schemaError("limits.helloTimeoutMs", `${helloTimeoutMs} is more than a timer can wait (${maxTimerMs})`);
  }
  if (idleTimeoutMs < 8_000 || idleTimeoutMs > 960_000 || idleTimeoutMs % 4_000 !== 0) {
    throw schemaError("limits.idleTimeoutMs", `${idleTimeoutMs} is not a multiple of 4000 from 8000 to 960000`);
  }
  if (maxFrameBytes > maxBatchBytes) {
    if (overrides.maxFrameBytes !== undefined) {
      throw schemaError(
        "limits.maxFrameBytes",
        `${maxFrameBytes} is more than maxBatchBytes (${maxBatchBytes}) lets through`,
      );
    }
    limits.maxFrameBytes = maxBatchBytes;
  }
  return limits;
}
