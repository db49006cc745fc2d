import { expect, test } from "vitest";
import { withTimeout } from "./with-timeout.js";

test("what ends in time is as it ends", async () => {
  expect(await withTimeout(Promise.resolve(1), { ms: 1_000, what: "it" })).toBe(1);
  await expect(withTimeout(Promise.reject(new Error("no")), { ms: 1_000, what: "it" })).rejects.toThrow("no");
});

test("what does not end fails by its name", async () => {
  const never = new Promise(() => {});
  await expect(withTimeout(never, { ms: 10, what: '"call"' })).rejects.toThrow('"call" has not ended within 0.01 s');
});
