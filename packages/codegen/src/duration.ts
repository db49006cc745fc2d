/** `5 minutes`, `1 hour`: in the largest unit of which it is a whole number. */
export function durationOf(ms: number): string {
  const [unit, unitMs] = units.find(([, unitMs]) => ms % unitMs === 0) ?? (["millisecond", 1] as const);
  return counted(ms / unitMs, unit);
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** `1 event`, `1,000 events`. */
export function counted(number: number, noun: string): string {
  return `${String(number).replace(/\B(?=(?:\d{3})+$)/g, ",")} ${noun}${number === 1 ? "" : "s"}`;
}
