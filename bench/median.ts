export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that the given part of all values is not above. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] as number;
}

/** The median, with the least and the most, to three digits. */
export function spread(values: readonly number[]): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(shown);
  return `${middle} (${least} to ${most})`;
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
