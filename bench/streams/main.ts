import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { median, percentile, spread } from "../median.js";
import { watchOthers } from "../others.js";
import { report } from "../readme.js";
import { type ContenderName, contenders } from "./contenders/named.js";
import { openLink } from "./link.js";
import { type Load, loads, type Measured, type Phase } from "./phase.js";

/**
 * What small calls wait for beside large streams on the same connection: Hawser and the same by hand, interleaved,
 * repeated, medians with least and most. Writes its table into bench/README.md.
 */
const rounds = 3;
const names = Object.keys(contenders) as ContenderName[];
/** The length of a stream bounds what an end that knows no credit holds of it. */
const ways = { loopback: { streamBytes: 2 ** 28 }, "40 MB/s": { streamBytes: 2 ** 25, bytesPerSecond: 40e6 } };
type Way = keyof typeof ways;
const latencies = ["call p50, ms", "call p99, ms", "call max, ms"];
const throughput = "streams, MB/s";
const memory = ["server's memory at most, MB", "client's memory at most, MB"];

const cells = new Map<string, number[]>();

async function main(): Promise<void> {
  const others = await watchOthers();
  for (let i = 0; i < rounds; i++) {
    for (const name of names) {
      process.stderr.write(`\rround ${i + 1} of ${rounds}, ${name}  `);
      const server = start("./server.ts", [name]);
      const { port } = await said<{ port: number }>(server);
      await measure({ name, way: "loopback", server, port });
      const link = await openLink(port, ways["40 MB/s"].bytesPerSecond);
      await measure({ name, way: "40 MB/s", server, port: link.port });
      link.close();
      await stop(server);
    }
  }
  process.stderr.write("\n");
  const versions = await Promise.all(["uWebSockets.js", "ws", "msgpackr"].map(versionOf));
  const note = `Median (least to most) of ${rounds} interleaved rounds. ${await others()} ${versions.join(", ")},`;
  await report("streams", rows(), note);
}

async function measure({ name, way, server, port }: Run): Promise<void> {
  const client = start("./client.ts", [name, `ws://127.0.0.1:${port}/`]);
  await said(client);
  const { streamBytes } = ways[way];
  await phase(client, { load: "both", streamBytes });
  for (const load of loads) {
    const { callMs, bytesPerSecond } = await phase(client, { load, streamBytes });
    const values = [percentile(callMs, 0.5), percentile(callMs, 0.99), Math.max(...callMs)];
    for (const [i, metric] of latencies.entries()) add(name, [way, load, metric], values[i] as number);
    if (load !== "nothing") add(name, [way, load, throughput], bytesPerSecond / 1e6);
  }
  for (const [i, child] of [server, client].entries()) add(name, [way, "", memory[i] as string], await peakMb(child));
  await stop(client);
}

interface Run {
  readonly name: ContenderName;
  readonly way: Way;
  readonly server: ChildProcess;
  readonly port: number;
}

function start(file: string, args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args);
}

async function stop(child: ChildProcess): Promise<void> {
  child.disconnect();
  await once(child, "exit");
}

function phase(client: ChildProcess, phase: Phase): Promise<Measured> {
  client.send(phase);
  return said(client);
}

/** @throws Error where it ends instead. */
async function said<T>(child: ChildProcess): Promise<T> {
  const message = once(child, "message");
  const [said] = await Promise.race([message, once(child, "exit").then(() => [])]);
  if (said === undefined) throw new Error("a process of the measurement has ended");
  return said as T;
}

/** The most memory that a process has held since it was last asked, from proc(5). */
async function peakMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  await writeFile(`/proc/${pid}/clear_refs`, "5");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_000;
}

type Place = readonly [way: Way, load: Load | "", metric: string];

function add(name: ContenderName, place: Place, value: number): void {
  const key = [name, ...place].join(" | ");
  cells.set(key, [...(cells.get(key) ?? []), value]);
}

function valuesOf(name: ContenderName, place: Place): readonly number[] | undefined {
  return cells.get([name, ...place].join(" | "));
}

function rows(): string[][] {
  const rows = [["network", "beside", "metric", ...names, "Hawser ÷ by hand", "Hawser ÷ beside nothing"]];
  for (const way of Object.keys(ways) as Way[]) {
    for (const load of [...loads, ""] as const) {
      for (const metric of [...latencies, throughput, ...memory]) rows.push(...rowOf([way, load, metric]));
    }
  }
  return rows;
}

function rowOf(place: Place): string[][] {
  const [way, , metric] = place;
  const [ours, theirs] = [valuesOf("Hawser", place), valuesOf("by hand", place)];
  if (!ours || !theirs) return [];
  const alone = valuesOf("Hawser", [way, "nothing", metric]);
  return [[...place, spread(ours), spread(theirs), ratio(ours, theirs), alone ? ratio(ours, alone) : ""]];
}

function ratio(values: readonly number[], others: readonly number[]): string {
  return (median(values) / median(others)).toFixed(2);
}

async function versionOf(library: string): Promise<string> {
  const file = new URL(`../../node_modules/${library}/package.json`, import.meta.url);
  const { name, version } = JSON.parse(await readFile(file, "utf8"));
  return `${name} ${version}`;
}

await main();
