import { expect, test } from "vitest";
import { PriceSeries } from "./price-series.js";

function seriesOf(...points: [position: number, price: number][]): PriceSeries {
  const series = new PriceSeries();
  for (const [position, price] of points) series.push({ position, price });
  return series;
}

test("a pen between two months is between their prices", () => {
  expect(seriesOf([1, 10], [2, 20], [3, 40]).drawn(0, 2.25)).toEqual([
    [1, 2, 2.25],
    [10, 20, 25],
  ]);
});

test("a pen on a month, or after the last, stays with what is known", () => {
  const series = seriesOf([1, 10], [2, 20]);
  expect(series.drawn(0, 2)[0]).toEqual([1, 2]);
  expect(series.drawn(0, 2.5)[0]).toEqual([1, 2]);
});

test("where months are missing, the line breaks and the pen waits", () => {
  const series = seriesOf([1, 10], [5, 50]);
  expect(series.drawn(0, 6)).toEqual([
    [1, 2, 5],
    [10, null, 50],
  ]);
  expect(series.drawn(0, 4.5)).toEqual([
    [1, 2],
    [10, null],
  ]);
});

test("missing months are known once a later one is there", () => {
  const series = seriesOf([1, 10], [2, 20], [5, 50], [7, 70]);
  expect(series.holes(1, 7)).toEqual([
    { from: 3, to: 4 },
    { from: 6, to: 6 },
  ]);
  expect(series.holes(1, 6)).toEqual([{ from: 3, to: 4 }]);
  expect(series.holes(3, 7)).toEqual([{ from: 6, to: 6 }]);
  expect(seriesOf([1, 10], [2, 20]).holes(0, 9)).toEqual([]);
});

test("one point before the left end is drawn, so that the line comes from outside", () => {
  expect(seriesOf([1, 10], [2, 20], [3, 30]).drawn(2.5, 3)[0]).toEqual([2, 3]);
});

test("what is not newer than the last is known already", () => {
  const series = seriesOf([1, 10], [2, 20]);
  series.push({ position: 2, price: 99 });
  series.push({ position: 1, price: 99 });
  series.push({ position: 3, price: 30 });
  expect(series.drawn(0, 9)).toEqual([
    [1, 2, 3],
    [10, 20, 30],
  ]);
  expect(series.at(2)?.price).toBe(20);
});

test("it keeps a bounded number of points", () => {
  const series = new PriceSeries();
  for (let position = 0; position < 1_000; position += 1) series.push({ position, price: 1 });
  expect(series.drawn(0, 1_000)[0]).toHaveLength(200);
  expect(series.last?.position).toBe(999);
});
