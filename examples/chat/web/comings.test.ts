import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Comings } from "./comings.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("nothing is told of those who were there before", () => {
  const onChange = vi.fn();
  const comings = new Comings(["Ada", "Grace"], onChange);
  comings.show(["Ada", "Grace"]);
  expect(comings.text).toBe("");
  expect(onChange).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("who comes and who leaves is told, for a while", () => {
  const onChange = vi.fn();
  const comings = new Comings(["Ada", "Grace"], onChange);
  comings.show(["Ada", "Linus"]);
  expect(comings.text).toBe("Linus came in, Grace left");
  vi.advanceTimersByTime(6_000);
  expect(comings.text).toBe("");
  expect(onChange).toHaveBeenCalledTimes(2);
});

test("several who come one after the other are told together", () => {
  const comings = new Comings(["Ada"], () => {});
  comings.show(["Ada", "Linus"]);
  vi.advanceTimersByTime(4_000);
  comings.show(["Ada", "Linus", "Grace"]);
  vi.advanceTimersByTime(4_000);
  expect(comings.text).toBe("Linus and Grace came in");
  vi.advanceTimersByTime(2_000);
  expect(comings.text).toBe("");
});

test("who is back soon has not been away", () => {
  const comings = new Comings(["Ada", "Grace"], () => {});
  comings.show(["Ada"]);
  comings.show(["Ada", "Grace"]);
  expect(comings.text).toBe("");
});

test("its end leaves no timer", () => {
  const comings = new Comings([], () => {});
  comings.show(["Ada"]);
  comings.end();
  expect(vi.getTimerCount()).toBe(0);
});
