import { expect, test } from "vitest";
import { counted, durationOf } from "./duration.js";

test("a duration is in the largest unit of which it is a whole number", () => {
  const texts = [1, 999, 1_000, 90_000, 60_000, 7_200_000, 86_400_000].map(durationOf);
  expect(texts).toEqual([
    "1 millisecond",
    "999 milliseconds",
    "1 second",
    "90 seconds",
    "1 minute",
    "2 hours",
    "1 day",
  ]);
});

test("large numbers are to be read", () => {
  expect([0, 1, 1_000, 1_234_567].map((number) => counted(number, "event"))).toEqual([
    "0 events",
    "1 event",
    "1,000 events",
    "1,234,567 events",
  ]);
});
