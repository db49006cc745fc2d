import { readFile } from "node:fs/promises";
import { defaultLimits } from "@hawser/core";
import { median, spread } from "../median.js";
import { report } from "../readme.js";
import { Child } from "./child.js";
import type { Awakening, ConsumersOrder, Latencies } from "./consumers.js";
import { type Policy, policies } from "./policies.js";
import type { ServerOrder } from "./slow-server.js";

const stalledConsumers = 1_000;
const healthyConsumers = 10;
const perSecond = 10_000;
const seconds = 4;

/** What consumers that do not read cost those that do, and what they get when they read again. Writes its table. */
export async function measureSlowConsumers(): Promise<void> {
  const rows = [
    [
      "policy",
      "p99 without, ms",
      "p99 beside them, ms",
      "÷ without",
      "server's memory for them, MB",
      "of which queued, MB",
      "kernel's, MB",
      "when they wake: events",
      "missed",
      "gaps",
      "newest of 100 keys",
      "closed with",
    ],
  ];
  for (const policy of policies) {
    process.stderr.write(`\r${policy}          `);
    rows.push(rowOf(policy, await measure(policy)));
  }
  process.stderr.write("\n");
  const bound = ((stalledConsumers * defaultLimits.maxEventBytes) / 1e6).toFixed(0);
  const note =
    `${stalledConsumers} stalled and ${healthyConsumers} healthy consumers, ${perSecond} events/s, p99 second by second over ` +
    `${seconds} seconds each. ${stalledConsumers} × maxEventBytes is ${bound} MB.`;
  await report("slow consumers", rows, note);
}

interface Measured {
  readonly without: Latencies;
  readonly beside: Latencies;
  readonly memoryMb: number;
  readonly queuedMb: number;
  readonly kernelMb: number;
  readonly awakening: Awakening;
}

async function measure(policy: Policy): Promise<Measured> {
  const [server, { port }] = await Child.start<ServerOrder, { port: number }>("slow-server.ts", [policy]);
  const url = `ws://127.0.0.1:${port}/`;
  const [healthy] = await Child.start<ConsumersOrder, string>("consumers.ts", [url, policy, healthyConsumers]);
  const latencies = async (): Promise<Latencies> => {
    const published = server.order({ do: "publish", perSecond, ms: (seconds + 0.5) * 1_000 });
    const measured = await healthy.order<Latencies>({ do: "measure", seconds });
    await published;
    return measured;
  };
  await server.order({ do: "publish", perSecond, ms: 2_000 });
  await server.peakMb();
  const without = await latencies();
  const beforeMb = await server.peakMb();
  const kernelBeforeMb = await kernelMb();

  const [stalled] = await Child.start<ConsumersOrder, string>("consumers.ts", [url, policy, stalledConsumers]);
  await stalled.order({ do: "pause" });
  await server.order({ do: "fill", consumers: stalledConsumers });
  const beside = await latencies();
  const memoryMb = (await server.peakMb()) - beforeMb;
  const { offset, bufferedBytes } = await server.order<Where>({ do: "say where you are" });
  const kernelAfterMb = await kernelMb();
  const awakening = await stalled.order<Awakening>({ do: "wake", offset });

  for (const child of [stalled, healthy, server]) await child.stop();
  const queuedMb = bufferedBytes / 1e6;
  return { without, beside, memoryMb, queuedMb, kernelMb: kernelAfterMb - kernelBeforeMb, awakening };
}

interface Where {
  readonly offset: number;
  readonly bufferedBytes: number;
}

/** What TCP holds for all sockets of the machine, in pages of 4 KiB in proc(5). */
async function kernelMb(): Promise<number> {
  const [, pages] = /^TCP:.* mem (\d+)/m.exec(await readFile("/proc/net/sockstat", "utf8")) ?? [];
  return (Number(pages) * 4_096) / 1e6;
}

function rowOf(policy: Policy, { without, beside, memoryMb, queuedMb, kernelMb, awakening }: Measured): string[] {
  const { events, missed, gaps, reasons, newestKeys, closeCodes, unfinished } = awakening;
  if (unfinished > 0) throw new Error(`${unfinished} consumers under ${policy} did not come to the end`);
  return [
    policy,
    spread(without),
    spread(beside),
    (median(beside) / median(without)).toFixed(2),
    memoryMb.toFixed(0),
    queuedMb.toFixed(0),
    kernelMb.toFixed(0),
    String(events),
    String(missed),
    gaps === 0 ? "0" : `${gaps} (${reasons.join(", ")})`,
    String(newestKeys),
    Object.entries(closeCodes)
      .map(([code, count]) => `${code} (${count})`)
      .join(", "),
  ];
}
