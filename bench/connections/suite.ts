import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { ContenderName } from "../fanout/contenders/contenders.js";
import type { Memory } from "../fanout/settled-memory.js";
import { Stage } from "../fanout/stage.js";
import type { Promised, Run, Scope, Suite } from "../harness/suite.js";

const rows = [
  "hawser",
  "hawser-ws",
  "uws-publish",
  "ws-json",
  "socketio",
  "socketio-uws",
  "trpc",
  "orpc",
] as const satisfies readonly ContenderName[];

/** Topics to which each connection subscribes in the end. */
const topics = 3;

const connections: Suite = {
  name: "connections",
  title: "Idle connections",
  rows,
  quickRows: ["hawser", "uws-publish", "socketio"],
  notes: `What the server's memory (RSS) grows by with so many connections that have made one call each, divided by their number; and with
those that have then subscribed to three topics, too. Each time the server has been idle for eight seconds, after which V8 gives
back the room that it took for young objects, and its garbage was collected until that made no difference. \`--quick\` opens 1,000 and does not wait, so its figures of memory
are rough: that room is in them, divided by fewer. The first hundred connections are not counted: they bring what a server needs once. The clients are bare TCP sockets that send what the row's
own client was recorded to send. "Objects" are what is in use of V8's heap; beside them RSS has what the socket library allocates outside of it, and
pages that are not full. What the kernel keeps for a socket is in none of the figures. Several rows are measured at the same time: what a process holds does not depend
on what others do.`,
  seconds: { whole: 200, quick: 6 },
  cells: (_, scope) => countsOf(scope).flatMap((count) => metrics.map((metric) => cellOf(count, metric))),
  run: (run) => runConnections(run),
};
export default connections;

const [alone, withTopics] = [
  "server memory per connection",
  "server memory per connection with 3 subscriptions",
] as const;
const metrics = [alone, withTopics].flatMap((metric) => [metric, `${metric}, objects`]);

function cellOf(count: number, metric: string): Promised {
  return { workload: workloadOf(count), metric, unit: "bytes" };
}

async function runConnections(run: Run): Promise<void> {
  const rounds = countsOf(run).flatMap((count) => (run.quick || count > 10_000 ? [count] : [count, count]));
  const total = rounds.length * run.rows.length;
  let done = 0;
  for (const count of rounds) {
    const waiting = [...run.rows];
    const lane = async (): Promise<void> => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        run.progress(done++, total, `${row}, ${count} connections`);
        try {
          await runRow(run, row as ContenderName, count);
        } catch (error) {
          run.failed(row, workloadOf(count), error);
        }
      }
    };
    await Promise.all(Array.from({ length: count > 10_000 ? 1 : rowsAtOnce }, lane));
  }
}

function countsOf({ quick, large }: Scope): number[] {
  if (quick) return [1_000];
  return large ? [10_000, 50_000] : [10_000];
}

/** Most of the time is waited for. */
const rowsAtOnce = 4;

async function runRow(run: Run, row: ContenderName, count: number): Promise<void> {
  const stage = await Stage.set(row, topics);
  const idleMs = run.quick ? 200 : shrinkMs;
  const settled = (): Promise<Memory> => stage.order<Memory>({ do: "settle", idleMs });
  try {
    await allowFiles(count + spareFiles, stage.server.pid, stage.crowd.pid);
    const { connect, call, subscribe } = stage.recording;
    const first = await stage.open(firstConnections, connect, call);
    await stage.tell({ do: "play", group: first, turns: subscribe.flat() });
    const before = await settled();
    const group = await stage.open(count, connect, call);
    const idle = await settled();
    await stage.tell({ do: "play", group, turns: subscribe.flat() });
    const subscribed = await settled();
    const record = (metric: string, after: Memory): void => {
      run.record({ row, ...cellOf(count, metric) }, (after.rssBytes - before.rssBytes) / count);
      run.record({ row, ...cellOf(count, `${metric}, objects`) }, (after.heapBytes - before.heapBytes) / count);
    };
    record(alone, idle);
    record(withTopics, subscribed);
  } finally {
    await stage.strike();
  }
}

function workloadOf(count: number): string {
  return `${count.toLocaleString("en")} connections`;
}

const firstConnections = 100;

/** V8 gives back the room of young objects in the first collection after 5 seconds in which hardly any were made; a little later is certain. */
const shrinkMs = 8_000;

/** For what is open besides the connections. */
const spareFiles = 500;

/** @throws Error where the system does not let a process have so many files open. */
async function allowFiles(count: number, ...pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    const limits = await readFile(`/proc/${pid}/limits`, "utf8");
    const [, allowed = ""] = /Max open files\s+(\S+)/.exec(limits) ?? [];
    if (allowed === "unlimited" || Number(allowed) >= count) continue;
    try {
      await promisify(execFile)("prlimit", ["--pid", String(pid), `--nofile=${count}:${count}`]);
    } catch (cause) {
      throw new Error(`a process may open ${allowed} files here and needs ${count}: raise ulimit -n`, { cause });
    }
  }
}
