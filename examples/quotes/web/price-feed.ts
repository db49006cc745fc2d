import type { Gap } from "@hawser/client";
import type { Listing, Quotes, Tick } from "../quotes.client.js";
import type { Calendar } from "./calendar.js";
import { LiveList } from "./live-list.js";
import { PriceSeries } from "./price-series.js";

export interface PriceFeedOptions {
  readonly calendar: Calendar;
  /** A series is another. */
  readonly onChange: () => void;
  /** Another price was published. */
  readonly onEvent: () => void;
  readonly onGap: (gap: Gap) => void;
}

/** The prices of all stocks: the past from calls, what comes from one subscription. */
export class PriceFeed {
  readonly #calendar: Calendar;
  readonly #series: ReadonlyMap<string, PriceSeries>;

  constructor(live: Quotes, listings: readonly Listing[], options: PriceFeedOptions) {
    const { calendar, onChange, onEvent, onGap } = options;
    this.#calendar = calendar;
    this.#series = new Map(listings.map(({ symbol }) => [symbol, new PriceSeries()]));
    new LiveList<Tick>({
      subscribe: (options) => live.stocks.ticks.subscribe(options),
      load: async () => {
        const calls = listings.map(({ symbol }) => live.stocks.history({ symbol, points: historyPoints }));
        return (await Promise.all(calls)).flat();
      },
      onHistory: (ticks) => {
        for (const series of this.#series.values()) series.clear();
        for (const tick of ticks) this.#add(tick);
        onChange();
      },
      add: (tick) => {
        this.#add(tick);
        onChange();
      },
      onEvent,
      onGap,
    });
  }

  /** @param symbol of one of the stocks that it was made for. */
  seriesOf(symbol: string): PriceSeries {
    const series = this.#series.get(symbol);
    if (!series) throw new Error(`there is no stock ${symbol}`);
    return series;
  }

  #add(tick: Tick): void {
    this.#series.get(tick.symbol)?.push({ position: this.#calendar.positionOf(tick), price: tick.price });
  }
}

/** The months that the chart shows, and those that a change over twelve months looks back to. */
const historyPoints = 80;
