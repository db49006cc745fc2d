import { expect, test } from "vitest";
import { FakeClock } from "../test/fake-clock.js";
import { Deadlines } from "./deadlines.js";

test("keeps one timer, for the earliest deadline", async () => {
  const clock = new FakeClock();
  const dueMs: number[] = [];
  const startMs = clock.now();
  const all = [startMs + 300, startMs + 100, startMs + 200];
  const deadlines = new Deadlines(clock, (nowMs) => {
    dueMs.push(nowMs - startMs);
    return Math.min(...all.filter((deadlineMs) => deadlineMs > nowMs));
  });
  expect([deadlines.add(300), deadlines.add(100), deadlines.add(200)]).toEqual(all);
  expect(clock.delaysMs).toEqual([100]);
  await clock.advance(1_000);
  expect(dueMs).toEqual([100, 200, 300]);
  expect(clock.delaysMs).toEqual([]);
});

test("sets no timer for a deadline that never comes", () => {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock, () => Number.POSITIVE_INFINITY);
  expect(deadlines.add(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(clock.delaysMs).toEqual([]);
});

test("a delay beyond what timers take rings early and is set again", async () => {
  const clock = new FakeClock();
  const deadlines: Deadlines = new Deadlines(clock, () => deadlineMs);
  const deadlineMs = deadlines.add(2 ** 32);
  expect(clock.delaysMs).toEqual([2 ** 31 - 1]);
  await clock.advance(2 ** 31 - 1);
  expect(clock.delaysMs).toEqual([2 ** 31 - 1]);
  deadlines.clear();
  expect(clock.delaysMs).toEqual([]);
});
