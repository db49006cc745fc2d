import type { Run } from "../harness/suite.js";
import type { Pair } from "./pair.js";
import { meterWire } from "./wire-meter.js";
import { workloads } from "./workloads.js";

/** Counts what a row's calls put on the wire, by a relay and so apart from all that is timed. */
export async function countWire(run: Run, row: string, pair: Pair): Promise<void> {
  const meter = await meterWire(pair.server.port);
  try {
    for (const workload of workloads) {
      await pair.open(workload.connections, meter.port);
      meter.read();
      const { calls } = await pair.call(workload, { calls: workload.countedCalls, ms: 10_000 });
      const wire = meter.read();
      for (const way of ["up", "down"] as const) {
        const name = { row, workload: workload.name };
        run.record({ ...name, metric: `bytes ${way}`, unit: "bytes/call" }, wire[way].bytes / calls);
        run.record({ ...name, metric: `messages ${way}`, unit: "messages/call" }, wire[way].messages / calls);
      }
      await pair.close();
    }
  } finally {
    await meter.close();
  }
}
