import { decodeMulti, encode } from "@msgpack/msgpack";
import { WebSocket } from "ws";

export type Frame = readonly unknown[];

export interface RawPeerOptions {
  readonly url: () => string;
  readonly random: () => number;
  /** What rides behind each hello. */
  readonly opening: () => readonly Frame[];
  readonly received: (frame: Frame) => void;
  /** What was sent may not have arrived. */
  readonly lost?: () => void;
}

/** A client written after PROTOCOL.md alone, on a WebSocket and a msgpack library. It comes back until it is closed. */
export class RawPeer {
  /** Connections that were welcomed. */
  sessions = 0;
  readonly #options: RawPeerOptions;
  #socket: WebSocket | undefined;
  #isOpen = false;
  #isPaused = false;
  #isClosed = false;
  #heardMs = 0;
  #retry: NodeJS.Timeout | undefined;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(options: RawPeerOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get state(): string {
    return `${this.#isOpen ? "open" : "not open"}, socket ${this.#socket?.readyState}${this.#isPaused ? " paused" : ""}`;
  }

  send(frames: readonly Frame[]): void {
    this.#socket?.send(Buffer.concat(frames.map((frame) => encode(frame))));
  }

  /** Its own end of the connection breaks. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** It reads nothing until {@link resume}. */
  pause(): void {
    if (!this.#isOpen) return;
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#heardMs = performance.now();
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.resume();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#heartbeat);
    this.#socket?.terminate();
  }

  #connect(): void {
    const socket = new WebSocket(this.#options.url(), ["hawser.1"], { perMessageDeflate: false });
    this.#socket = socket;
    this.#heardMs = performance.now();
    socket.on("open", () => this.send([[0, ""], ...this.#options.opening()]));
    socket.on("message", (message: Buffer) => {
      this.#heardMs = performance.now();
      for (const frame of decodeMulti(message)) this.#receive(frame as Frame);
    });
    // What it says is said again by "close".
    socket.on("error", () => {});
    socket.once("close", () => {
      this.#isOpen = this.#isPaused = false;
      this.#options.lost?.();
      if (!this.#isClosed) this.#retry = setTimeout(() => this.#connect(), this.#options.random() * retryMs);
    });
  }

  #receive(frame: Frame): void {
    const [kind] = frame;
    if (kind === 1) {
      this.#isOpen = true;
      this.sessions += 1;
    } else if (kind === 13) this.cut();
    else this.#options.received(frame);
  }

  #beat(): void {
    if (this.#isPaused) return;
    const silentMs = performance.now() - this.#heardMs;
    if (silentMs > 2 * heartbeatMs) this.cut();
    else if (silentMs > heartbeatMs && this.#isOpen) this.send([[11, 0]]);
  }
}

/** Most milliseconds between two attempts. */
const retryMs = 200;
const heartbeatMs = 1_000;
