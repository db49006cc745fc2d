import { type Started, startProcess } from "../harness/process.js";
import { percentile } from "../median.js";
import type { ContenderName } from "../streams/contenders/named.js";
import type { Load, Measured, Phase } from "../streams/phase.js";

/** One stream's length; the next begins when it has come. */
const streamBytes = 2 ** 26;

/** The rows that have streams. */
const contenders: Readonly<Record<string, ContenderName>> = { hawser: "Hawser", "uws-msgpackr": "by hand" };

export function hasStreams(row: string): boolean {
  return row in contenders;
}

/** Milliseconds that 99 of 100 small calls took at most beside each load, on the same connection. */
export async function measureBesideStreams(row: string, loads: readonly Load[]): Promise<Map<Load, number>> {
  const name = contenders[row] as ContenderName;
  const server = await startProcess(new URL("./stream-server.ts", import.meta.url), { core: "server", args: [name] });
  let client: Started | undefined;
  try {
    const args = [name, String(server.port)];
    client = await startProcess(new URL("./stream-client.ts", import.meta.url), { core: "load", args });
    await client.request<Measured>({ load: "a server stream", streamBytes } satisfies Phase);
    const p99Ms = new Map<Load, number>();
    for (const load of loads) {
      const { callMs } = await client.request<Measured>({ load, streamBytes } satisfies Phase);
      p99Ms.set(load, percentile(callMs, 0.99));
    }
    return p99Ms;
  } finally {
    await client?.stop();
    await server.stop();
  }
}
