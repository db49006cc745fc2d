import { setImmediate } from "node:timers/promises";
import type { ServerFault, ServerState, Transport } from "@hawser/server";
import { expect, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { openSockets } from "../open-sockets.js";
import { CountingClock } from "./counting-clock.js";
import { connect, type Matrix } from "./matrix.client.js";
import { type Bench, serverOf } from "./matrix-server.js";
import type { Run } from "./run.js";

export interface RigOptions {
  readonly transport: Transport;
  readonly encoding: "positional" | "maps";
}

/** A server and a client of its own for one case, and the proof that the case leaves nothing on either. */
export class Rig {
  readonly client: Matrix;
  readonly bench: Bench;
  readonly server: ReturnType<typeof serverOf>;
  /** Aborts the call of the case. */
  readonly controller = new AbortController();
  /** How many sources of items were asked for their first item, and how many have ended. */
  readonly sources = { begun: 0, returned: 0 };
  /** A source that gives its next item throws instead. */
  sourceFails = false;
  /** A reader of items leaves its loop at the next one. */
  readerLeaves = false;
  /** What the client presents from the next time on. */
  mayStay = true;
  readonly state: ServerState;
  readonly #clock: CountingClock;
  readonly #faults: readonly ServerFault[];
  readonly #newestSocket: () => WebSocket;
  readonly #socketsBefore: number;

  private constructor(parts: RigParts) {
    this.client = parts.client(this);
    this.bench = parts.bench;
    this.server = parts.server;
    this.state = parts.state;
    this.#clock = parts.clock;
    this.#faults = parts.faults;
    this.#newestSocket = parts.newestSocket;
    this.#socketsBefore = parts.socketsBefore;
  }

  static async open({ transport, encoding }: RigOptions): Promise<Rig> {
    const socketsBefore = openSockets();
    const bench: Bench = { runs: [], guard: { entered: 0, left: 0 }, tags: [] };
    const faults: ServerFault[] = [];
    let state: ServerState | undefined;
    const server = serverOf(encoding, bench, {
      // The next call finds no place where anything of the last one is left, on either end.
      limits: { maxCallsInFlight: 1, maxStreams: 1, maxSubscriptions: 1 },
      observers: [
        {
          attached: (attached) => {
            state = attached;
          },
        },
      ],
      onError: (fault) => faults.push(fault),
    });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport });
    const clock = new CountingClock();
    let socket: WebSocket | undefined;
    const rig = new Rig({
      bench,
      server,
      state: state as ServerState,
      clock,
      faults,
      socketsBefore,
      newestSocket: () => socket as WebSocket,
      client: (rig) =>
        connect(`ws://127.0.0.1:${port}`, {
          auth: () => ({ mayStay: rig.mayStay }),
          metadata: { tag: "the connection's" },
          backoff: { initialMs: 1, maxMs: 20 },
          clock,
          socket: (url, subprotocols) => {
            socket = new WebSocket(url, subprotocols);
            return socket;
          },
        }),
    });
    onTestFinished(async () => {
      await rig.client.connection.close();
      await rig.server.close({ graceMs: 0 });
    });
    await rig.client.echo({ n: 0 });
    expect(rig.client.connection.status).toMatchObject({ state: "open", encoding });
    return rig;
  }

  /** The one run of the case, from when its handler has begun. */
  async run(): Promise<Run> {
    await this.soon(() => expect(this.bench.runs).toHaveLength(1));
    return this.bench.runs[0] as Run;
  }

  /** What the other end has yet to hear of. */
  soon(look: () => void): Promise<void> {
    return vi.waitFor(look, { interval: 2, timeout: 5_000 });
  }

  /** Cuts the connection, as a network does it, and waits for the next one. */
  async cut(): Promise<void> {
    const { connection } = this.client;
    const reopened = new Promise<void>((resolve) => {
      const stop = connection.onStatus(({ state }) => {
        if (state !== "open") return;
        stop();
        resolve();
      });
    });
    this.#newestSocket().terminate();
    await reopened;
  }

  /** Items without an end. */
  async *source(): AsyncGenerator<{ n: number }> {
    this.sources.begun += 1;
    try {
      for (let n = 0; ; n += 1) {
        if (this.sourceFails) throw new Error("the source failed");
        yield { n };
        await setImmediate();
      }
    } finally {
      this.sources.returned += 1;
    }
  }

  /** Reads items until their end, or until the case says that the reader leaves. */
  async read(items: AsyncIterable<unknown>): Promise<"left" | "ended"> {
    for await (const _ of items) if (this.readerLeaves) return "left";
    return "ended";
  }

  /** As long as the server lives. */
  async provePlacesAreFree(): Promise<void> {
    const { client } = this;
    expect(await client.echo({ n: 1 })).toEqual({ n: 1 });
    const items: { n: number }[] = [];
    for await (const item of client.echoStream([{ n: 1 }, { n: 2 }])) items.push(item);
    expect(items).toEqual([{ n: 1 }, { n: 2 }]);
    // What was a stream may be over for its reader while its answer is on its way.
    await this.soon(() => expect(this.state.callsInFlight).toBe(0));
  }

  /** Closes both ends. The server needs no grace, and nothing is left of either. */
  async proveNothingIsLeft(): Promise<void> {
    const { bench, client, server, sources, state } = this;
    await this.soon(() => {
      expect(bench.runs.map(({ isFinished }) => isFinished)).toEqual(bench.runs.map(() => true));
      expect(sources.returned).toBe(sources.begun);
      expect(bench.guard.left).toBe(bench.guard.entered);
    });
    expect(client.connection.bufferedBytes).toBe(0);
    await client.connection.close();
    expect(client.connection.status.state).toBe("closed");
    expect(client.connection.bufferedBytes).toBe(0);
    expect(this.#clock.size).toBe(0);
    await this.soon(() => expect(state.connections).toBe(0));
    const closingMs = performance.now();
    await server.close({ graceMs: 5_000 });
    expect(performance.now() - closingMs).toBeLessThan(1_000);
    expect(state).toMatchObject({ connections: 0, callsInFlight: 0, subscriptions: 0, bufferedBytes: 0 });
    await this.soon(() => expect(openSockets()).toBe(this.#socketsBefore));
    expect(this.#faults).toEqual([]);
  }
}

interface RigParts {
  readonly bench: Bench;
  readonly server: ReturnType<typeof serverOf>;
  readonly state: ServerState;
  readonly clock: CountingClock;
  readonly faults: readonly ServerFault[];
  readonly socketsBefore: number;
  readonly newestSocket: () => WebSocket;
  readonly client: (rig: Rig) => Matrix;
}
