import { type ClientFrame, decodeBatch, encodeBatches, kinds, type ServerFrame, subprotocol } from "@hawser/core";
import type { WebSocketLike } from "../src/socket.js";
import { settled } from "./fake-clock.js";

/** A socket whose other end is the test. */
export class FakeSocket implements WebSocketLike {
  binaryType = "blob";
  readyState = 0;
  protocol = "";
  bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  /** What the client closed with, or `terminated`. */
  closedWith: { code: number | undefined; reason: string | undefined } | "terminated" | undefined;
  /** Messages that the client sent and the test has not taken. */
  readonly sent: Uint8Array[] = [];
  /** A peer that is gone answers no closing handshake. */
  answersClose = true;

  constructor(
    readonly url: string,
    readonly subprotocols: readonly string[],
  ) {}

  send(bytes: Uint8Array): void {
    if (this.readyState !== 1) throw new Error("send on a socket that is not open");
    this.sent.push(bytes);
  }

  close(code?: number, reason?: string): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this.closedWith = { code, reason };
    if (this.answersClose) queueMicrotask(() => this.#closed(code ?? 1005, reason ?? ""));
  }

  terminate(): void {
    this.closedWith = "terminated";
    queueMicrotask(() => this.#closed(1006, ""));
  }

  /** Handlers through which the socket still reaches the connection; that for errors stays, and does nothing. */
  get handlers(): number {
    return [this.onopen, this.onmessage, this.onclose].filter((handler) => handler !== null).length;
  }

  // The test's side.

  /** Takes the frames of every message that was sent. */
  take(): ClientFrame[] {
    return this.sent.splice(0).flatMap((message) => decodeBatch(message).frames as unknown as ClientFrame[]);
  }

  async open(protocol = subprotocol): Promise<void> {
    this.readyState = 1;
    this.protocol = protocol;
    this.onopen?.({} as never);
    await settled();
  }

  async receive(...frames: ServerFrame[]): Promise<void> {
    for (const bytes of encodeBatches(frames, Number.POSITIVE_INFINITY))
      await this.deliver(Uint8Array.from(bytes).buffer);
  }

  async deliver(data: unknown): Promise<void> {
    this.onmessage?.({ data } as never);
    await settled();
  }

  /** The welcome of a server with the same schema (0) or another one (1). */
  async welcome(
    encoding: 0 | 1 = 0,
    limits: { maxFrameBytes?: number; maxCallsInFlight?: number; maxStreams?: number; streamWindowBytes?: number } = {},
  ): Promise<void> {
    const { maxFrameBytes = 1_048_576, maxCallsInFlight = 1024, maxStreams = 64, streamWindowBytes = 262_144 } = limits;
    await this.receive([
      kinds.welcome,
      encoding,
      "session",
      [1_048_576, maxFrameBytes, maxCallsInFlight, 1024, 60_000, maxStreams, streamWindowBytes],
    ]);
  }

  async fail(message: string): Promise<void> {
    this.onerror?.({ error: new Error(message) } as never);
    await this.end(1006);
  }

  async end(code: number, reason = ""): Promise<void> {
    this.#closed(code, reason);
    await settled();
  }

  #closed(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason } as never);
  }
}
