import { decodeBatch, encodeBatches, fromWire, type Wire } from "@hawser/core";
import { WebSocket } from "ws";
import { nowMs } from "./policies.js";

/** A subscriber without a client's work around it: what it measures is the server. */
export class Consumer {
  /** Milliseconds from when each event was due; kept while {@link isMeasuring}. */
  readonly latenciesMs: number[] = [];
  isMeasuring = false;
  events = 0;
  missed = 0;
  readonly gaps: string[] = [];
  /** The newest offset of each key. */
  readonly newest = new Map<string, number>();
  offset = 0;
  closeCode: number | undefined;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static open(url: string, topic: string): Promise<Consumer> {
    const socket = new WebSocket(url, ["hawser.1"], { perMessageDeflate: false });
    const consumer = new Consumer(socket);
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("open", () => {
        for (const message of encodeBatches(
          [
            [0, ""],
            [6, 0, topic],
          ],
          65_536,
        ))
          socket.send(message);
      });
      socket.once("close", (code) => {
        consumer.closeCode = code;
      });
      socket.on("message", (message: Buffer) => {
        const heardMs = nowMs();
        for (const frame of decodeBatch(message).frames) {
          if (frame[0] === 7) resolve(consumer);
          consumer.#receive(frame, heardMs);
        }
      });
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #receive([kind, , offset, content]: readonly Wire[], heardMs: number): void {
    if (kind === 8) this.#event(offset as number, content, heardMs);
    else if (kind === 23) {
      for (const [i, event] of (content as Wire[]).entries()) this.#event((offset as number) + i, event, heardMs);
    } else if (kind === 21) {
      this.missed += (offset as number) - this.offset;
      this.gaps.push(content as string);
      this.offset = offset as number;
    }
  }

  #event(offset: number, wire: Wire, heardMs: number): void {
    const { dueMs, key } = fromWire(wire) as Event;
    if (offset !== this.offset + 1 && this.events > 0) throw new Error(`${offset} came after ${this.offset}`);
    this.events += 1;
    this.offset = offset;
    this.newest.set(key, offset);
    if (this.isMeasuring) this.latenciesMs.push(heardMs - dueMs);
  }
}

interface Event {
  readonly dueMs: number;
  readonly key: string;
}
