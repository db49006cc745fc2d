import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Sibling packages are tested from their sources: no build comes before a test.
const conditions = ["@hawser/source", ...defaultServerConditions];

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,examples,bench,scripts}/**/*.test.ts"],
    // uWebSockets.js is a native module that must not be loaded into several threads of one process.
    pool: "forks",
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
});
