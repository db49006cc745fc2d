import { expect, test } from "vitest";
import { median, percentile, spread } from "./median.js";

test.each([
  [[7], 7],
  [[10, 4], 7],
  [[9, 1, 2], 2],
  [[8, 1, 4, 2], 3],
])("the median of %j is %d", (values, expected) => {
  const given = [...values];
  expect(median(given)).toBe(expected);
  expect(given).toEqual(values);
});

test("a percentile is one of the values", () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentile(values, 0.99)).toBe(100);
  expect(percentile(values, 0.5)).toBe(51);
  expect(percentile([3, 5], 0.99)).toBe(5);
});

test("the median is shown between the least and the most", () => {
  expect(spread([1, 2])).toBe("1.50 (1.00 to 2.00)");
});
