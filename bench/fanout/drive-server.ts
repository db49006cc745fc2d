import { setImmediate, setTimeout } from "node:timers/promises";
import { answer } from "../harness/serve-process.js";
import type { LiveServer } from "./contenders/contender.js";
import { quoteOf } from "./contenders/quote.js";
import { nowMs } from "./now.js";
import { settledMemory } from "./settled-memory.js";

/** What a measurement asks of a server. */
export type ServerOrder =
  /**
   * Publishes as fast as it goes: so many ticks of the event loop, with so many events in each. Answered with when it
   * began.
   */
  | { readonly do: "publish"; readonly topic: number; readonly ticks: number; readonly events: number }
  /** Large events, which fill the buffers of whoever does not read. */
  | { readonly do: "fill"; readonly topic: number; readonly bytes: number }
  /** Publishes an event in every interval, from now on. */
  | { readonly do: "begin"; readonly topic: number; readonly everyMs: number }
  /** No longer does so. */
  | { readonly do: "cease" }
  /** Answered with what it holds when it has been idle for so long, and garbage has been collected. */
  | { readonly do: "settle"; readonly idleMs: number };

/** Runs a server as a process of the suite, on the port of the environment. */
export async function driveServer(serve: (port: number) => Promise<LiveServer>): Promise<void> {
  const server = await serve(Number(process.env.PORT));
  let published = 0;
  let rhythm: NodeJS.Timeout | undefined;
  const publish = (topic: number): void => server.publish(topic, quoteOf(++published));
  const handle = async (order: ServerOrder): Promise<unknown> => {
    switch (order.do) {
      case "publish": {
        const startMs = nowMs();
        for (let tick = 0; tick < order.ticks; tick++) {
          for (let i = 0; i < order.events; i++) publish(order.topic);
          await setImmediate();
        }
        return startMs;
      }
      case "fill":
        for (let filled = 0; filled < order.bytes; filled += large.length) {
          server.publish(order.topic, { ...quoteOf(++published), venue: large });
          await setTimeout(1);
        }
        return undefined;
      case "begin":
        rhythm = setInterval(() => publish(order.topic), order.everyMs);
        return undefined;
      case "cease":
        clearInterval(rhythm);
        return undefined;
      case "settle":
        await setTimeout(order.idleMs);
        return settledMemory();
      default:
        return order satisfies never;
    }
  };
  answer(handle, { port: server.port });
}

const large = "x".repeat(16_384);
