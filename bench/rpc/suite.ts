import type { Promised, Run, Suite } from "../harness/suite.js";
import { countWire } from "./count-wire.js";
import { driveBatched } from "./drive-batched.js";
import { notes } from "./notes.js";
import { Pair } from "./pair.js";
import { type Row, rows } from "./rows.js";
import { type Times, timeCalls } from "./time-calls.js";
import { batched, type Workload, workloads } from "./workloads.js";

const suite: Suite = {
  name: "rpc",
  title: "Calls",
  rows: Object.keys(rows),
  quickRows: ["hawser", "uws-msgpackr", "trpc"],
  notes,
  seconds: { whole: 395, quick: 23 },
  cells: (row) => [...workloads.flatMap(cellsOf), ...(rows[row]?.hasGenerator ? batchedCells : [])],
  run,
};
export default suite;

function cellsOf({ name: workload }: Workload): Promised[] {
  const wire = ["bytes up", "messages up", "bytes down", "messages down"].map((metric) => {
    return { workload, metric, unit: metric.startsWith("bytes") ? "bytes/call" : "messages/call" };
  });
  return [
    ...wire,
    { workload, metric: "calls", unit: "calls/s" },
    ...["p50", "p99"].map((metric) => ({ workload, metric, unit: "ms" })),
    ...["server CPU", "client CPU"].map((metric) => ({ workload, metric, unit: "s/100,000 calls" })),
  ];
}

const batchedCells: readonly Promised[] = [
  { workload: batched.name, metric: "calls", unit: "calls/s" },
  { workload: batched.name, metric: "server CPU", unit: "s/100,000 calls" },
  { workload: batched.name, metric: "server's core", unit: "busy part" },
];

async function run(run: Run): Promise<void> {
  const { rounds, times } = run.quick ? quick : whole;
  const driven = run.rows.filter((row) => rows[row]?.hasGenerator);
  const total = rounds * (run.rows.length + driven.length);
  let done = 0;
  const step = async (row: string, what: string, work: () => Promise<void>): Promise<void> => {
    run.progress(done++, total, `${row}, ${what}`);
    try {
      await work();
    } catch (error) {
      run.failed(row, what, error);
    }
  };
  for (let round = 1; round <= rounds; round++) {
    for (const row of run.rows) {
      await step(row, `round ${round}`, () =>
        Pair.with(rows[row] as Row, async (pair) => {
          if (round === 1) await countWire(run, row, pair);
          await timeCalls(run, row, { pair, times });
        }),
      );
    }
    for (const row of driven) await step(row, batched.name, () => driveBatched(run, row, times));
  }
}

/** Warming up counts calls: that, and not time, is what an engine goes by. */
const whole: Plan = { rounds: 3, times: { warmUp: { calls: 20_000, ms: 300 }, run: { calls: 200_000, ms: 700 } } };
const quick: Plan = { rounds: 1, times: { warmUp: { calls: 20_000, ms: 150 }, run: { calls: 100_000, ms: 150 } } };

interface Plan {
  readonly rounds: number;
  readonly times: Times;
}
