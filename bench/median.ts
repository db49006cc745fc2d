/** The value in the middle; of an even number of values the mean of the two there. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const upper = Math.floor(sorted.length / 2);
  const lower = sorted.length % 2 === 0 ? upper - 1 : upper;
  return ((sorted[lower] as number) + (sorted[upper] as number)) / 2;
}

/** The value that the given part of all values is not above. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = ascending(values);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] as number;
}

/** The median, with the least and the most, to three digits. */
export function spread(values: readonly number[]): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(shown);
  return `${middle} (${least} to ${most})`;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
