import { setTimeout } from "node:timers/promises";
import type { Promised, Run, Suite } from "../harness/suite.js";
import type { ContenderName } from "./contenders/contenders.js";
import { type Load, measureFanOut } from "./measure.js";
import { Stage } from "./stage.js";

const rows = [
  "hawser",
  "hawser-ws",
  "uws-publish",
  "uws-loop",
  "ws-json",
  "socketio",
  "socketio-uws",
  "socketio-msgpack",
  "trpc",
  "orpc",
] as const satisfies readonly ContenderName[];

const workloads = ["1 event per tick", "10 events per tick", "1 event per tick, 1% slow"] as const;

/** What a slow subscriber is sent beforehand, in bytes: more than the kernel keeps for it. */
const fillBytes = 8_388_608;

const fanOut: Suite = {
  name: "fanout",
  title: "Fan-out: one publisher, 1,000 subscribers",
  rows,
  quickRows: ["hawser", "uws-publish", "trpc"],
  notes: `One event is a quote of about 100 bytes as JSON, published in the server, as fast as its event loop turns: one per turn of
it, or ten. CPU is the server's, bytes are counted on the subscribers' TCP sockets. The subscribers are bare TCP sockets which
send what the row's own client was recorded to send, and then count and forget what comes, so that both cores are left to
the server's work and the kernel's; a row counts only where every subscriber got the same number of bytes.
With slow ones, 1% of the subscribers have stopped to read and have 8 MB waiting for them; the figures are those of the others.

Every server but the two floors checks each event with zod, once. \`uws-publish\` is uWebSockets.js and its own \`publish\`, \`uws-loop\` a loop
of \`send\`: both send the frame that Hawser sends, ready-made for all, and know nothing of offsets, of who is behind, or of more
than one kind of client. \`ws-json\` is a loop of \`send\` on ws, of JSON made once. Socket.IO brings events to a room, tRPC by an async generator
over \`on()\` of node:events, oRPC by its EventPublisher. Hawser counts offsets, so that each subscriber learns of what it has missed;
none of the others does here.`,
  seconds: { whole: 243, quick: 12 },
  cells: (_, { quick }) => (quick ? workloads.slice(0, 2) : workloads).flatMap(cellsOf),
  run: (run) => runFanOut(run),
};
export default fanOut;

function cellsOf(workload: string): Promised[] {
  return [
    { workload, metric: "deliveries", unit: "1/s" },
    { workload, metric: "server CPU per 1,000,000 deliveries", unit: "s" },
    { workload, metric: "bytes per delivery", unit: "bytes" },
  ];
}

async function runFanOut(run: Run): Promise<void> {
  const rounds = run.quick ? 1 : 3;
  let done = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const row of run.rows) {
      run.progress(done++, rounds * run.rows.length, row);
      try {
        await runRow(run, row as ContenderName);
      } catch (error) {
        run.failed(row, "all", error);
      }
    }
  }
}

async function runRow(run: Run, row: ContenderName): Promise<void> {
  const subscribers = run.quick ? 200 : 1_000;
  const forMs = run.quick ? 150 : 800;
  const stage = await Stage.set(row, 2);
  const measure = async (workload: string, group: number, load: Load): Promise<void> => {
    const measured = await measureFanOut(stage, group, load);
    const cell = { row, workload };
    run.record({ ...cell, metric: "deliveries", unit: "1/s" }, measured.deliveriesPerSecond);
    run.record({ ...cell, metric: "server CPU per 1,000,000 deliveries", unit: "s" }, measured.cpuSecondsPerMillion);
    run.record({ ...cell, metric: "bytes per delivery", unit: "bytes" }, measured.bytesPerDelivery);
  };
  try {
    const { connect, subscribe } = stage.recording;
    const [quotes = [], large = []] = subscribe;
    const healthy = await stage.open(subscribers, connect, quotes);
    await setTimeout(settleMs);
    await measure(workloads[0], healthy, { events: 1, forMs });
    await measure(workloads[1], healthy, { events: 10, forMs });
    if (run.quick) return;
    const slow = await stage.open(subscribers / 100, connect, quotes, large);
    await stage.tell({ do: "pause", group: slow });
    await stage.order({ do: "fill", topic: 1, bytes: fillBytes });
    await measure(workloads[2], healthy, { events: 1, forMs });
  } finally {
    await stage.strike();
  }
}

/** For servers that confirm a subscription before it holds. */
const settleMs = 200;
