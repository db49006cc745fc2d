import { answer } from "../harness/serve-process.js";
import type { Turn } from "./recording.js";
import { Replay } from "./replay.js";

/** What a measurement asks of a crowd: sockets that replay what a client did. */
export type CrowdOrder =
  /** Opens another group. */
  | { readonly do: "open"; readonly port: number; readonly count: number; readonly turns: readonly Turn[] }
  /** All of a group do something more. */
  | { readonly do: "play"; readonly group: number; readonly turns: readonly Turn[] }
  /** A group reads no more. */
  | { readonly do: "pause"; readonly group: number }
  /** A group counts anew what it receives. */
  | { readonly do: "forget"; readonly group: number }
  /** Answered with {@link Received}. */
  | { readonly do: "count"; readonly group: number };

/** What the sockets of a group have received since they last forgot. */
export interface Received {
  readonly sockets: number;
  readonly bytes: number;
  /** Of the socket with the fewest and of the one with the most. */
  readonly least: number;
  readonly most: number;
  /** When the last bytes came. */
  readonly lastMs: number;
}

/** Sockets that open at the same time: fewer than a server lets wait. */
const atOnce = 100;

/** From one address there are fewer than 30,000 ports, and the kernel looks long for the last of them. */
const socketsOfAddress = 1_000;

const groups: Replay[][] = [];
let opened = 0;

answer(async (order: CrowdOrder) => {
  switch (order.do) {
    case "open": {
      const group: Replay[] = [];
      groups.push(group);
      await inParallel(order.count, async () => {
        const replay = await Replay.open(order.port, `127.0.0.${2 + Math.floor(opened++ / socketsOfAddress)}`);
        group.push(replay);
        await replay.play(order.turns);
      });
      return undefined;
    }
    case "play": {
      const group = groups[order.group] ?? [];
      await inParallel(group.length, (i) => (group[i] as Replay).play(order.turns));
      return undefined;
    }
    case "pause":
      for (const replay of groups[order.group] ?? []) replay.pause();
      return undefined;
    case "forget":
      for (const replay of groups[order.group] ?? []) replay.bytes = 0;
      return undefined;
    case "count":
      return count(groups[order.group] ?? []);
    default:
      return order satisfies never;
  }
});

async function inParallel(times: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function count(group: readonly Replay[]): Received {
  let bytes = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let lastMs = 0;
  for (const replay of group) {
    bytes += replay.bytes;
    least = Math.min(least, replay.bytes);
    most = Math.max(most, replay.bytes);
    lastMs = Math.max(lastMs, replay.lastMs);
  }
  return { sockets: group.length, bytes, least, most, lastMs };
}
