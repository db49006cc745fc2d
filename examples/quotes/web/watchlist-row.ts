import type { Listing } from "../quotes.client.js";
import { element } from "./element.js";
import { formatChange, formatMonth, formatPrice } from "./formats.js";
import type { Palette } from "./palette.js";
import type { PriceSeries } from "./price-series.js";
import { Sparkline } from "./sparkline.js";

/** One stock in the list to choose from: a radio button that looks like more. */
export class WatchlistRow {
  readonly input: HTMLInputElement;
  readonly #listing: Listing;
  readonly #price = element("span", "stock-price");
  readonly #change = element("span", "stock-change");
  readonly #sparkline: Sparkline;

  constructor(container: HTMLElement, listing: Listing, palette: Palette) {
    this.#listing = listing;
    this.input = element("input", "stock-input");
    this.input.type = "radio";
    this.input.name = "symbol";
    this.input.value = listing.symbol;
    const line = element("span", "stock-line");
    line.ariaHidden = "true";
    const names = element(
      "span",
      "stock-names",
      element("span", "stock-symbol", listing.symbol),
      element("span", "stock-company", listing.company),
    );
    const row = element(
      "label",
      "stock",
      this.input,
      names,
      line,
      element("span", "stock-numbers", this.#price, this.#change),
    );
    row.dataset.symbol = listing.symbol;
    container.append(row);
    this.#sparkline = new Sparkline(line, palette);
  }

  showPrice(price: number | undefined, change: number | undefined): void {
    this.#price.textContent = price === undefined ? "\u2013" : formatPrice(price);
    if (price === undefined) this.#change.textContent = `from ${formatMonth(this.#listing.first)}`;
    else this.#change.textContent = change === undefined ? "" : formatChange(change);
    this.#change.dataset.trend = trendOf(change);
  }

  draw(series: PriceSeries, from: number, edge: number): void {
    this.#sparkline.draw(series, from, edge);
  }
}

export function trendOf(change: number | undefined): "up" | "down" | "none" {
  return change === undefined ? "none" : change < 0 ? "down" : "up";
}
