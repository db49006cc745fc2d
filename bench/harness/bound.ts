import type { Cells, Place, Statistic } from "./cells.js";

/** What a figure of one run, or the ratio of two, may be. */
export interface Bound {
  /** What is measured, for people. */
  readonly what: string;
  readonly of: Place;
  /** Absent: the figure itself is bounded. */
  readonly to?: Place;
  /** What counts of a cell; its median where absent. */
  readonly statistic?: Statistic;
  /** At least one of both. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Of a figure, not of a ratio. */
  readonly unit?: string;
}

export interface Judged extends Bound {
  /** Absent: not measured. */
  readonly value?: number;
  readonly isMet?: boolean;
}

export function judge(bound: Bound, cells: Cells): Judged {
  const value = figureOf(bound, cells);
  if (value === undefined) return bound;
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = bound;
  return { ...bound, value, isMet: value <= atMost && value >= atLeast };
}

function figureOf({ of, to, statistic = "median" }: Bound, cells: Cells): number | undefined {
  const value = cells.value(of, statistic);
  if (to === undefined || value === undefined) return value;
  const other = cells.value(to, statistic);
  return other === undefined ? undefined : value / other;
}

/** "at most 0.3 ×" */
export function limitOf({ atMost, atLeast, unit = "×" }: Bound): string {
  if (atMost !== undefined && atMost === atLeast) return `exactly ${shown(atMost, unit)}`;
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${shown(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${shown(atMost, unit)}`]),
  ];
  return parts.join(", ");
}

function shown(limit: number, unit: string): string {
  return `${limit.toLocaleString("en-US")} ${unit}`;
}
