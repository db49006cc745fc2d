/** The same text for equal values, in whatever order their keys stand. */
export function stableText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Date) return `@${value.getTime()}`;
  if (value instanceof Uint8Array) return `<${value.join()}>`;
  if (Array.isArray(value)) return `[${value.map(stableText).join()}]`;
  if (value instanceof Set) return `{${[...value].map(stableText).sort().join()}}`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `${value instanceof Map ? "%" : ""}{${entries
    .map(([key, item]) => `${stableText(key)}:${stableText(item)}`)
    .sort()
    .join()}}`;
}
