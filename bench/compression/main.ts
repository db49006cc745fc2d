import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect as connectTcp, type NetConnectOpts, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { ConnectionOptions } from "@hawser/client";
import WebSocket from "ws";
import { median, spread } from "../median.js";
import { watchOthers } from "../others.js";
import { report } from "../readme.js";
import { type Compression, connect } from "./schema.client.js";

/**
 * What permessage-deflate costs and saves, on and off side by side: interleaved, repeated, medians with least and most.
 * Writes its table into bench/README.md.
 */
const runs = 5;
/** Per lane setting: enough to be seen in the kernel's clock of 10 ms. */
const callsPerRun = { tiny: { 1: 15_000, 64: 300_000 }, rows: { 1: 4_000, 64: 15_000 } };
const idleConnections = 4_000;

type Setting = "off" | "on";

const settings: readonly Setting[] = ["off", "on"];
const workloads = ["tiny", "rows"] as const;
type Workload = (typeof workloads)[number];
/** Calls in flight: one means a message per call, many share messages. */
const lanes = [1, 64] as const;
type Lanes = (typeof lanes)[number];
const metrics = {
  cpuUs: "server CPU per call, µs",
  bytes: "bytes per call, both ways",
  idleKb: "server memory per idle connection, KB",
};

const cells = new Map<string, number[]>();

async function main(): Promise<void> {
  const others = await watchOthers();
  for (let i = 0; i < runs; i++) {
    for (const setting of settings) {
      process.stderr.write(`\rrun ${i + 1} of ${runs}, compression ${setting}  `);
      await measure(setting);
    }
  }
  process.stderr.write("\n");
  await report("compression", rows(), `Median (least to most) of ${runs} interleaved runs. ${await others()}`);
}

async function measure(setting: Setting): Promise<void> {
  const server = fork(fileURLToPath(new URL("./server.ts", import.meta.url)), [setting]);
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const url = `ws://127.0.0.1:${port}/`;

  const sockets: Socket[] = [];
  const client = connect(url, { socket: socketWith(setting, sockets) });
  await makeCalls(client, "tiny", 64);
  for (const workload of workloads) {
    for (const inFlight of lanes) {
      const count = callsPerRun[workload][inFlight];
      const [cpuBefore, bytesBefore] = [await cpuSeconds(server), tcpBytes(sockets)];
      await makeCalls(client, workload, inFlight);
      const label = `${workload}, ${inFlight} in flight`;
      add(metrics.cpuUs, label, setting, (((await cpuSeconds(server)) - cpuBefore) * 1e6) / count);
      add(metrics.bytes, label, setting, (tcpBytes(sockets) - bytesBefore) / count);
    }
  }
  await client.connection.close();

  const kbBefore = await residentKb(server);
  const idle = Array.from({ length: idleConnections }, () => connect(url, { socket: socketWith(setting, []) }));
  await Promise.all(idle.map((client) => client.tiny(tinyInput(0))));
  add(metrics.idleKb, "", setting, ((await residentKb(server)) - kbBefore) / idleConnections);
  await Promise.all(idle.map((client) => client.connection.close()));

  server.disconnect();
  await once(server, "exit");
}

async function makeCalls(client: Compression, workload: Workload, inFlight: Lanes): Promise<void> {
  let left = callsPerRun[workload][inFlight];
  const lane = async (): Promise<void> => {
    for (let i = left--; i > 0; i = left--) {
      await (workload === "tiny" ? client.tiny(tinyInput(i)) : client.rows({ rows: rowsInput(i) }));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** A short message; no two calls say the same, as equal ones would compress to nothing. */
function tinyInput(i: number): { room: string; text: string } {
  return { room: `r${i % 50}`, text: words(i, 3) };
}

/** Five rows of the kind that a table shows. */
function rowsInput(i: number): Parameters<Compression["rows"]>[0]["rows"] {
  return Array.from({ length: 5 }, (_, j) => {
    const n = i * 5 + j;
    return {
      id: n,
      name: words(n, 2),
      email: `${words(n, 2).replace(" ", ".")}@example.com`,
      tags: words(n + 1, 3).split(" "),
      createdAt: new Date(1_700_000_000_000 + n * 86_413_577),
      note: words(n + 2, 12),
    };
  });
}

/** Pseudo-random words, the same for the same number. */
function words(seed: number, count: number): string {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return vocabulary[(state >>> 16) % vocabulary.length] as string;
  };
  return Array.from({ length: count }, next).join(" ");
}

const vocabulary =
  `anchor beacon breeze cabin captain cargo chart compass coral current deck dock drift ebb estuary ferry flag
fog gale gull harbour hawser helm horizon hull island jetty keel kelp knot lagoon lantern leeward mast moor navigate oar ocean pier
pilot port quay reef rigging rope rudder sail salt seal sextant ship shoal shore signal skiff spar squall stern storm strait surf
swell tide tiller voyage wake wave wharf wind winch yacht`.split(/\s+/);

function socketWith(setting: Setting, sockets: Socket[]): NonNullable<ConnectionOptions["socket"]> {
  return (url, protocols) =>
    new WebSocket(url, [...protocols], {
      perMessageDeflate: setting === "on" && { threshold: 0 },
      createConnection: (options: object) => {
        const socket = connectTcp(options as NetConnectOpts);
        sockets.push(socket);
        return socket;
      },
    } as WebSocket.ClientOptions) as unknown as ReturnType<NonNullable<ConnectionOptions["socket"]>>;
}

function tcpBytes(sockets: readonly Socket[]): number {
  return sockets.reduce((sum, socket) => sum + socket.bytesRead + socket.bytesWritten, 0);
}

/** User and system time of a process, from proc(5): fields 14 and 15 of its stat, in ticks of 10 ms. */
async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function residentKb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

function add(metric: string, label: string, setting: Setting, value: number): void {
  const key = `${metric} | ${label} | ${setting}`;
  cells.set(key, [...(cells.get(key) ?? []), value]);
}

function rows(): string[][] {
  const rows = [["metric", "call", ...settings, "on ÷ off"]];
  for (const metric of Object.values(metrics)) {
    const labels = [...workloads.flatMap((workload) => lanes.map((n) => `${workload}, ${n} in flight`)), ""];
    for (const label of labels) {
      const [off, on] = settings.map((setting) => cells.get(`${metric} | ${label} | ${setting}`));
      if (!off || !on) continue;
      rows.push([metric, label, spread(off), spread(on), (median(on) / median(off)).toFixed(2)]);
    }
  }
  return rows;
}

await main();
