import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { median, spread } from "../median.js";
import { watchOthers } from "../others.js";
import { report } from "../readme.js";
import { connect, type Hooks } from "./schema.client.js";
import { type Setting, settings } from "./settings.js";

/**
 * What middleware and observers that do nothing cost the server per call, and what telemetry does: interleaved, repeated,
 * medians with least and most. Writes its table into bench/README.md.
 */
const rounds = 7;
const callsPerRound = 200_000;
const warmUpCalls = 100_000;
const inFlight = 64;
const names = Object.keys(settings) as Setting[];

const cpuMs = new Map<Setting, number[]>(names.map((name) => [name, []]));

async function main(): Promise<void> {
  const others = await watchOthers();
  for (let i = 0; i < rounds; i++) {
    for (const name of names) {
      process.stderr.write(`\rround ${i + 1} of ${rounds}, ${name}          `);
      cpuMs.get(name)?.push(await measure(name));
    }
  }
  process.stderr.write("\n");
  const note = `Median (least to most) of ${rounds} interleaved rounds of ${callsPerRound / 1e5} × 100,000 calls, ${inFlight} in flight.`;
  await report("hooks", rows(), `${note} ${await others()}`);
}

/** @returns milliseconds of the server's CPU per 100,000 calls. */
async function measure(name: Setting): Promise<number> {
  const server = fork(fileURLToPath(new URL("./server.ts", import.meta.url)), [name]);
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const client = connect(`ws://127.0.0.1:${port}/`);
  await makeCalls(client, warmUpCalls);
  const beforeMs = await cpuOf(server);
  await makeCalls(client, callsPerRound);
  const spentMs = (await cpuOf(server)) - beforeMs;
  await client.connection.close();
  server.disconnect();
  await once(server, "exit");
  return (spentMs * 100_000) / callsPerRound;
}

async function makeCalls(client: Hooks, count: number): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await client.tiny({ room: `r${left % 50}`, text: "hello" });
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** Milliseconds that the server has worked, in its own code and in the kernel. */
async function cpuOf(server: ChildProcess): Promise<number> {
  server.send("cpu");
  const [{ user, system }] = (await once(server, "message")) as [NodeJS.CpuUsage];
  return (user + system) / 1_000;
}

function rows(): string[][] {
  const without = median(cpuMs.get("none") ?? []);
  const body = [...cpuMs].map(([name, all]) => [name, spread(all), (median(all) / without).toFixed(2)]);
  return [["around every call", "server CPU per 100,000 calls, ms", "÷ none"], ...body];
}

await main();
