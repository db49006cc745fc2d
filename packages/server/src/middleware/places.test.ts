import { expect, test, vi } from "vitest";
import { Places } from "./places.js";

test("tells when the last place is given back, and not while anyone waits", () => {
  const onEmpty = vi.fn();
  const places = new Places(2, onEmpty);
  expect([places.take(), places.take(), places.take()]).toEqual([true, true, false]);
  const enter = vi.fn();
  places.wait(enter);
  expect(places.waiting).toBe(1);
  places.free();
  expect(enter).toHaveBeenCalledOnce();
  expect(places.waiting).toBe(0);
  places.free();
  expect(onEmpty).not.toHaveBeenCalled();
  places.free();
  expect(onEmpty).toHaveBeenCalledOnce();
});

test("who gives up is not called any more; who has a place did not wait", () => {
  const places = new Places(1, () => {});
  places.take();
  const enter = vi.fn();
  places.wait(enter);
  expect(places.giveUp(enter)).toBe(true);
  expect(places.giveUp(enter)).toBe(false);
  places.free();
  expect(enter).not.toHaveBeenCalled();
});
