import { decodeBatch, encodeBatches, type Wire } from "@hawser/core";
import type { Server } from "@hawser/server";
import type { Endpoint, Receiver, Socket, Transport, UpgradeRequest } from "../../src/transport/transport.js";

/** Connections to a server without a network: a test says when each of them reads. */
export class FakeConnections {
  #endpoint: Endpoint | undefined;

  constructor(server: Pick<Server, "attach">) {
    const transport: Transport = {
      name: "fake",
      route: (_path, endpoint) => {
        this.#endpoint = endpoint;
      },
      http: () => undefined,
      listen: () => Promise.reject(new Error("there is no network")),
      unlisten: () => undefined,
      close: () => Promise.resolve(),
    };
    server.attach(transport);
  }

  /** Opens a connection and a session that speaks maps, or positional where a fingerprint is given. */
  open(fingerprint = ""): FakeConnection {
    return new FakeConnection(this.#endpoint as Endpoint, fingerprint);
  }
}

export class FakeConnection implements Socket {
  /** What came, in the order in which it came, the welcome first. */
  readonly frames: Wire[][] = [];
  /** The close code, once it has ended. */
  closedWith: number | undefined;
  readonly #receiver: Receiver;
  #isStalled = false;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #nextId = 0;

  constructor(endpoint: Endpoint, fingerprint: string) {
    this.#receiver = endpoint.open(this, request);
    this.tell([0, fingerprint]);
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** The session's name, for those who publish and do not want it back. */
  get session(): string {
    return this.frames[0]?.[2];
  }

  /** Sends frames to the server. */
  tell(...frames: Wire[][]): void {
    for (const bytes of encodeBatches(frames, Number.POSITIVE_INFINITY)) this.#receiver.message(bytes);
  }

  /** Subscribes. @returns the id. */
  subscribe(topic: string, since?: Wire): number {
    const id = this.#nextId++;
    this.tell([6, id, topic, null, since ?? null]);
    return id;
  }

  /** Reads nothing any more. */
  stall(): void {
    this.#isStalled = true;
  }

  /** Reads everything that waits, and goes on. */
  wake(): void {
    this.#isStalled = false;
    const hadWaiting = this.#waitingBytes > 0;
    for (const bytes of this.#waiting.splice(0)) this.#read(bytes);
    this.#waitingBytes = 0;
    if (hadWaiting && this.closedWith === undefined) this.#receiver.drain();
  }

  /** Is gone without a word. */
  cut(): void {
    if (this.closedWith !== undefined) return;
    this.closedWith = 1006;
    this.#receiver.closed(1006, "");
  }

  send(bytes: Uint8Array): boolean {
    if (!this.#isStalled) {
      this.#read(bytes);
      return true;
    }
    this.#waiting.push(bytes.slice());
    this.#waitingBytes += bytes.byteLength;
    return false;
  }

  cork(work: () => void): void {
    work();
  }

  bufferedBytes(): number {
    return this.#waitingBytes;
  }

  close(code: number): void {
    if (this.closedWith !== undefined) return;
    this.closedWith = code;
    this.#receiver.closed(code, "");
  }

  terminate(): void {
    this.cut();
  }

  #read(bytes: Uint8Array): void {
    this.frames.push(...(decodeBatch(bytes.slice()).frames as Wire[][]));
  }
}

const request: UpgradeRequest = { path: "/", query: "", headers: {}, subprotocols: ["hawser.1"], remoteAddress: "" };

/** Waits for as many turns of the loop as it takes, at most 5 seconds. */
export async function until(isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!isTrue() && Date.now() < deadlineMs) await new Promise((resolve) => setImmediate(resolve));
}
