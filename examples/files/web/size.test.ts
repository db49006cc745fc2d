import { expect, test } from "vitest";
import { formatBytes } from "./size.js";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1_000, "0.98 KB"],
  [1_536, "1.5 KB"],
  [64 * 2 ** 20, "64 MB"],
  [256 * 2 ** 20, "256 MB"],
  [12.34 * 2 ** 20, "12.3 MB"],
  [1_023 * 2 ** 20, "1 GB"],
  [5_000 * 2 ** 30, "5000 GB"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text.replace(" ", "\u00a0"));
});
