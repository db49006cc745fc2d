import type { Cell } from "./cell.js";

/** A table for each workload: a line for each row, a column for each metric, the median and between what it was. */
export function tablesOf(cells: readonly Cell[]): string {
  return [...grouped(cells, ({ workload }) => workload)]
    .map(([workload, some]) => `**${workload}**\n\n${tableOf(some)}`)
    .join("\n\n");
}

/** Lines of cells, the first of which is the head. */
export function markdownTable([head = [], ...body]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** To three digits, thousands apart. */
export function figure(value: number): string {
  const digits = value === 0 ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
  const fractionDigits = Math.min(Math.max(digits, 0), 6);
  const options = { minimumFractionDigits: Math.min(fractionDigits, 3), maximumFractionDigits: fractionDigits };
  return value.toLocaleString("en-US", Number.isInteger(value) ? {} : options);
}

function tableOf(cells: readonly Cell[]): string {
  const metrics = [...new Set(cells.map(headOf))];
  const lines = [...grouped(cells, ({ row }) => row)].map(([row, some]) => {
    const byMetric = new Map(some.map((cell) => [headOf(cell), cell]));
    return [row, ...metrics.map((metric) => shown(byMetric.get(metric)))];
  });
  return markdownTable([["", ...metrics], ...lines]);
}

function headOf({ metric, unit }: Cell): string {
  return `${metric}, ${unit}`;
}

function shown(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  const [median, min, max] = [cell.median, cell.min, cell.max].map(figure);
  return min === max ? `${median}` : `${median} (${min} to ${max})`;
}

function grouped(cells: readonly Cell[], key: (cell: Cell) => string): Map<string, Cell[]> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(key(cell), [...(groups.get(key(cell)) ?? []), cell]);
  return groups;
}
