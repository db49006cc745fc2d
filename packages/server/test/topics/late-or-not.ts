import fc from "fast-check";
import { MemoryBroker } from "../../src/topics/memory-broker.js";
import { LateBroker } from "./late-broker.js";

/** Brokers for random tests, which make them of {@link delays}. */
export const brokers = [
  ["in memory", () => new MemoryBroker()],
  ["that answers late", (delays: readonly number[]) => lateBroker(delays)],
] as const;

/** How late the second of them is, over and over again: no time, a turn of the loop, or a millisecond. */
export const delays = fc.array(fc.nat({ max: 2 }), { minLength: 1 });

/** Fixed in CI, so that what fails there fails again. */
export const runs = { numRuns: 60, ...(process.env.CI ? { seed: 1 } : {}) };

function lateBroker(all: readonly number[]): LateBroker {
  let index = 0;
  return new LateBroker(() => ((all[index++ % all.length] ?? 0) === 2 ? 1 : 0));
}
