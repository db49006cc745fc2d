import { setTimeout } from "node:timers/promises";
import { type ContenderName, startClient, startServer } from "../fanout/contenders/contenders.js";
import type { ClientOrder } from "../fanout/drive-client.js";
import type { ServerOrder } from "../fanout/drive-server.js";
import { nowMs } from "../fanout/now.js";
import type { Started } from "../harness/process.js";
import type { Run, Suite } from "../harness/suite.js";
import { median } from "../median.js";

const rows = ["hawser", "hawser-ws", "socketio", "trpc"] as const satisfies readonly ContenderName[];

/** Events come so often, before and after. */
const everyMs = 20;

/** How long the slowest client may take. */
const patienceMs = 60_000;

/** Between the end of a server and the start of the next one, besides what starting takes. */
const downMs = 500;

const reconnect: Suite = {
  name: "reconnect",
  title: "A server that comes back",
  rows,
  quickRows: ["hawser", "socketio"],
  notes: `1,000 clients of the row's own kind, in one process, subscribe to a topic with an event every ${everyMs} ms. Their server is
killed, and ${downMs} ms later another one is started on the same port. Time counts from when that one listens to when half of the clients, and then
all of them, have got an event of it. The delays between attempts are each library's defaults, and decide over most of it; oRPC,
which leaves reconnecting to the socket it is given, is not among the rows. Socket.IO's clients subscribe again by a few lines of their own,
as its documentation has it.`,
  seconds: { whole: 120, quick: 8 },
  cells: (_, { quick }) => {
    return ["until half are back", "until all are back"].map((metric) => ({
      workload: workloadOf(quick),
      metric,
      unit: "ms",
    }));
  },
  run: (run) => runReconnect(run),
};
export default reconnect;

async function runReconnect(run: Run): Promise<void> {
  const rounds = run.quick ? 1 : 3;
  let done = 0;
  const measureRow = async (row: string): Promise<void> => {
    run.progress(done++, rounds * run.rows.length, row);
    const cell = { row, workload: workloadOf(run.quick), unit: "ms" };
    try {
      const heardMs = await measureReturn(row as ContenderName, clientsIf(run.quick));
      run.record({ ...cell, metric: "until half are back" }, median(heardMs));
      run.record({ ...cell, metric: "until all are back" }, Math.max(...heardMs));
    } catch (error) {
      run.failed(row, cell.workload, error);
    }
  };
  for (let round = 0; round < rounds; round++) {
    // A quick run has few clients, and most of its time is the delays between their attempts.
    if (run.quick) await Promise.all(run.rows.map(measureRow));
    else for (const row of run.rows) await measureRow(row);
  }
}

function clientsIf(quick: boolean): number {
  return quick ? 100 : 1_000;
}

function workloadOf(quick: boolean): string {
  return `${clientsIf(quick).toLocaleString("en")} clients`;
}

/** @returns for each client the milliseconds from when the new server listened until it got an event. */
async function measureReturn(row: ContenderName, clients: number): Promise<number[]> {
  let server = await startServer(row);
  let client: Started | undefined;
  try {
    const { port } = server;
    client = await startClient(row);
    const ask = <T>(order: ClientOrder): Promise<T> => (client as Started).request<T>(order);
    await ask({ do: "subscribe", port, clients });
    await begin(server);
    await ask({ do: "hear", withinMs: patienceMs });
    await kill(server);
    const heard = ask<number[]>({ do: "hear", withinMs: patienceMs });
    await setTimeout(downMs);
    server = await startServer(row, { port });
    const listeningMs = nowMs();
    await begin(server);
    return (await heard).map((atMs) => atMs - listeningMs);
  } finally {
    await client?.stop();
    await server.stop();
  }
}

function begin(server: Started): Promise<void> {
  return server.request({ do: "begin", topic: 0, everyMs } satisfies ServerOrder);
}

async function kill(server: Started): Promise<void> {
  process.kill(server.pid, "SIGKILL");
  await server.stop();
}
