import { deepStrictEqual } from "node:assert";
import { answer } from "../harness/serve-process.js";
import { percentile } from "../median.js";
import { service } from "./api.js";
import type { Client, Connect } from "./client.js";
import { orders, tinyInputs } from "./inputs.js";

/** What the process that makes the calls is told. */
export type LoadOrder =
  | { readonly do: "open"; readonly url: string; readonly connections: number }
  | { readonly do: "close" }
  /** Keeps so many calls in flight on every connection, until so many were made or so much time has passed. Answered with {@link Calls}. */
  | { readonly do: "call"; readonly procedure: Procedure; readonly inFlight: number; readonly until: Until };

export type Procedure = "tiny" | "echo";
/** Whichever comes first. */
export interface Until {
  readonly ms: number;
  readonly calls: number;
}

/** What came of them. */
export interface Calls {
  readonly calls: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Makes the calls with a peer's client, in a process of its own. */
export function generateLoad(connect: Connect): void {
  let clients: Client[] = [];
  answer(async (order: LoadOrder): Promise<Calls | undefined> => {
    switch (order.do) {
      case "open":
        clients = await Promise.all(Array.from({ length: order.connections }, () => connect(order.url)));
        for (const client of clients) await checkAnswers(client);
        return undefined;
      case "close":
        await Promise.all(clients.map((client) => client.close()));
        return undefined;
      case "call":
        return makeCalls(clients, order);
      default:
        return order satisfies never;
    }
  });
}

/** @throws AssertionError where a client does not get what it asked for. */
async function checkAnswers(client: Client): Promise<void> {
  const [input, order] = [tinyInputs[5], orders[5]];
  if (input === undefined || order === undefined) throw new RangeError("too few inputs");
  deepStrictEqual({ ...(await client.tiny(input)) }, service.tiny(input));
  deepStrictEqual(JSON.parse(JSON.stringify(await client.echo(order))), order);
}

async function makeCalls(
  clients: readonly Client[],
  { procedure, inFlight, until }: LoadOrder & { readonly do: "call" },
): Promise<Calls> {
  const durationsMs = new Durations();
  let left = until.calls;
  const startMs = performance.now();
  const endMs = startMs + until.ms;
  let next = 0;
  const lane = async (client: Client): Promise<void> => {
    for (let nowMs = performance.now(); nowMs < endMs && left > 0; ) {
      left -= 1;
      next = (next + 1) & 63;
      if (procedure === "tiny") await client.tiny(tinyInputs[next] as (typeof tinyInputs)[0]);
      else await client.echo(orders[next] as (typeof orders)[0]);
      const doneMs = performance.now();
      durationsMs.add(doneMs - nowMs);
      nowMs = doneMs;
    }
  };
  await Promise.all(clients.flatMap((client) => Array.from({ length: inFlight }, () => lane(client))));
  const seconds = (performance.now() - startMs) / 1_000;
  return {
    calls: durationsMs.count,
    seconds,
    p50Ms: percentile(durationsMs.kept, 0.5),
    p99Ms: percentile(durationsMs.kept, 0.99),
  };
}

/** Keeps the first durations, as many as a percentile needs, and counts all. */
class Durations {
  count = 0;
  readonly #kept = new Float64Array(200_000);

  add(durationMs: number): void {
    if (this.count < this.#kept.length) this.#kept[this.count] = durationMs;
    this.count += 1;
  }

  get kept(): number[] {
    return [...this.#kept.subarray(0, this.count)];
  }
}
