import { expect, test } from "vitest";
import { backoffMs, defaultBackoff } from "./backoff.js";

test.each([
  [0, 500],
  [1, 1_000],
  [5, 16_000],
  [6, 30_000],
  [5_000, 30_000],
])("after %i failures waits up to %i ms", (failures, boundMs) => {
  expect(backoffMs(failures, defaultBackoff, () => 1)).toBe(boundMs);
  expect(backoffMs(failures, defaultBackoff, () => 0.25)).toBe(boundMs / 4);
  expect(backoffMs(failures, defaultBackoff, () => 0)).toBe(0);
});
