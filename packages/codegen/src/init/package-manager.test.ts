import { expect, test } from "vitest";
import { packageManager } from "./package-manager.js";

test.each([
  ["pnpm/9.1.0 npm/? node/v20.20.0 linux x64", "pnpm"],
  ["npm/10.8.2 node/v20.20.0 linux x64 workspaces/false", "npm"],
  ["bun/1.1.0 npm/? node/v20", "bun"],
  [undefined, "npm"],
  ["something else", "npm"],
])("%s is %s", (userAgent, manager) => {
  expect(packageManager(userAgent)).toBe(manager);
});
