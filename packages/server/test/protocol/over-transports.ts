import type { Schema } from "@hawser/core";
import { createServer, type Implementation, type Server } from "@hawser/server";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { whyNoUws } from "../../src/transport/behaviour/why-no-uws.js";
import type { Transport } from "../../src/transport/transport.js";
import { uwsTransport } from "../../src/transport/uws-transport.js";
import { wsTransport } from "../../src/transport/ws-transport.js";
import { collectGarbage } from "./collect-garbage.js";
import { eventually } from "./eventually.js";
import { RawClient, type RawClientOptions } from "./raw-client.js";

const skip = await whyNoUws();

/** Runs a suite over each transport; after every test all that it started is ended, and nothing may be left. */
export function overTransports(subject: string, suite: (rig: Rig) => void): void {
  for (const [name, create] of [
    ["uWebSockets.js", uwsTransport],
    ["ws", wsTransport],
  ] as const) {
    describe(`${subject}, over ${name}`, () => {
      const rig = new Rig(create);
      beforeEach((context) => {
        if (name === "uWebSockets.js" && skip) context.skip(skip);
      });
      afterEach(() => rig.dismantle());
      suite(rig);
    });
  }
}

/** The servers and clients of one test. */
export class Rig {
  readonly createTransport: () => Transport | Promise<Transport>;
  #servers: Server[] = [];
  readonly #clients = new Set<RawClient>();
  #contexts: WeakRef<object>[] = [];

  constructor(createTransport: () => Transport | Promise<Transport>) {
    this.createTransport = createTransport;
  }

  /** Starts a server on a port of its own. */
  async serve<S extends Schema>(schema: S, implementation: Implementation<S, Context>): Promise<Served<S>> {
    const server = createServer(schema, this.#watched(implementation));
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await this.createTransport() });
    this.#servers.push(server as unknown as Server);
    return { server, port };
  }

  /** Opens a connection without saying hello. */
  async connect(port: number, options?: RawClientOptions): Promise<RawClient> {
    const client = await RawClient.open(port, options);
    this.#clients.add(client);
    void client.closed.then(() => this.#clients.delete(client));
    return client;
  }

  /** Opens a connection and a session. */
  async open(port: number, { fingerprint = "", ...options }: OpenOptions = {}): Promise<RawClient> {
    const client = await this.connect(port, options);
    const [kind, encoding] = await client.hello(fingerprint);
    expect([kind, encoding]).toEqual([1, fingerprint === "" ? 1 : 0]);
    return client;
  }

  /** Ends everything, and proves that no connection, call or subscription outlives its client. */
  async dismantle(): Promise<void> {
    const [servers, contexts] = [this.#servers, this.#contexts];
    [this.#servers, this.#contexts] = [[], []];
    await Promise.all([...this.#clients].map((client) => client.close()));
    await eventually("no connection is left", () => servers.every((server) => server.connectionCount === 0));
    // A context is held by its connection and by whatever is left of it: a call, a subscription, a timer.
    await eventually("nothing of the connections is left", () => {
      collectGarbage();
      return contexts.every((context) => context.deref() === undefined);
    });
    const startedAtMs = Date.now();
    await Promise.all(servers.map((server) => server.close({ graceMs: 10_000 })));
    expect(Date.now() - startedAtMs, "a server without calls closes at once").toBeLessThan(2_000);
  }

  /** Remembers the context of each connection without holding it. */
  #watched<S extends Schema>(implementation: Implementation<S, Context>): Implementation<S, Context> {
    const { authenticate = () => ({}) } = implementation;
    const remember = (context: Context): Context => {
      this.#contexts.push(new WeakRef(context));
      return context;
    };
    return {
      ...implementation,
      authenticate: (hello) => {
        const context = authenticate(hello);
        return context instanceof Promise ? context.then(remember) : remember(context);
      },
    };
  }
}

/** What a connection is known by in these tests. */
export type Context = object;

export interface Served<S extends Schema> {
  readonly server: Server<S>;
  readonly port: number;
}

export interface OpenOptions extends RawClientOptions {
  /** Absent: the connection speaks maps. */
  fingerprint?: string;
}
