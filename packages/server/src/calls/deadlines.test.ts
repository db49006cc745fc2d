import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Deadlines } from "./deadlines.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("rings for the earliest, then for the next that is left", () => {
  const due = [100, 300, 200];
  const rings: number[] = [];
  const deadlines = new Deadlines((nowMs) => {
    rings.push(nowMs);
    return Math.min(...due.filter((deadlineMs) => deadlineMs > nowMs), Number.POSITIVE_INFINITY);
  });
  for (const deadlineMs of due) deadlines.watch(deadlineMs);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(rings).toEqual([100, 200, 300]);
});

test("many deadlines that are close together are one look", () => {
  let looks = 0;
  const deadlines = new Deadlines((nowMs) => {
    looks += 1;
    return nowMs + 0.1 < 100 ? nowMs + 0.1 : Number.POSITIVE_INFINITY;
  });
  deadlines.watch(0);
  vi.advanceTimersByTime(1_000);
  expect(looks).toBeLessThanOrEqual(26);
});

test("one that is further away than a timer can wait does not ring at once", () => {
  let looks = 0;
  const deadlines = new Deadlines(() => {
    looks += 1;
    return Number.POSITIVE_INFINITY;
  });
  deadlines.watch(2 ** 40);
  vi.advanceTimersByTime(60_000);
  expect(looks).toBe(0);
  deadlines.clear();
});
