import { setTimeout } from "node:timers/promises";
import { median, percentile } from "../median.js";
import { Consumer } from "./consumer.js";
import { keyCount } from "./policies.js";

/** What the measurement asks of many consumers in one process. */
export type ConsumersOrder =
  | { readonly do: "pause" }
  /** Answered with {@link Latencies}. */
  | { readonly do: "measure"; readonly seconds: number }
  /** Read again until the offset is reached; answered with {@link Awakening}. */
  | { readonly do: "wake"; readonly offset: number };

/** Milliseconds that 99 of 100 events took at most, second by second. */
export type Latencies = readonly number[];

/** What consumers got when they read again: medians of all consumers, apart from codes. */
export interface Awakening {
  readonly events: number;
  readonly missed: number;
  readonly gaps: number;
  readonly reasons: readonly string[];
  /** Keys whose newest event they have. */
  readonly newestKeys: number;
  /** How often a connection was closed with which code. */
  readonly closeCodes: Readonly<Record<string, number>>;
  /** Consumers that have not come to the end in time. */
  readonly unfinished: number;
}

const [, , url = "", topic = "", count = ""] = process.argv;
const consumers: Consumer[] = [];
for (let i = 0; i < Number(count); i++) consumers.push(await Consumer.open(url, topic));

process.on("message", async (order: ConsumersOrder) => {
  switch (order.do) {
    case "pause":
      for (const consumer of consumers) consumer.pause();
      process.send?.("paused");
      break;
    case "measure":
      process.send?.(await measure(order.seconds));
      break;
    case "wake":
      process.send?.(await wake(order.offset));
      break;
    default:
      order satisfies never;
  }
});
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
process.send?.("ready");

async function measure(seconds: number): Promise<Latencies> {
  const latencies: number[] = [];
  for (const consumer of consumers) consumer.isMeasuring = true;
  for (let second = 0; second < seconds; second++) {
    await setTimeout(1_000);
    latencies.push(
      percentile(
        consumers.flatMap(({ latenciesMs }) => latenciesMs.splice(0)),
        0.99,
      ),
    );
  }
  for (const consumer of consumers) consumer.isMeasuring = false;
  return latencies;
}

async function wake(offset: number): Promise<Awakening> {
  const before = consumers.map(({ events }) => events);
  for (const consumer of consumers) consumer.resume();
  const isDone = (consumer: Consumer): boolean => consumer.offset >= offset || consumer.closeCode !== undefined;
  for (let tries = 0; tries < 600 && !consumers.every(isDone); tries++) await setTimeout(100);
  const codes = consumers.flatMap(({ closeCode }) => (closeCode === undefined ? [] : [closeCode]));
  const newest = (consumer: Consumer): number => {
    return [...consumer.newest.values()].filter((newest) => newest > offset - keyCount).length;
  };
  return {
    events: median(consumers.map(({ events }, i) => events - (before[i] as number))),
    missed: median(consumers.map(({ missed }) => missed)),
    gaps: median(consumers.map(({ gaps }) => gaps.length)),
    reasons: [...new Set(consumers.flatMap(({ gaps }) => gaps))],
    newestKeys: Math.min(...consumers.map(newest)),
    closeCodes: Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((c) => c === code).length])),
    unfinished: consumers.filter((consumer) => !isDone(consumer)).length,
  };
}
