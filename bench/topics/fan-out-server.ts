import { setTimeout } from "node:timers/promises";
import { servers, type Way } from "./fan-out-ways.js";

/** Answered with the milliseconds of CPU that it took. */
export interface FanOutOrder {
  readonly ticks: number;
  /** In each tick. */
  readonly events: number;
}

/** Long enough that every tick begins with nothing left of the one before. */
const tickMs = 20;

const [, , way] = process.argv as [string, string, Way];
const server = await servers[way]();
let offset = 0;

process.on("message", async ({ ticks, events }: FanOutOrder) => {
  const before = process.cpuUsage();
  for (let tick = 0; tick < ticks; tick++) {
    for (let i = 0; i < events; i++) server.publish(++offset);
    await setTimeout(tickMs);
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1_000);
});
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
process.send?.({ port: server.port });
