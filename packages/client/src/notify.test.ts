import { afterEach, expect, test, vi } from "vitest";
import { notify } from "./notify.js";

afterEach(() => vi.restoreAllMocks());

test("passes the arguments on", () => {
  const listener = vi.fn();
  notify(listener, 1, "two");
  notify(undefined, 1);
  expect(listener.mock.calls).toEqual([[1, "two"]]);
});

test("what a listener throws surfaces after this tick, not here", () => {
  const scheduled: (() => void)[] = [];
  vi.spyOn(globalThis, "queueMicrotask").mockImplementation((callback) => void scheduled.push(callback));
  notify(() => {
    throw new Error("of the listener");
  });
  expect(scheduled.length).toBe(1);
  expect(scheduled[0]).toThrow("of the listener");
});
