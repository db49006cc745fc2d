import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { TallyReporter } from "./scripts/tally-reporter.js";

export default defineConfig({
  // Sibling packages are tested from their sources: no build comes before a test.
  ssr: { resolve: { conditions: ["@hawser/source", "node"] } },
  test: {
    include: ["{packages,examples,bench,scripts,tests}/**/*.test.ts"],
    // uWebSockets.js is a native module, which is not meant for several threads of one process.
    pool: "forks",
    // Many tests wait more than they compute, so that two share two cores well.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["default", new TallyReporter()],
    tags: [{ name: "slow", description: "Installs, builds or starts whole programs.", timeout: 180_000 }],
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
});
