import { readFileSync } from "node:fs";
import { datasetFile } from "./dataset-file.js";

/** The closing price of one stock in one month. */
export interface StockPrice {
  readonly symbol: string;
  /** Start of the month, UTC. */
  readonly time: Date;
  /** US dollars. */
  readonly price: number;
}

/** Every price of `stocks.csv`: month by month, and within a month in the order of the symbols. */
export function readStocks(): StockPrice[] {
  const lines = readFileSync(datasetFile("stocks.csv"), "utf8").trimEnd().split("\n").slice(1);
  return lines.map(stockPriceOf).sort((a, b) => a.time.getTime() - b.time.getTime() || compare(a.symbol, b.symbol));
}

/** @param line such as `MSFT,Jan 1 2000,39.81` */
function stockPriceOf(line: string): StockPrice {
  const [symbol, date, price] = line.split(",");
  const time = new Date(`${date} UTC`);
  if (!symbol || Number.isNaN(time.getTime()) || !(Number(price) > 0)) throw new Error(`no stock price: ${line}`);
  return { symbol, time, price: Number(price) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
