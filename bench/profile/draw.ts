import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { withColours } from "../harness/charts.js";
import { type Stage, stages } from "./stages.js";

/** A bar for each process, cut into its stages, with the legend above. @returns SVG. */
export function drawShares(shares: ReadonlyMap<string, ReadonlyMap<Stage, number>>): string {
  const { document } = parseHTML("<html><body></body></html>");
  const parts = [...shares].flatMap(([column, byStage]) => {
    // Medians of shares do not quite add up to one.
    const total = [...byStage.values()].reduce((sum, share) => sum + share, 0);
    return [...byStage].map(([stage, share]): Part => ({ column, stage, percent: (share / total) * 100 }));
  });
  const shown = stages.filter((stage) => parts.some((part) => part.stage === stage && part.percent >= 0.5));
  const legendHeight = Math.ceil(shown.length / legendColumns) * legendLineHeight + 20;
  const order = [...stages];
  const stacked = { y: "column", x: "percent", z: "stage" };
  const svg = Plot.plot({
    document,
    width,
    height: legendHeight + shares.size * 34 + 45,
    marginLeft: 240,
    marginRight: 20,
    marginTop: legendHeight,
    marginBottom: 45,
    x: { label: "share of the main thread's time, %", grid: true, domain: [0, 100], clamp: true },
    y: { label: null, domain: [...shares.keys()] },
    marks: [
      Plot.barX(parts, { ...stacked, order, fill: colourOf, insetTop: 3, insetBottom: 3, insetRight: 1 }),
      Plot.text(parts, Plot.stackX({ order }, { ...stacked, text: labelOf, fill: "#ffffff", fontWeight: "bold" })),
    ],
  });
  return withColours(svg.outerHTML, "Where the time of calls and events goes").replace(
    "</svg>",
    `${shown.map((stage, i) => legendOf(stage, i)).join("")}</svg>`,
  );
}

interface Part {
  readonly column: string;
  readonly stage: Stage;
  readonly percent: number;
}

/** Wide enough for two digits. */
function labelOf({ percent }: Part): string {
  return percent >= 4 ? percent.toFixed(0) : "";
}

function colourOf({ stage }: { readonly stage: Stage }): string {
  return colours[stage];
}

function legendOf(stage: Stage, index: number): string {
  const x = 20 + (index % legendColumns) * ((width - 20) / legendColumns);
  const y = 8 + Math.floor(index / legendColumns) * legendLineHeight;
  const words = `<text x="${x + 16}" y="${y + 9}" font-size="11" text-anchor="start" fill="currentColor">${stage}</text>`;
  return `<rect x="${x}" y="${y}" width="11" height="11" fill="${colours[stage]}"/>${words}`;
}

const width = 760;
const legendColumns = 3;
const legendLineHeight = 18;

/** What is the machine's in grey, ours in colours; all dark enough for white figures. */
const colours: Readonly<Record<Stage, string>> = {
  "kernel: reading, writing, waiting": "#5c6670",
  "sockets and other native code": "#87919b",
  "scan of the message": "#7a4fb5",
  "reading msgpack": "#1f6fb4",
  "giving frames to what they are for": "#128a8a",
  "life of a call": "#2c8a4b",
  "life of a topic": "#5f8f1e",
  "values: encoding, decoding, checking": "#b07d00",
  "handler, caller, publisher": "#c2572b",
  "writing msgpack": "#1f8fc4",
  "outbox and tick": "#a8477f",
  "Node: ticks, promises, timers, buffers": "#8a6d5a",
  "garbage collection": "#b33a3a",
  other: "#444444",
};
