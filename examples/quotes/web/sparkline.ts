import uPlot from "uplot";
import type { Palette } from "./palette.js";
import type { PriceSeries } from "./price-series.js";

/** A small chart of the last years of one stock: a line, nothing else. */
export class Sparkline {
  readonly #plot: uPlot;

  constructor(container: HTMLElement, palette: Palette) {
    const options: uPlot.Options = {
      width: widthPx,
      height: heightPx,
      padding: [3, 3, 3, 3],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, auto: false }, y: { range: (_plot, min, max) => [min, max] } },
      axes: [{ show: false }, { show: false }],
      series: [{}, { stroke: () => palette.line, width: 1.5, points: { show: false } }],
    };
    this.#plot = new uPlot(options, [[], []], container);
  }

  /** Draws what was replayed from month `from`, as far as there is room, to `edge`. */
  draw(series: PriceSeries, from: number, edge: number): void {
    const left = edge - shownMonths;
    this.#plot.batch(() => {
      this.#plot.setData(series.drawn(Math.max(left, from), edge));
      this.#plot.setScale("x", { min: left, max: edge });
    });
  }
}

const shownMonths = 36;
const widthPx = 76;
const heightPx = 30;
