import { writeFile } from "node:fs/promises";
import { median, spread } from "../median.js";
import { watchOthers } from "../others.js";
import { report } from "../readme.js";
import { profileCalls } from "./calls.js";
import { drawShares } from "./draw.js";
import { profileEvents } from "./events.js";
import type { SharesByWork } from "./profiled-process.js";
import { type Stage, stages } from "./stages.js";

/** Where the time of calls and events goes: writes its table into bench/README.md, and its chart. */
const rounds = 3;
const forMs = 5_000;
const inFlight = [1, 64];
const eventsPerTick = [1, 10];

const shares = new Map<string, Map<Stage, number[]>>();

async function main(): Promise<void> {
  const others = await watchOthers();
  let isSampledOften = true;
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    const calls = await profileCalls(inFlight, forMs);
    note("server", calls.server);
    note("client", calls.client);
    note("server of 1,000 subscribers", await profileEvents(eventsPerTick, forMs));
    isSampledOften &&= calls.isSampledOften;
  }
  await writeFile(new URL("../charts/profile.svg", import.meta.url), drawShares(medians()));
  const sampling = isSampledOften
    ? ""
    : " The profiler's thread had to wait for the core like any other (it needs root not to), which shows too much of what waits.";
  await report("profile", table(), `Median of ${rounds} rounds (least to most).${sampling} ${await others()}`);
}

function note(who: string, profiled: SharesByWork): void {
  for (const [work, byStage] of profiled) {
    const column = `${who}, ${work}`;
    const all = shares.get(column) ?? new Map<Stage, number[]>(stages.map((stage) => [stage, []]));
    shares.set(column, all);
    for (const [stage, share] of byStage) all.get(stage)?.push(share);
  }
}

function medians(): Map<string, Map<Stage, number>> {
  const medianOf = (byStage: ReadonlyMap<Stage, number[]>): Map<Stage, number> => {
    return new Map([...byStage].map(([stage, values]) => [stage, median(values)]));
  };
  return new Map([...shares].map(([column, byStage]) => [column, medianOf(byStage)]));
}

/** In percent; what is nowhere a thousandth is left out. */
function table(): string[][] {
  const columns = [...shares.values()];
  const shown = stages.filter((stage) => columns.some((byStage) => Math.max(...(byStage.get(stage) ?? [])) >= 0.001));
  const body = shown.map((stage) => [stage, ...columns.map((byStage) => percent(byStage.get(stage) ?? []))]);
  return [["share of the main thread's time, %", ...shares.keys()], ...body];
}

function percent(values: readonly number[]): string {
  return Math.max(...values) < 0.001 ? "" : spread(values.map((value) => value * 100));
}

await main();
