import {
  closeCodes,
  decodeBatch,
  type Encoding,
  encodeBatches,
  kinds,
  subprotocol,
  toWire,
  type Wire,
} from "@hawser/core";
import type { WebSocket } from "ws";
import { Dialer } from "./dialer.js";
import type { Headers } from "./headers.js";
import { TalkError } from "./talk-error.js";

export interface WireClientOptions {
  readonly url: string;
  readonly headers: Headers;
  /** Empty where no schema is known. */
  readonly fingerprint: string;
  /** What is presented; `undefined` for nothing. */
  readonly auth: unknown;
  /** For the welcome, and for every answer. */
  readonly timeoutMs: number;
  /** Aborting it drops the connection. */
  readonly signal: AbortSignal;
}

/** One connection, frame by frame: for questions about the server itself, which need no schema. */
export class WireClient {
  readonly #socket: WebSocket;
  readonly #options: WireClientOptions;
  readonly #dialer: Dialer;
  readonly #waiting = new Map<string, (frame: readonly Wire[]) => void>();
  #nextId = 0;
  #lost!: (error: Error) => void;
  readonly #loss: Promise<never>;
  #welcome: readonly Wire[] = [];

  /** Use {@link openWireClient}. */
  constructor(options: WireClientOptions) {
    this.#options = options;
    this.#loss = new Promise((_, reject) => {
      this.#lost = reject;
    });
    // Whoever waits hears of it; perhaps nobody does.
    this.#loss.catch(() => {});
    this.#dialer = new Dialer(options);
    this.#socket = this.#dialer.open([subprotocol]);
    this.#socket.binaryType = "nodebuffer";
    this.#socket.on("open", () => this.#send([kinds.hello, options.fingerprint, toWire(options.auth ?? null)]));
    this.#socket.on("message", (data) => this.#receive(data as Buffer));
    this.#socket.on("close", () =>
      this.#lost(this.#dialer.failure ?? new TalkError(options.url, "the connection ended")),
    );
    options.signal.addEventListener("abort", () => this.#drop(new TalkError(options.url, "interrupted")), {
      once: true,
    });
  }

  get encoding(): Encoding {
    return this.#welcome[1];
  }

  get session(): string {
    return String(this.#welcome[2]);
  }

  /** Settles with the welcome. */
  async opened(): Promise<this> {
    this.#welcome = await this.#answer("welcome", "no welcome came");
    return this;
  }

  /** The server's answer to a frame that it answers like a call: `result` or `error`. */
  ask(kind: number): Promise<readonly Wire[]> {
    const id = this.#nextId++;
    this.#send([kind, id]);
    return this.#answer(`answer ${id}`, "no answer came");
  }

  /** Settles with the milliseconds that a ping took. */
  async ping(): Promise<number> {
    const id = this.#nextId++;
    const startMs = performance.now();
    this.#send([kinds.ping, id]);
    await this.#answer(`pong ${id}`, "no pong came");
    return performance.now() - startMs;
  }

  /** Settles when the connection is gone. */
  async close(): Promise<void> {
    this.#socket.close(closeCodes.normal);
    await this.#within(this.#loss, "it did not close").catch(() => {});
    this.#socket.terminate();
  }

  #answer(key: string, complaint: string): Promise<readonly Wire[]> {
    const answer = new Promise<readonly Wire[]>((resolve) => this.#waiting.set(key, resolve));
    return this.#within(Promise.race([answer, this.#loss]), complaint);
  }

  async #within<T>(promise: Promise<T>, complaint: string): Promise<T> {
    const { url, timeoutMs } = this.#options;
    const timer = setTimeout(() => {
      this.#drop(
        new TalkError(
          url,
          `${complaint} within ${timeoutMs} ms`,
          "Give it more time with --timeout, or check that a Hawser server listens there.",
        ),
      );
    }, timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #receive(bytes: Buffer): void {
    try {
      for (const frame of decodeBatch(bytes).frames) this.#take(frame);
    } catch (error) {
      this.#drop(
        new TalkError(
          this.#options.url,
          `the server does not speak the protocol: ${(error as Error).message}`,
          "Check that a Hawser server of this version listens there.",
        ),
      );
    }
  }

  #take(frame: readonly Wire[]): void {
    const [kind, id] = frame;
    if (kind === kinds.ping) this.#send([kinds.pong, id]);
    const key =
      kind === kinds.welcome
        ? "welcome"
        : kind === kinds.pong
          ? `pong ${id}`
          : kind === kinds.result || kind === kinds.error
            ? `answer ${id}`
            : "";
    this.#waiting.get(key)?.(frame);
    this.#waiting.delete(key);
  }

  #send(frame: Wire): void {
    const [bytes] = encodeBatches([frame], Number.POSITIVE_INFINITY);
    this.#socket.send(bytes as Uint8Array, () => {});
  }

  #drop(error: TalkError): void {
    this.#lost(error);
    this.#socket.terminate();
  }
}

/** @throws TalkError where there is no welcome. */
export async function openWireClient(options: WireClientOptions): Promise<WireClient> {
  return await new WireClient(options).opened();
}
