import type { Gap } from "@hawser/client";
import type { Listing, Quotes, Tick } from "../quotes.client.js";
import type { Calendar } from "./calendar.js";
import { LiveList } from "./live-list.js";
import { type PricePoint, PriceSeries } from "./price-series.js";

export interface PriceFeedOptions {
  readonly calendar: Calendar;
  /** The series is another. */
  readonly onChange: () => void;
  /** Another price was published. */
  readonly onEvent: () => void;
  readonly onGap: (gap: Gap) => void;
}

/** One stock's prices: the past from a call, what comes from a subscription. */
export class PriceFeed {
  readonly listing: Listing;
  readonly series = new PriceSeries();

  constructor(live: Quotes, listing: Listing, { calendar, onChange, onEvent, onGap }: PriceFeedOptions) {
    this.listing = listing;
    const { symbol } = listing;
    const pointOf = (tick: Tick): PricePoint => ({ position: calendar.positionOf(tick), price: tick.price });
    new LiveList<Tick>({
      subscribe: (options) => live.stocks.ticks.subscribe({ symbol }, options),
      load: () => live.stocks.history({ symbol, points: historyPoints }),
      onHistory: (ticks) => {
        this.series.replace(ticks.map(pointOf));
        onChange();
      },
      add: (tick) => {
        this.series.push(pointOf(tick));
        onChange();
      },
      onEvent,
      onGap,
    });
  }
}

/** The months that the chart shows, and those that a change over twelve months looks back to. */
const historyPoints = 80;
