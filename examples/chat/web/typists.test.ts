import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Typists } from "./typists.js";
import { typingText } from "./view/typing-line.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("somebody is typing until they stop, or nothing is heard of them", () => {
  const onChange = vi.fn();
  const typists = new Typists(onChange);
  typists.heard("Ada", true);
  typists.heard("Grace", true);
  vi.advanceTimersByTime(4_000);
  typists.heard("Ada", true);
  expect(typists.nicks).toEqual(["Ada", "Grace"]);
  vi.advanceTimersByTime(2_000);
  expect(typists.nicks).toEqual(["Ada"]);
  typists.heard("Ada", false);
  expect(typists.nicks).toEqual([]);
  expect(onChange).toHaveBeenCalledTimes(5);
});

test("leaving a room forgets everyone, and leaves no timer", () => {
  const typists = new Typists(() => {});
  typists.heard("Ada", true);
  typists.clear();
  expect(typists.nicks).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  [[], ""],
  [["Ada"], "Ada is typing"],
  [["Ada", "Grace"], "Ada and Grace are typing"],
  [["Ada", "Grace", "Linus"], "Ada and 2 others are typing"],
])("%j is said as %j", (nicks, text) => {
  expect(typingText(nicks)).toBe(text);
});
