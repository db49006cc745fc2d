import { defaultLimits } from "@hawser/core";
import { expect, test } from "vitest";
import { limitsOf } from "./limits.js";

test("what is absent or undefined is the default", () => {
  expect(limitsOf()).toEqual(defaultLimits);
  expect(limitsOf({ helloTimeoutMs: undefined, maxSubscriptions: 5 })).toEqual({
    ...defaultLimits,
    maxSubscriptions: 5,
  });
});

test("refuses names that are no limits, those of Object's own members included", () => {
  expect(() => limitsOf({ toString: 5 } as object)).toThrow("there is no such limit");
});

test("refuses a hello timeout that no timer can wait for", () => {
  expect(limitsOf({ helloTimeoutMs: 2 ** 31 - 1 }).helloTimeoutMs).toBe(2 ** 31 - 1);
  expect(() => limitsOf({ helloTimeoutMs: 2 ** 31 })).toThrow("limits.helloTimeoutMs");
});
