import type { Run } from "../harness/suite.js";
import type { Until } from "./load.js";
import type { Pair } from "./pair.js";
import { type Workload, workloads } from "./workloads.js";

/** How long each workload runs, after so long of warming up. */
export interface Times {
  readonly warmUp: Until;
  readonly run: Until;
}

/** Runs every workload of a row once. */
export async function timeCalls(run: Run, row: string, { pair, times }: { pair: Pair; times: Times }): Promise<void> {
  for (const connections of new Set(workloads.map(({ connections }) => connections))) {
    await pair.open(connections);
    for (const workload of workloads.filter((workload) => workload.connections === connections)) {
      await timeOne(run, row, { pair, workload, times });
    }
    await pair.close();
  }
}

interface One {
  readonly pair: Pair;
  readonly workload: Workload;
  readonly times: Times;
}

async function timeOne(run: Run, row: string, { pair, workload, times }: One): Promise<void> {
  const { server, load } = pair;
  // With many in flight, an engine sees soonest what runs for every call, and then what runs for every message.
  await pair.call({ ...workload, inFlight: 64 }, times.warmUp);
  if (workload.inFlight < 64) await pair.call(workload, times.warmUp);
  const before = { server: server.cpuSeconds(), load: load.cpuSeconds() };
  const { calls, seconds, p50Ms, p99Ms } = await pair.call(workload, times.run);
  const per100k = 100_000 / calls;
  const record = (metric: string, unit: string, value: number): void => {
    run.record({ row, workload: workload.name, metric, unit }, value);
  };
  record("calls", "calls/s", calls / seconds);
  record("p50", "ms", p50Ms);
  record("p99", "ms", p99Ms);
  record("server CPU", "s/100,000 calls", (server.cpuSeconds() - before.server) * per100k);
  record("client CPU", "s/100,000 calls", (load.cpuSeconds() - before.load) * per100k);
}
