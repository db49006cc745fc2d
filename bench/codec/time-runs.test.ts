import { expect, test } from "vitest";
import { timeRuns } from "./time-runs.js";

test("the time of a run is what the clock says, whatever it takes", () => {
  for (const runUs of [0.5, 20, 30_000]) {
    let us = 0;
    const indexes: number[] = [];
    const run = (index: number): void => {
      us += runUs;
      indexes.push(index);
    };
    expect(timeRuns(run, { forMs: 10, nowMs: () => us / 1000 })).toBeCloseTo(runUs * 1000, 3);
    expect(indexes).toEqual(indexes.map((_, i) => i));
  }
});

test("it reads the clock seldom, and does not run much longer than it should", () => {
  let us = 0;
  let reads = 0;
  const read = (): number => {
    reads++;
    return us / 1000;
  };
  timeRuns(() => us++, { forMs: 20, nowMs: read });
  expect(reads).toBeLessThan(200);
  expect(us).toBeLessThan(21_000);
});
