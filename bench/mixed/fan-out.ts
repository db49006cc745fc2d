import { type ContenderName, startClient } from "../fanout/contenders/contenders.js";
import type { ClientOrder } from "../fanout/drive-client.js";
import { Stage } from "../fanout/stage.js";
import { percentile } from "../median.js";

/** An event for all subscribers, so often: few enough for the slowest of the servers. */
export const everyMs = 100;

/** Milliseconds that 99 of 100 small calls took at most, on a connection of their own. */
export interface BesideFanOut {
  readonly aloneMs: number;
  readonly besideMs: number;
}

export async function measureBesideFanOut(
  row: ContenderName,
  { subscribers, forMs }: { readonly subscribers: number; readonly forMs: number },
): Promise<BesideFanOut> {
  const stage = await Stage.set(row, 1);
  const client = await startClient(row);
  const ask = <T>(order: ClientOrder): Promise<T> => client.request<T>(order);
  const p99 = async (): Promise<number> => percentile(await ask<number[]>({ do: "call", forMs }), 0.99);
  try {
    const { connect, subscribe } = stage.recording;
    const group = await stage.open(subscribers, connect, ...subscribe);
    await ask({ do: "connect", port: stage.server.port });
    await stage.order({ do: "publish", topic: 0, ticks: 20, events: 1 });
    await stage.received(group);
    await p99();
    const aloneMs = await p99();
    await stage.order({ do: "begin", topic: 0, everyMs });
    const besideMs = await p99();
    await stage.order({ do: "cease" });
    return { aloneMs, besideMs };
  } finally {
    await client.stop();
    await stage.strike();
  }
}
