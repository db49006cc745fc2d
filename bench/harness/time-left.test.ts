import { expect, test } from "vitest";
import { shownSeconds, TimeLeft } from "./time-left.js";

test("before anything has run, what is expected", () => {
  expect(new TimeLeft([{ seconds: 60 }, { seconds: 30 }]).expectedSeconds).toBe(90);
});

test("first by the expectation, then more and more by what the steps take, with the suites that follow", () => {
  let nowMs = 0;
  const left = new TimeLeft([{ seconds: 100 }, { seconds: 30 }], () => nowMs);
  left.begin();
  expect(left.secondsLeft(0, 4)).toBe(130);
  nowMs = 50_000;
  // A quarter took 50 s instead of 25: three quarters of 75 s, and a quarter of 150 s.
  expect(left.secondsLeft(1, 4)).toBe(56.25 + 37.5 + 30);
  nowMs = 200_000;
  expect(left.secondsLeft(4, 4)).toBe(30);
  left.begin();
  expect(left.secondsLeft(0, 2)).toBe(30);
});

test.each([
  [0, "0 s"],
  [34, "40 s"],
  [89, "90 s"],
  [91, "2 min"],
  [1_500, "25 min"],
])("%d seconds are %s", (seconds, shown) => {
  expect(shownSeconds(seconds)).toBe(shown);
});
