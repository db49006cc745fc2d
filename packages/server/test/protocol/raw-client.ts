import WebSocket from "ws";
import { decode, encodeFrames, type IntegerForm } from "./plain-msgpack.js";

/**
 * A client that knows of Hawser only what PROTOCOL.md says, on a plain WebSocket and a plain msgpack library. It sends
 * and shows frames as they are on the wire; the tests draw the conclusions.
 */
export class RawClient {
  readonly socket: WebSocket;
  /** Settles when the connection has ended, with the code that this end saw. */
  readonly closed: Promise<Closed>;
  /** What came and nobody has taken yet: messages as bytes, and the frames in them. */
  readonly messages: Uint8Array[] = [];
  readonly frames: unknown[][] = [];
  readonly #integers: IntegerForm;
  #end: Closed | undefined;
  #changed = (): void => undefined;

  private constructor(socket: WebSocket, integers: IntegerForm) {
    this.socket = socket;
    this.#integers = integers;
    socket.binaryType = "nodebuffer";
    socket.on("message", (data: Buffer) => {
      // The library shows bytes as what it was given, and a Buffer is no plain Uint8Array.
      const bytes = new Uint8Array(data);
      this.messages.push(bytes);
      try {
        this.frames.push(...decode(bytes, integers));
      } catch (error) {
        // The library refuses a key `__proto__`; who provokes one looks at the bytes.
        this.frames.push([error]);
      }
      this.#changed();
    });
    // "close" follows.
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#end = { code, reason: reason.toString() };
        resolve(this.#end);
        this.#changed();
      });
    });
  }

  /** @throws an Error `Unexpected server response: <status>` when the server refuses the upgrade. */
  static async open(port: number, options: RawClientOptions = {}): Promise<RawClient> {
    const { protocols = ["hawser.1"], integers = "small", ...rest } = options;
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, protocols, { perMessageDeflate: false, ...rest });
    const client = new RawClient(socket, integers);
    await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    return client;
  }

  /** Sends frames in one message. */
  send(...frames: unknown[]): void {
    this.socket.send(encodeFrames(frames, this.#integers));
  }

  /** Opens the session. @returns the welcome */
  hello(fingerprint: string, ...auth: unknown[]): Promise<unknown[]> {
    this.send([0, fingerprint, ...auth]);
    return this.receive();
  }

  /** The next frame. @throws an Error when the connection ends before, or nothing comes for 5 seconds. */
  async receive(): Promise<unknown[]> {
    await this.until(() => this.frames.length > 0);
    return this.frames.shift() as unknown[];
  }

  /** Sends frames and a ping behind them, and returns what came before the pong. */
  async exchange(...frames: unknown[]): Promise<unknown[][]> {
    this.send(...frames, [11, fence]);
    const isPong = ([kind, id]: unknown[]) => kind === 12 && id === fence;
    await this.until(() => this.frames.some(isPong));
    return this.frames.splice(0, this.frames.findIndex(isPong) + 1).slice(0, -1);
  }

  /** Waits for what has come to satisfy a condition. @throws an Error as `receive` does. */
  async until(isDone: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + 5_000;
    while (!isDone()) {
      if (this.#end) throw new Error(`the connection ended with ${this.#end.code} ${this.#end.reason}`);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("nothing came for 5 s")), deadlineMs - Date.now());
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Is gone without a word, as when a network breaks. */
  vanish(): void {
    this.socket.terminate();
  }

  /** Ends the connection in the ordinary way; one that has ended already stays as it is. */
  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface RawClientOptions {
  protocols?: string[];
  headers?: Record<string, string>;
  /** Whether to answer the pings of WebSocket itself, as every browser does. @default true */
  autoPong?: boolean;
  integers?: IntegerForm;
}

/** A ping's id that no test uses otherwise. */
const fence = 4_000_000_000;
