import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TypingSignal } from "./typing-signal.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("tells at once, and no more while it lasts", () => {
  const tell = vi.fn();
  const signal = new TypingSignal(tell);
  for (let second = 0; second < 7; second += 1) {
    signal.typed("x".repeat(second + 1));
    vi.advanceTimersByTime(1_000);
  }
  expect(tell.mock.calls).toEqual([[true]]);
});

test("tells that it is over after a pause", () => {
  const tell = vi.fn();
  new TypingSignal(tell).typed("hi");
  vi.advanceTimersByTime(4_000);
  expect(tell.mock.calls).toEqual([[true], [false]]);
});

test("tells that it is over when the text is sent or emptied, and says nothing twice", () => {
  const tell = vi.fn();
  const signal = new TypingSignal(tell);
  signal.typed("hi");
  signal.stop();
  signal.stop();
  signal.typed("again");
  signal.typed(" ");
  vi.advanceTimersByTime(10_000);
  expect(tell.mock.calls).toEqual([[true], [false], [true], [false]]);
});
