import { type Started, startProcess } from "../harness/process.js";
import { percentile } from "../median.js";
import type { Load, Measured, Phase } from "../streams/phase.js";

/** One stream's length; the next begins when it has come. */
const streamBytes = 2 ** 26;

/**
 * The rows that have streams. Each end loads what it runs and nothing else: what is on its heap decides how long its garbage collector pauses it.
 */
const programs: Readonly<Record<string, string>> = { hawser: "hawser", "uws-msgpackr": "by-hand" };

export function hasStreams(row: string): boolean {
  return row in programs;
}

/** What Node is started with, by how many bytes of buffers it lets pile up before it marks its whole heap. */
export const heaps = {
  "as it starts": [],
  "with room": ["--initial-old-space-size=256"],
} as const satisfies Record<string, readonly string[]>;
export type Heap = keyof typeof heaps;

export interface BesideStream {
  /** Milliseconds that 99 of 100 small calls took at most, on the same connection. */
  readonly p99Ms: number;
  /** Of the stream beside them; 0 without. */
  readonly bytesPerSecond: number;
}

export async function measureBesideStreams(
  row: string,
  { heap, loads }: { readonly heap: Heap; readonly loads: readonly Load[] },
): Promise<Map<Load, BesideStream>> {
  const start = (end: "server" | "client", args: readonly string[]): Promise<Started> => {
    const file = new URL(`./streams/${programs[row]}-${end}.ts`, import.meta.url);
    return startProcess(file, { core: end === "server" ? "server" : "load", args, nodeArgs: heaps[heap] });
  };
  const server = await start("server", []);
  let client: Started | undefined;
  try {
    client = await start("client", [String(server.port)]);
    await client.request<Measured>({ load: "a server stream", streamBytes } satisfies Phase);
    const measured = new Map<Load, BesideStream>();
    for (const load of loads) {
      const { callMs, bytesPerSecond } = await client.request<Measured>({ load, streamBytes } satisfies Phase);
      measured.set(load, { p99Ms: percentile(callMs, 0.99), bytesPerSecond });
    }
    return measured;
  } finally {
    await client?.stop();
    await server.stop();
  }
}
