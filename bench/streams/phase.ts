import { setTimeout } from "node:timers/promises";
import type { Client } from "./contenders/contender.js";
import { keepRhythm } from "./rhythm.js";

/** What runs beside the small calls. */
export const loads = ["nothing", "a server stream", "a client stream", "both"] as const;
export type Load = (typeof loads)[number];

export interface Phase {
  readonly load: Load;
  /** Of one stream. */
  readonly streamBytes: number;
}

export interface Measured {
  /** Of each small call. */
  readonly callMs: readonly number[];
  /** Of all streams together; 0 without. */
  readonly bytesPerSecond: number;
}

/** Streams follow each other for so long, so that there are calls enough beside them. */
const leastMs = 1_000;

/** Small calls for as long as the streams beside them last. @throws Error where a stream is not complete. */
export async function measurePhase(client: Client, { load, streamBytes }: Phase): Promise<Measured> {
  let isOver = false;
  const calls = keepRhythm(
    (i) => client.small(i),
    () => isOver,
  );
  const startMs = performance.now();
  const repeat = async (stream: () => Promise<number>): Promise<number> => {
    let bytes = 0;
    while (performance.now() < startMs + leastMs) {
      const received = await stream();
      if (received !== streamBytes) throw new Error(`${received} of ${streamBytes} bytes came`);
      bytes += received;
    }
    return bytes;
  };
  const streams = [];
  if (load === "a server stream" || load === "both") streams.push(repeat(() => client.download(streamBytes)));
  if (load === "a client stream" || load === "both") streams.push(repeat(() => client.upload(streamBytes)));
  if (load === "nothing") await setTimeout(leastMs);
  const bytes = (await Promise.all(streams)).reduce((sum, each) => sum + each, 0);
  const seconds = (performance.now() - startMs) / 1_000;
  isOver = true;
  return { callMs: await calls, bytesPerSecond: bytes / seconds };
}
