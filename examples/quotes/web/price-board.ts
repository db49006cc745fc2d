import type { Gap } from "@hawser/client";
import type { Listing, Quotes } from "../quotes.client.js";
import { Calendar } from "./calendar.js";
import { byId } from "./element.js";
import { Glide } from "./glide.js";
import { prefersReducedMotion } from "./motion.js";
import { Palette } from "./palette.js";
import { PriceChart, shownMonths } from "./price-chart.js";
import { PriceFeed } from "./price-feed.js";
import { showHeadline } from "./price-headline.js";
import type { PricePoint, PriceSeries } from "./price-series.js";
import { WatchlistRow } from "./watchlist-row.js";

export interface PriceBoardOptions {
  readonly onEvent: () => void;
  readonly onGap: (gap: Gap) => void;
}

/** The list of stocks and the chart of the one that was chosen. */
export class PriceBoard {
  readonly #calendar: Calendar;
  readonly #chart: PriceChart;
  readonly #stocks: Stock[];
  /** The end of the drawn lines, as a month's number. */
  readonly #edge = new Glide(prefersReducedMotion() ? 0 : 1_000);
  #chosen: Stock;
  #hovered: PricePoint | undefined;
  /** Something but the edge is to be drawn anew: in the same place, or in another without a motion between. */
  #stale: false | "same" | "other" = "other";
  #drawnEdge = 0;

  constructor(live: Quotes, listings: readonly Listing[], options: PriceBoardOptions) {
    const palette = new Palette(() => {
      this.#stale ||= "same";
    });
    const calendar = new Calendar(listings);
    this.#calendar = calendar;
    const feed = new PriceFeed(live, listings, { ...options, calendar, onChange: () => this.#changed() });
    this.#stocks = listings.map((listing) => {
      const row = new WatchlistRow(byId("watchlist", HTMLElement), listing, palette);
      const stock: Stock = { row, listing, series: feed.seriesOf(listing.symbol) };
      row.input.addEventListener("change", () => this.#choose(stock));
      return stock;
    });
    this.#chart = new PriceChart(byId("price-chart", HTMLElement), {
      calendar,
      palette,
      onHover: (point) => {
        this.#hovered = point;
        this.#showChosen();
      },
    });
    const first = this.#stocks[0];
    if (!first) throw new Error("the server has no stocks");
    this.#chosen = first;
    first.row.input.checked = true;
    this.#choose(first);
    requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  #choose(stock: Stock): void {
    this.#chosen = stock;
    this.#hovered = undefined;
    this.#stale = "other";
    this.#showChosen();
  }

  /** A price was added to a series, or a series is another. */
  #changed(): void {
    const newest = Math.max(...this.#stocks.map(({ series }) => series.last?.position ?? 0));
    const step = newest - this.#edge.target;
    if (step < 0 || step > maxStepMonths) {
      this.#edge.jumpTo(newest);
      this.#stale = "other";
    } else if (step > 0) {
      this.#edge.moveTo(newest, performance.now());
    }
    this.#stale ||= "same";
    for (const { row, series } of this.#stocks) {
      const last = this.#lastOf(series);
      row.showPrice(last?.price, last && this.#changeOf(series, last));
    }
    this.#showChosen();
  }

  #showChosen(): void {
    const { listing, series } = this.#chosen;
    const point = this.#hovered ?? this.#lastOf(series);
    const edge = this.#edge.target;
    const holes = series.holes(Math.max(edge - shownMonths, this.#calendar.roundStart(edge)), edge);
    showHeadline({
      listing,
      price: point?.price,
      month: point && this.#calendar.dateOf(point.position),
      change: point && this.#changeOf(series, point),
      missedMonths: holes.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    });
  }

  /** The newest price, unless it is of the round before. */
  #lastOf({ last }: PriceSeries): PricePoint | undefined {
    return last && last.position >= this.#calendar.roundStart(this.#edge.target) ? last : undefined;
  }

  /** The change over the twelve months before, as a share; `undefined` where the round had no price then. */
  #changeOf(series: PriceSeries, { position, price }: PricePoint): number | undefined {
    const before = series.at(position - 12);
    if (!before || before.position < this.#calendar.roundStart(position)) return undefined;
    return price / before.price - 1;
  }

  #frame(nowMs: number): void {
    const edge = this.#edge.at(nowMs);
    if (this.#stale || edge !== this.#drawnEdge) {
      this.#chart.draw(this.#chosen.series, edge, this.#stale === "other" ? 1 : easePerFrame);
      const roundStart = this.#calendar.roundStart(edge);
      for (const { row, series } of this.#stocks) row.draw(series, roundStart, edge);
      this.#stale = false;
      this.#drawnEdge = edge;
    }
    requestAnimationFrame((nextMs) => this.#frame(nextMs));
  }
}

interface Stock {
  readonly row: WatchlistRow;
  readonly listing: Listing;
  readonly series: PriceSeries;
}

/** How far the price axis moves in a frame towards the prices that are to be seen. */
const easePerFrame = 0.1;

/** The longest step that is a motion and not another place: the empty months between two rounds. */
const maxStepMonths = 12;
