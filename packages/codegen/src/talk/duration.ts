import { UsageError } from "../usage-error.js";

/** Milliseconds of a text such as `500ms`, `10s`, `5m`, `2h` or `1d`; `undefined` where it is none. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * (unitsMs[unit] as number);
}

/**
 * The milliseconds of an option that bounds a wait.
 *
 * @throws UsageError for what is no duration above 0.
 */
export function waitMs(option: string, text: string): number {
  const ms = durationMs(text);
  if (ms === undefined || ms === 0)
    throw new UsageError(`${option} ${text}: expected a duration such as 500ms, 10s or 2m.`);
  return ms;
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
