import { connect, type Socket } from "node:net";
import { nowMs } from "./now.js";
import type { Turn } from "./recording.js";

/** All sockets read into the same memory: what they get is counted and forgotten. */
const sink = Buffer.allocUnsafe(65_536);

/** Milliseconds that an answer may take. */
const patienceMs = 30_000;

/** A socket that does what a recorded client did, and then counts what comes. */
export class Replay {
  bytes = 0;
  /** When the latest bytes came. */
  lastMs = 0;
  readonly #socket: Socket;
  #answerBytes = 0;
  #waiting: { bytes: number; resolve: () => void; reject: (error: Error) => void } | undefined;
  #end: Error | undefined;

  private constructor(port: number, localAddress: string) {
    const callback = (count: number): boolean => {
      this.#read(count);
      return true;
    };
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      localAddress,
      noDelay: true,
      onread: { buffer: sink, callback },
    });
    this.#socket.on("error", (error) => this.#ended(error));
    this.#socket.on("close", () => this.#ended(new Error("the server has closed the connection")));
  }

  static open(port: number, localAddress: string): Promise<Replay> {
    const replay = new Replay(port, localAddress);
    return new Promise((resolve, reject) => {
      replay.#socket.once("connect", () => resolve(replay));
      replay.#socket.once("error", reject);
    });
  }

  /** @throws Error where the server does not answer as it did. */
  async play(turns: readonly Turn[]): Promise<void> {
    for (const [i, { send, answerBytes }] of turns.entries()) {
      if (this.#end) throw this.#end;
      this.#answerBytes = 0;
      this.#socket.write(send);
      if (answerBytes > 0) await this.#answer(answerBytes, `${i + 1} of ${turns.length}`);
    }
  }

  /** Reads no more. */
  pause(): void {
    this.#socket.pause();
  }

  #answer(bytes: number, turn: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiting = { bytes, resolve, reject };
      timer = setTimeout(() => {
        reject(new Error(`turn ${turn} was answered with ${this.#answerBytes} bytes of ${bytes}`));
      }, patienceMs);
    });
    return answered.finally(() => {
      clearTimeout(timer);
      this.#waiting = undefined;
    });
  }

  #read(count: number): void {
    this.bytes += count;
    this.lastMs = nowMs();
    if (!this.#waiting) return;
    this.#answerBytes += count;
    if (this.#answerBytes >= this.#waiting.bytes) this.#waiting.resolve();
  }

  #ended(error: Error): void {
    this.#end ??= error;
    this.#waiting?.reject(error);
  }
}
