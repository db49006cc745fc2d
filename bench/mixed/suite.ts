import type { ContenderName } from "../fanout/contenders/contenders.js";
import type { Promised, Run, Suite } from "../harness/suite.js";
import type { Load } from "../streams/phase.js";
import { everyMs, measureBesideFanOut } from "./fan-out.js";
import { hasStreams, measureBesideStreams } from "./streams.js";

/** Small calls beside fan-out: whoever has calls and topics. */
const withTopics = [
  "hawser",
  "hawser-ws",
  "ws-json",
  "socketio",
  "trpc",
  "orpc",
] as const satisfies readonly ContenderName[];

const mixed: Suite = {
  name: "mixed",
  title: "Small calls beside large things",
  rows: [...withTopics, "uws-msgpackr"],
  quickRows: ["hawser", "uws-msgpackr"],
  notes: `A small call every 2 ms, timed from the moment when it was due, so that one which had to wait before it could be sent counts, too.
Beside a stream it goes over the same connection, and the stream is as fast as both ends can make it: \`uws-msgpackr\` is what one would write first on
uWebSockets.js and msgpackr, which writes a stream as it is produced. Beside fan-out it has a connection of its own, and
1,000 subscribers get an event every ${everyMs} ms, which is all that they get: the rest of the time the server has nothing else to do. Client and
subscribers share a core there. × is the p99 beside the load divided by the p99 without, within one round.`,
  seconds: { whole: 175, quick: 10 },
  cells: (row, { quick }) => [
    ...(hasStreams(row) ? cellsOf("alone, where streams follow", besideOf(quick)) : []),
    ...(isWithTopics(row) ? cellsOf("alone, where fan-out follows", ["fan-out"]) : []),
  ],
  run: (run) => runMixed(run),
};
export default mixed;

function cellsOf(alone: string, beside: readonly string[]): Promised[] {
  return [
    { workload: alone, metric: "call p99", unit: "ms" },
    ...beside.flatMap((load) => [
      { workload: `beside ${load}`, metric: "call p99", unit: "ms" },
      { workload: `beside ${load}`, metric: "call p99 ÷ alone", unit: "×" },
    ]),
  ];
}

function besideOf(quick: boolean): Load[] {
  return quick ? ["a server stream"] : ["a server stream", "a client stream"];
}

async function runMixed(run: Run): Promise<void> {
  const rounds = run.quick ? 1 : 3;
  const steps = run.rows.flatMap((row) => [
    ...(hasStreams(row) ? [{ row, beside: "streams", measure: measureRowBesideStreams }] : []),
    ...(isWithTopics(row) ? [{ row, beside: "fan-out", measure: measureRowBesideFanOut }] : []),
  ]);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { row, beside, measure }] of steps.entries()) {
      run.progress(round * steps.length + i, rounds * steps.length, `${row} beside ${beside}`);
      try {
        await measure(run, row as never);
      } catch (error) {
        run.failed(row, `beside ${beside}`, error);
      }
    }
  }
}

function isWithTopics(row: string): row is (typeof withTopics)[number] {
  return withTopics.some((name) => name === row);
}

async function measureRowBesideStreams(run: Run, row: string): Promise<void> {
  const p99Ms = await measureBesideStreams(row, ["nothing", ...besideOf(run.quick)]);
  const aloneMs = p99Ms.get("nothing") as number;
  p99Ms.delete("nothing");
  recordAlone(run, { row, workload: "alone, where streams follow" }, aloneMs);
  for (const [load, ms] of p99Ms) recordBeside(run, { row, workload: `beside ${load}` }, { aloneMs, ms });
}

async function measureRowBesideFanOut(run: Run, row: ContenderName): Promise<void> {
  const load = run.quick ? { subscribers: 200, forMs: 300 } : { subscribers: 1_000, forMs: 2_000 };
  const { aloneMs, besideMs } = await measureBesideFanOut(row, load);
  recordAlone(run, { row, workload: "alone, where fan-out follows" }, aloneMs);
  recordBeside(run, { row, workload: "beside fan-out" }, { aloneMs, ms: besideMs });
}

interface Place {
  readonly row: string;
  readonly workload: string;
}

function recordAlone(run: Run, place: Place, ms: number): void {
  run.record({ ...place, metric: "call p99", unit: "ms" }, ms);
}

function recordBeside(run: Run, place: Place, { aloneMs, ms }: { aloneMs: number; ms: number }): void {
  run.record({ ...place, metric: "call p99", unit: "ms" }, ms);
  run.record({ ...place, metric: "call p99 ÷ alone", unit: "×" }, ms / aloneMs);
}
