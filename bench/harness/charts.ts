import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Cell } from "./cell.js";

/** One picture of a suite: a bar for each row, one above the other, for each of some workloads. */
export interface Chart {
  /** The file's name, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly suite: string;
  readonly metrics: readonly string[];
  readonly workloads: readonly string[];
  /** What values are divided by for the picture; 1 where absent. */
  readonly divisor?: number;
  readonly unit: string;
}

/** @returns the picture as SVG, readable on light and on dark; undefined where nothing of it was measured. */
export function drawChart(chart: Chart, cells: readonly Cell[]): string | undefined {
  const bars = cells
    .filter(({ suite, metric, workload }) => {
      return suite === chart.suite && chart.metrics.includes(metric) && chart.workloads.includes(workload);
    })
    .map((cell) => barOf(cell, chart));
  if (bars.length === 0) return undefined;
  const { document } = parseHTML("<html><body></body></html>");
  const end = endOf(bars);
  const rows = [...new Set(bars.map(({ row }) => row))];
  const groups = new Set(bars.map(({ group }) => group));
  const svg = Plot.plot({
    document,
    width: 760,
    height: 60 + groups.size * (rows.length * 20 + 26),
    marginLeft: 150,
    marginRight: 90,
    marginTop: 40,
    x: { label: `${chart.unit} (less is better)`, grid: true, nice: true, domain: [0, end], clamp: true },
    y: { label: null, domain: rows },
    fy: { label: null, domain: [...groups], axis: null },
    marks: [
      Plot.barX(bars, {
        fy: "group",
        y: "row",
        x: "value",
        className: "bar",
        insetTop: 2,
        insetBottom: 2,
        fill: fillOf,
      }),
      Plot.ruleY(bars, { fy: "group", y: "row", x1: "min", x2: "max", stroke: "currentColor", strokeOpacity: 0.6 }),
      Plot.text(bars, {
        fy: "group",
        y: "row",
        x: "max",
        text: ({ label, value }) => (value > end ? `${label} →` : label),
        textAnchor: "start",
        dx: 5,
      }),
      ...(groups.size > 1
        ? [
            Plot.text([...groups], {
              fy: (group) => group,
              text: (group) => group,
              frameAnchor: "top-left",
              dy: -14,
              fontWeight: "bold",
            }),
          ]
        : []),
    ],
  });
  return withColours(svg.outerHTML, chart.title);
}

/** Where the axis ends: the bars of a row far above all others are cut off, so that the others can be told apart. */
function endOf(bars: readonly Bar[]): number {
  const longest = new Map<string, number>();
  for (const { row, max } of bars) longest.set(row, Math.max(max, longest.get(row) ?? 0));
  const [first = 0, second = first] = [...longest.values()].sort((a, b) => b - a);
  return first > 2.5 * second ? 1.25 * second : first;
}

interface Bar {
  readonly row: string;
  readonly group: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly label: string;
}

function barOf(cell: Cell, { divisor = 1, metrics, workloads }: Chart): Bar {
  const value = cell.median / divisor;
  const parts = [...(workloads.length > 1 ? [cell.workload] : []), ...(metrics.length > 1 ? [cell.metric] : [])];
  return {
    row: cell.row,
    group: parts.join(", "),
    value,
    min: cell.min / divisor,
    max: cell.max / divisor,
    label: value.toLocaleString("en-US", { maximumSignificantDigits: 3 }),
  };
}

/** Ours apart from the others; both are seen on white and on black. */
function fillOf({ row }: Bar): string {
  return row.startsWith("hawser") ? "#1f8fc4" : "#8a94a0";
}

/** A page shows the picture as an image, which knows of the reader's colours only by its own style. */
export function withColours(svg: string, title: string): string {
  const style = "<style>svg { color: #1f2328 } @media (prefers-color-scheme: dark) { svg { color: #e6edf3 } }</style>";
  return svg
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(">", `><title>${title}</title>${style}`)
    .concat("\n");
}
