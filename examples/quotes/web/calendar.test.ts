import { expect, test } from "vitest";
import type { Listing } from "../quotes.client.js";
import { Calendar } from "./calendar.js";

const month = (text: string) => new Date(`${text}-01T00:00:00Z`);
const listing = (first: string, last: string): Listing => ({
  symbol: "X",
  company: "X",
  first: month(first),
  last: month(last),
});

/** A year of months, and the four empty ones after them. */
const calendar = new Calendar([listing("2001-03", "2001-12"), listing("2001-01", "2001-06")]);

test.each([
  ["2001-01", 1, 0],
  ["2001-12", 1, 11],
  ["2001-01", 2, 16],
  ["2001-03", 3, 34],
])("%s of round %i is month %i", (text, round, position) => {
  expect(calendar.positionOf({ time: month(text), round })).toBe(position);
  expect(calendar.dateOf(position)).toEqual(month(text));
});

test("between two rounds there is no date", () => {
  expect([12, 15].map((position) => calendar.dateOf(position))).toEqual([undefined, undefined]);
});

test("a round begins and ends", () => {
  expect([0, 15.9, 16, 40].map((position) => calendar.roundStart(position))).toEqual([0, 0, 16, 32]);
  expect([0, 15.9, 16].map((position) => calendar.roundEnd(position))).toEqual([11, 11, 27]);
});
