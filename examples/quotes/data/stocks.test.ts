import { expect, test } from "vitest";
import { listingsOf } from "./listings.js";
import { readStocks } from "./stocks.js";

const prices = readStocks();

test("every price of the file is there", () => {
  expect(prices).toHaveLength(560);
  const google = prices.filter(({ symbol }) => symbol === "GOOG");
  expect(google).toHaveLength(68);
  expect(google[0]).toEqual({ symbol: "GOOG", time: new Date("2004-08-01T00:00:00Z"), price: 102.37 });
  expect(google.at(-1)).toEqual({ symbol: "GOOG", time: new Date("2010-03-01T00:00:00Z"), price: 560.19 });
});

test("they are in the order of their months", () => {
  const times = prices.map(({ time }) => time.getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(prices.slice(0, 5).map(({ symbol, price }) => `${symbol} ${price}`)).toEqual([
    "AAPL 25.94",
    "AMZN 64.56",
    "IBM 100.52",
    "MSFT 39.81",
    "AAPL 28.66",
  ]);
});

test("a listing says from when to when there are prices", () => {
  const listings = listingsOf(prices);
  expect(listings.map(({ symbol }) => symbol)).toEqual(["AAPL", "AMZN", "GOOG", "IBM", "MSFT"]);
  expect(listings[2]).toEqual({
    symbol: "GOOG",
    company: "Google",
    first: new Date("2004-08-01T00:00:00Z"),
    last: new Date("2010-03-01T00:00:00Z"),
  });
});
