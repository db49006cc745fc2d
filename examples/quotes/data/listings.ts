import type { StockPrice } from "./stocks.js";

export interface StockListing {
  readonly symbol: string;
  readonly company: string;
  /** Month of the first price, at its start in UTC. */
  readonly first: Date;
  /** Month of the last price, at its start in UTC. */
  readonly last: Date;
}

/** The stocks behind prices that are in the order of time. */
export function listingsOf(prices: readonly StockPrice[]): StockListing[] {
  const listings = new Map<string, StockListing>();
  for (const { symbol, time } of prices) {
    const { first = time } = listings.get(symbol) ?? {};
    listings.set(symbol, { symbol, company: companies[symbol] ?? symbol, first, last: time });
  }
  return [...listings.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

/** `stocks.csv` has only the symbols. */
const companies: Readonly<Record<string, string>> = {
  AAPL: "Apple",
  AMZN: "Amazon",
  GOOG: "Google",
  IBM: "IBM",
  MSFT: "Microsoft",
};
