import { decodeBatch, encodeBatches, type Wire } from "@hawser/core";
import type { Server } from "@hawser/server";
import type { Endpoint, Receiver, Socket, Transport, UpgradeRequest } from "../../src/transport/transport.js";

export interface FakeOptions {
  /** Whether the transport has groups, as uWebSockets.js has. */
  readonly hasGroups?: boolean;
}

/** Connections to a server without a network: a test says when each of them reads. */
export class FakeConnections {
  readonly #hasGroups: boolean;
  readonly #all: FakeConnection[] = [];
  #endpoint: Endpoint | undefined;
  /** Messages that were broadcast so far, counted once for each who got them. */
  broadcastCount = 0;

  constructor(server: Pick<Server, "attach">, { hasGroups = false }: FakeOptions = {}) {
    this.#hasGroups = hasGroups;
    const transport: Transport = {
      name: "fake",
      route: (_path, endpoint) => {
        this.#endpoint = endpoint;
      },
      http: () => undefined,
      listen: () => Promise.reject(new Error("there is no network")),
      unlisten: () => undefined,
      close: () => Promise.resolve(),
      ...(hasGroups && { broadcast: (group, bytes) => this.#broadcast(group, bytes) }),
    };
    server.attach(transport);
  }

  /** Opens a connection and a session that speaks maps, or positional where a fingerprint is given. */
  open(fingerprint = ""): FakeConnection {
    const connection = new FakeConnection(
      this.#endpoint as Endpoint,
      fingerprint,
      this.#hasGroups ? new Set() : undefined,
    );
    this.#all.push(connection);
    return connection;
  }

  #broadcast(group: string, bytes: Uint8Array): void {
    for (const connection of this.#all) if (connection.broadcast(group, bytes)) this.broadcastCount += 1;
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
  /** What was broadcast to it and leaves ahead of the next message, or by the end of the turn. */
  #broadcasts: Uint8Array[] = [];
  readonly #groups: Set<string> | undefined;
  readonly follow?: (group: string) => void;
  readonly unfollow?: (group: string) => void;

  constructor(endpoint: Endpoint, fingerprint: string, groups?: Set<string>) {
    this.#groups = groups;
    if (groups) {
      this.follow = (group) => groups.add(group);
      this.unfollow = (group) => groups.delete(group);
    }
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

  /** @returns whether it gets it. */
  broadcast(group: string, bytes: Uint8Array): boolean {
    if (this.closedWith !== undefined || !this.#groups?.has(group)) return false;
    if (this.#broadcasts.push(bytes.slice()) === 1) setImmediate(() => this.#takeBroadcasts());
    return true;
  }

  send(bytes: Uint8Array): boolean {
    this.#takeBroadcasts();
    return this.#take(bytes);
  }

  #takeBroadcasts(): void {
    if (this.closedWith === undefined) for (const bytes of this.#broadcasts.splice(0)) this.#take(bytes);
  }

  #take(bytes: Uint8Array): boolean {
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
    this.#takeBroadcasts();
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
