import { median, spread } from "../median.js";
import { report } from "../readme.js";
import { Child } from "./child.js";
import type { FanOutOrder } from "./fan-out-server.js";
import { type Way, ways } from "./fan-out-ways.js";

const rounds = 3;
const subscribers = 1_000;
const ticks = 30;
const eventsPerTick = [1, 10] as const;

/** What it costs the server to bring an event to many: natively, in a loop, and as Hawser does. Writes its table. */
export async function measureFanOut(): Promise<void> {
  const cpuMs = new Map<string, number[]>();
  for (let round = 1; round <= rounds; round++) {
    for (const way of ways) {
      process.stderr.write(`\rround ${round} of ${rounds}, ${way}          `);
      const [server, { port }] = await Child.start<FanOutOrder, { port: number }>("fan-out-server.ts", [way]);
      const [sinks] = await Child.start("sinks.ts", [port, way, subscribers]);
      for (const events of eventsPerTick) {
        await server.order({ ticks: 10, events });
        const spentMs = await server.order<number>({ ticks, events });
        const key = keyOf(way, events);
        cpuMs.set(key, [...(cpuMs.get(key) ?? []), spentMs / ticks]);
      }
      for (const child of [sinks, server]) await child.stop();
    }
  }
  process.stderr.write("\n");
  const valuesOf = (way: Way, events: number): number[] => cpuMs.get(keyOf(way, events)) ?? [];
  const rows = eventsPerTick.map((events) => {
    const hawser = median(valuesOf("Hawser", events));
    const ratios = ways.slice(1).map((way) => (hawser / median(valuesOf(way, events))).toFixed(2));
    return [String(events), ...ways.map((way) => spread(valuesOf(way, events))), ...ratios];
  });
  const header = [
    "events per tick",
    ...ways.map((way) => `${way}: server CPU per tick, ms`),
    ...ways.slice(1).map((way) => `Hawser ÷ ${way}`),
  ];
  const note = `Median (least to most) of ${rounds} interleaved rounds of ${ticks} ticks, ${subscribers} subscribers.`;
  await report("fan-out", [header, ...rows], note);
}

function keyOf(way: Way, events: number): string {
  return `${way} ${events}`;
}
