import uPlot from "uplot";
import type { Calendar } from "./calendar.js";
import { formatWholePrice } from "./formats.js";
import type { Palette } from "./palette.js";
import { PriceRange } from "./price-range.js";
import type { Hole, PricePoint, PriceSeries } from "./price-series.js";

export interface PriceChartOptions {
  readonly calendar: Calendar;
  readonly palette: Palette;
  /** The point under the pointer; `undefined` when it left. */
  readonly onHover: (point: PricePoint | undefined) => void;
}

/** The moving chart of one stock. */
export class PriceChart {
  readonly #options: PriceChartOptions;
  readonly #fontFamily: string;
  readonly #plot: uPlot;
  /** First month of the round that is drawn. */
  #roundStart = 0;
  /** Where prices are missing that were published. */
  #holes: readonly Hole[] = [];
  #range = new PriceRange();
  /** The round before keeps its own, so that its line moves out of sight as it is. */
  #rangeBefore = new PriceRange();

  constructor(container: HTMLElement, options: PriceChartOptions) {
    this.#options = options;
    this.#fontFamily = getComputedStyle(container).fontFamily;
    this.#plot = new uPlot(this.#plotOptions(container), [[], [], []], container);
    new ResizeObserver(() => this.#plot.setSize(sizeOf(container))).observe(container);
  }

  /**
   * Draws what was replayed up to `edge`, a month's number that may be between two months.
   * @param ease how far the price axis moves towards the prices that are to be seen, from 0 to 1.
   */
  draw(series: PriceSeries, edge: number, ease: number): void {
    const left = edge - shownMonths;
    const roundStart = this.#options.calendar.roundStart(edge);
    const [positions, prices] = series.drawn(Math.max(left, roundStart), edge);
    const [positionsBefore, pricesBefore] = series.drawn(left, Math.min(edge, roundStart - 1));
    if (roundStart !== this.#roundStart || ease === 1) {
      this.#rangeBefore = ease === 1 ? new PriceRange() : this.#range;
      this.#range = new PriceRange();
      this.#roundStart = roundStart;
    }
    this.#holes = [...series.holes(left, roundStart - 1), ...series.holes(Math.max(left, roundStart), edge)];
    this.#range.fit(prices, ease);
    this.#rangeBefore.fit(pricesBefore, 0);
    this.#plot.batch(() => {
      const data: uPlot.AlignedData = [
        [...positionsBefore, ...positions],
        [...pricesBefore.map(() => null), ...prices],
        [...pricesBefore, ...prices.map(() => null)],
      ];
      this.#plot.setData(data, false);
      this.#plot.setScale("x", { min: left, max: edge + shownMonths * 0.025 });
      this.#plot.setScale("price", { min: this.#range.low, max: this.#range.high });
      this.#plot.setScale("before", { min: this.#rangeBefore.low, max: this.#rangeBefore.high });
    });
  }

  #plotOptions(container: HTMLElement): uPlot.Options {
    const { palette, calendar } = this.#options;
    const axis: uPlot.Axis = {
      font: `12px ${this.#fontFamily}`,
      stroke: () => palette.text,
      grid: { stroke: () => palette.grid, width: 1 },
      ticks: { show: false },
    };
    return {
      ...sizeOf(container),
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 9, stroke: () => palette.surface } },
      scales: { x: { time: false, auto: false }, price: { auto: false }, before: { auto: false } },
      axes: [
        {
          ...axis,
          size: 28,
          splits: (_plot, _axis, min, max) => januaries(calendar, min, max),
          values: (plot, splits) => yearLabels(plot, calendar, splits),
        },
        {
          ...axis,
          scale: "price",
          side: 1,
          size: 52,
          incrs: priceSteps,
          values: (_plot, splits) => splits.map(formatWholePrice),
        },
      ],
      series: [
        {},
        {
          scale: "price",
          stroke: () => palette.line,
          fill: (plot) => gradient(plot, palette),
          width: 2,
          points: { show: false },
        },
        { scale: "before", stroke: () => palette.text, width: 1.5, points: { show: false } },
      ],
      hooks: {
        drawAxes: [(plot) => this.#drawRestart(plot), (plot) => this.#drawHoles(plot)],
        draw: [(plot) => this.#drawPen(plot)],
        setCursor: [(plot) => this.#options.onHover(hovered(plot))],
      },
    };
  }

  /** The empty months between two rounds of the replay. */
  #drawRestart(plot: uPlot): void {
    const { calendar } = this.#options;
    const start = calendar.roundStart(plot.scales.x?.max ?? 0);
    if (start > 0) this.#drawBand(plot, calendar.roundEnd(start - 1), start, "the replay begins again");
  }

  #drawHoles(plot: uPlot): void {
    for (const { from, to } of this.#holes) {
      const months = to - from + 1;
      this.#drawBand(plot, from - 1, to + 1, `${months} ${months === 1 ? "month" : "months"} missed`);
    }
  }

  /** Marks the months between two others, and says in words what is with them. */
  #drawBand(plot: uPlot, from: number, to: number, text: string): void {
    const { palette } = this.#options;
    const { ctx, bbox } = plot;
    const left = Math.max(bbox.left, plot.valToPos(from, "x", true));
    const right = plot.valToPos(to, "x", true);
    if (right <= left) return;
    ctx.save();
    ctx.fillStyle = palette.marker;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.translate((left + right) / 2, bbox.top + bbox.height / 2);
    ctx.rotate(-Math.PI / 2);
    ctx.fillStyle = palette.text;
    ctx.font = `${11 * devicePixelRatio}px ${this.#fontFamily}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text, 0, 0);
    ctx.restore();
  }

  /** The end of the line. */
  #drawPen(plot: uPlot): void {
    const position = plot.data[0].at(-1);
    const price = plot.data[1]?.at(-1);
    if (position === undefined || typeof price !== "number") return;
    const { palette } = this.#options;
    const x = plot.valToPos(position, "x", true);
    const y = plot.valToPos(price, "price", true);
    disc(plot.ctx, x, y, 9 * devicePixelRatio, palette.fillTop);
    disc(plot.ctx, x, y, 4 * devicePixelRatio, palette.line);
  }
}

export const shownMonths = 60;

/** Dollars between two lines of the grid, of which the narrowest that leaves room is taken. */
const priceSteps = [1, 2, 5, 10, 20, 50, 100, 200];

function sizeOf(container: HTMLElement): { width: number; height: number } {
  return { width: container.clientWidth, height: container.clientHeight };
}

function januaries(calendar: Calendar, min: number, max: number): number[] {
  const found: number[] = [];
  for (let position = Math.ceil(min); position <= max; position += 1) {
    if (position >= 0 && calendar.dateOf(position)?.getUTCMonth() === 0) found.push(position);
  }
  return found;
}

/** A year where there is room for it: not over the left end, nor over the year after it. */
function yearLabels(plot: uPlot, calendar: Calendar, positions: number[]): string[] {
  const placesPx = positions.map((position) => plot.valToPos(position, "x"));
  return positions.map((position, index) => {
    const placePx = placesPx[index] ?? 0;
    const nextPx = placesPx[index + 1] ?? Number.POSITIVE_INFINITY;
    const fits = placePx > labelWidthPx / 2 && nextPx - placePx > labelWidthPx;
    return fits ? String(calendar.dateOf(position)?.getUTCFullYear()) : "";
  });
}

const labelWidthPx = 36;

function gradient({ ctx, bbox }: uPlot, palette: Palette): CanvasGradient {
  const made = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height);
  made.addColorStop(0, palette.fillTop);
  made.addColorStop(1, palette.fillBottom);
  return made;
}

function hovered({ cursor: { idx }, data: [positions, prices, pricesBefore] }: uPlot): PricePoint | undefined {
  if (idx == null) return undefined;
  const position = positions[idx] ?? Number.NaN;
  const price = prices?.[idx] ?? pricesBefore?.[idx];
  // The end of the line lies between two months, where there is no price.
  return Number.isInteger(position) && typeof price === "number" ? { position, price } : undefined;
}

function disc(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}
