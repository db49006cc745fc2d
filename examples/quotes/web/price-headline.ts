import type { Listing } from "../quotes.client.js";
import { byId } from "./element.js";
import { formatChange, formatMonth, formatPrice } from "./formats.js";
import { trendOf } from "./watchlist-row.js";

export interface Headline {
  readonly listing: Listing;
  /** `undefined` where there is none yet. */
  readonly price: number | undefined;
  /** Start of the price's month in UTC. */
  readonly month: Date | undefined;
  /** Over the twelve months before, as a share. */
  readonly change: number | undefined;
  /** Of the chart. */
  readonly missedMonths: number;
}

/** Shows one price in words, above the chart. */
export function showHeadline({ listing, price, month, change, missedMonths }: Headline): void {
  byId("price-company", HTMLElement).textContent = listing.company;
  byId("price-symbol", HTMLElement).textContent = listing.symbol;
  byId("price-now", HTMLElement).textContent = price === undefined ? "\u2013" : formatPrice(price);
  byId("price-month", HTMLElement).textContent = month
    ? formatMonth(month)
    : `first price in ${formatMonth(listing.first)}`;
  const changeView = byId("price-change", HTMLElement);
  changeView.textContent = change === undefined ? "" : `${formatChange(change)} in 12 months`;
  changeView.dataset.trend = trendOf(change);
  const missed = missedMonths > 0 ? `, months missed: ${missedMonths}` : "";
  byId("price-chart", HTMLElement).ariaLabel =
    `Price of ${listing.company} over the last five years of the replay${missed}`;
}
