import type { ContenderName } from "../fanout/contenders/contenders.js";
import type { Promised, Run, Suite } from "../harness/suite.js";
import type { Load } from "../streams/phase.js";
import { everyMs, measureBesideFanOut } from "./fan-out.js";
import { type BesideStream, type Heap, hasStreams, heaps, measureBesideStreams } from "./streams.js";

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
uWebSockets.js and msgpackr, which writes a stream as it is produced. "With room" both processes run under
\`node ${heaps["with room"].join(" ")}\`, which marks the whole heap that much later. Beside fan-out a call has a connection of its own, and
1,000 subscribers get an event every ${everyMs} ms, which is all that they get: the rest of the time the server has nothing else to do. Client and
subscribers share a core there. × is the p99 beside the load divided by the p99 without, within one round.`,
  seconds: { whole: 195, quick: 10 },
  cells: (row, { quick }) => [
    ...(hasStreams(row) ? heapsOf(row, quick).flatMap((heap) => cellsOfStreams(heap, besideOf(quick))) : []),
    ...(isWithTopics(row) ? cellsOf("alone, where fan-out follows", ["fan-out"]) : []),
  ],
  run: (run) => runMixed(run),
};
export default mixed;

function cellsOf(alone: string, beside: readonly string[]): Promised[] {
  return [
    { workload: alone, metric: "call p99", unit: "ms" },
    ...beside.flatMap((load) => besideCells(`beside ${load}`)),
  ];
}

function besideCells(workload: string): Promised[] {
  return [
    { workload, metric: "call p99", unit: "ms" },
    { workload, metric: "call p99 ÷ alone", unit: "×" },
  ];
}

function cellsOfStreams(heap: Heap, beside: readonly Load[]): Promised[] {
  const { alone, besides } = placesOf(heap, beside);
  return [
    ...cellsOf(alone, []),
    ...besides.flatMap(({ workload }) => [...besideCells(workload), { workload, metric: "stream", unit: "MB/s" }]),
  ];
}

function heapsOf(row: string, quick: boolean): Heap[] {
  return row === "hawser" && !quick ? ["as it starts", "with room"] : ["as it starts"];
}

interface StreamPlaces {
  readonly alone: string;
  readonly besides: readonly { readonly load: Load; readonly workload: string }[];
}

function placesOf(heap: Heap, beside: readonly Load[]): StreamPlaces {
  const suffix = heap === "as it starts" ? "" : `, ${heap}`;
  return {
    alone: `alone, where streams follow${suffix}`,
    besides: beside.map((load) => ({ load, workload: `beside ${load}${suffix}` })),
  };
}

function besideOf(quick: boolean): Load[] {
  return quick ? ["a server stream"] : ["a server stream", "a client stream"];
}

async function runMixed(run: Run): Promise<void> {
  const rounds = run.quick ? 1 : 3;
  const steps = run.rows.flatMap((row) => [
    ...(hasStreams(row)
      ? heapsOf(row, run.quick).map((heap) => ({ row, beside: `streams, ${heap}`, measure: streamsIn(heap) }))
      : []),
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

function streamsIn(heap: Heap): (run: Run, row: string) => Promise<void> {
  return async (run, row) => {
    const beside = besideOf(run.quick);
    const measured = await measureBesideStreams(row, { heap, loads: ["nothing", ...beside] });
    const of = (load: Load): BesideStream => measured.get(load) as BesideStream;
    const aloneMs = of("nothing").p99Ms;
    const { alone, besides } = placesOf(heap, beside);
    recordAlone(run, { row, workload: alone }, aloneMs);
    for (const { load, workload } of besides) {
      const { p99Ms, bytesPerSecond } = of(load);
      recordBeside(run, { row, workload }, { aloneMs, ms: p99Ms });
      run.record({ row, workload, metric: "stream", unit: "MB/s" }, bytesPerSecond / 1e6);
    }
  };
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
