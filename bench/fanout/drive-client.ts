import { answer } from "../harness/serve-process.js";
import { keepRhythm } from "../streams/rhythm.js";
import type { Connect, LiveClient } from "./contenders/contender.js";
import { nowMs } from "./now.js";
import { record } from "./recording.js";

/** What a measurement asks of a row's own client. */
export type ClientOrder =
  /** Answered with a Recording. */
  | { readonly do: "record"; readonly port: number; readonly topics: number }
  /** Opens a client for {@link ClientOrder}s of calls. */
  | { readonly do: "connect"; readonly port: number }
  /** Small calls in a steady rhythm; answered with what each took, in milliseconds from when it was due. */
  | { readonly do: "call"; readonly forMs: number }
  /** Opens clients that subscribe to topic 0. */
  | { readonly do: "subscribe"; readonly port: number; readonly clients: number }
  /** Answered, once all of them have got another event, with when each did. */
  | { readonly do: "hear"; readonly withinMs: number };

/** Runs a client as a process of the suite. */
export function driveClient(connect: Connect): void {
  let caller: LiveClient | undefined;
  const ears: Ear[] = [];
  answer(async (order: ClientOrder) => {
    switch (order.do) {
      case "record":
        return record(connect, order.port, order.topics);
      case "connect":
        caller = await connect(order.port);
        return undefined;
      case "call": {
        const untilMs = nowMs() + order.forMs;
        return keepRhythm(
          async () => caller?.call(),
          () => nowMs() >= untilMs,
        );
      }
      case "subscribe":
        for (let i = 0; i < order.clients; i++) ears.push(await openEar(connect, order.port));
        return undefined;
      case "hear":
        return Promise.all(ears.map((ear) => ear.next(order.withinMs)));
      default:
        return order satisfies never;
    }
  });
}

async function openEar(connect: Connect, port: number): Promise<Ear> {
  const ear = new Ear();
  const client = await connect(port);
  await client.subscribe(0, () => ear.heard());
  return ear;
}

/** Notes when a subscriber gets its next event. */
class Ear {
  #waiting: ((atMs: number) => void) | undefined;

  heard(): void {
    this.#waiting?.(nowMs());
    this.#waiting = undefined;
  }

  next(withinMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`a subscriber got no event within ${withinMs} ms`)), withinMs);
      this.#waiting = (atMs) => {
        clearTimeout(timer);
        resolve(atMs);
      };
    });
  }
}
