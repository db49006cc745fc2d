import { closeCodes, fingerprintOf, HawserError, type Limits, rawOf, type Schema, subprotocol } from "@hawser/core";
import { type BoundSchema, bind } from "./bind.js";
import { Deadlines } from "./calls/deadlines.js";
import { MemoryIdempotencyStore } from "./calls/memory-idempotency-store.js";
import { checkImplementation } from "./check-implementation.js";
import { Connection } from "./connections/connection.js";
import { FrameMemory } from "./connections/frame-memory.js";
import type { PeerCall, PeerSubscriber, Services } from "./connections/peer.js";
import { Ticker } from "./connections/ticker.js";
import { printFault, report, type ServerFault } from "./fault.js";
import { healthHandler } from "./http/health.js";
import { originAllowed } from "./http/origin.js";
import { RefusedOrigins } from "./http/refused-origins.js";
import type { Implementation } from "./implementation.js";
import { limitsOf } from "./limits.js";
import { Observers } from "./observers.js";
import type { DrainOptions, Server, ServerListenOptions } from "./server.js";
import { Channels } from "./topics/channels.js";
import { controlsOf } from "./topics/controls.js";
import { MemoryBroker } from "./topics/memory-broker.js";
import { Rooms } from "./topics/presence/rooms.js";
import { publishersOf } from "./topics/publish.js";
import { chooseTransport } from "./transport/choose-transport.js";
import type { Endpoint, Transport, UpgradeRequest } from "./transport/transport.js";

/** The server behind `createServer`, without the user's types. */
export class RunningServer implements Server {
  readonly publish: Server["publish"];
  readonly topics: Server["topics"];
  readonly #implementation: Implementation<Schema, unknown>;
  readonly #limits: Limits;
  readonly #services: Services;
  readonly #connections = new Set<Connection>();
  readonly #ticker = new Ticker();
  readonly #refusedOrigins = new RefusedOrigins();
  #ownTransport: Transport | undefined;
  /** Has this server's routes; it may have failed to listen, and be asked again. */
  #routedTransport: Transport | undefined;
  #isServing = false;
  #isClosed = false;

  constructor(schema: Schema, implementation: Implementation<Schema, unknown>) {
    checkImplementation(schema, implementation);
    const bound = bind(schema, implementation);
    this.#implementation = implementation;
    this.#limits = limitsOf(implementation.limits);
    const deadlines = new Deadlines((nowMs) => this.#expire(nowMs));
    this.#services = servicesOf(schema, bound, implementation, this.#limits, { deadlines, ticker: this.#ticker });
    const { observers, channels, rooms } = this.#services;
    const topics = bound.topics.byNumber;
    this.topics = controlsOf(topics, { subscribers: () => this.#subscribers(), rooms }) as Server["topics"];
    this.publish = publishersOf(topics, channels, observers) as Server["publish"];
    observers?.attached(this.#state(schema.name));
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get isReady(): boolean {
    return this.#isServing && this.#services.drainedByMs === undefined;
  }

  async listen(options: ServerListenOptions): Promise<{ port: number }> {
    if (this.#isClosed) throw new Error("this server was closed; make another with createServer");
    if (this.#ownTransport)
      throw new Error("this server listens already; attach it to a transport to serve another port");
    const { tls, transport, ...where } = options;
    const own = transport ?? (await chooseTransport(tls && { tls }));
    if (own !== this.#routedTransport) this.attach(own);
    this.#routedTransport = own;
    const listening = await own.listen(where);
    this.#ownTransport = own;
    return listening;
  }

  attach(transport: Transport): void {
    const { path = "/", http = [], health = true } = this.#implementation;
    transport.route(path, this.#endpoint());
    this.#ticker.groups.add(transport);
    if (health) transport.http(healthHandler(() => this.isReady));
    for (const handler of http) transport.http(handler);
    this.#isServing = true;
  }

  async drain({ graceMs = 5_000 }: DrainOptions = {}): Promise<void> {
    // A server that was drained and is closed does not wait twice.
    const untilMs = Math.min(this.#services.drainedByMs ?? Number.POSITIVE_INFINITY, performance.now() + graceMs);
    this.#services.drainedByMs = untilMs;
    for (const connection of [...this.#connections]) {
      if (connection.state === "open") connection.goAway();
      // Nothing may precede the welcome, and one that came now would be the start of nothing.
      else if (connection.state === "hello") leave(connection);
    }
    for (let lastWorkMs = performance.now(); performance.now() < untilMs; await pause(drainPollMs)) {
      if (!this.#isQuiet()) lastWorkMs = performance.now();
      this.#letGo(performance.now() - lastWorkMs >= moveMs);
      if (this.#connections.size === 0 && this.#services.detached.size === 0) break;
    }
    for (const connection of [...this.#connections]) leave(connection);
  }

  async close(options?: DrainOptions): Promise<void> {
    this.#isClosed = true;
    this.#ownTransport?.unlisten();
    await this.drain(options);
    this.#services.rooms.close();
    const reason = new HawserError("closed", "the server closed");
    for (const call of [...this.#services.detached]) call.lost(reason);
    await settledWithin(this.#services.idempotency.pending, storeGraceMs);
    this.#services.deadlines.clear();
    await this.#ownTransport?.close();
  }

  *#subscribers(): Generator<PeerSubscriber> {
    for (const { subscribers } of this.#connections) yield* subscribers.values();
  }

  /** Nobody waits for an answer any more, so no call publishes anything. */
  #isQuiet(): boolean {
    const { detached } = this.#services;
    return detached.size === 0 && [...this.#connections].every(({ isLeaving, isIdle }) => isLeaving && isIdle);
  }

  /** Lets those go that have their answers; who subscribes to something is first to have it elsewhere, and goes by itself then. */
  #letGo(alsoSubscribers: boolean): void {
    for (const connection of [...this.#connections]) {
      if (!connection.isLeaving || !connection.isIdle) continue;
      if (alsoSubscribers || connection.subscribers.size === 0) leave(connection);
    }
  }

  /** Ends the calls that are due, and returns the earliest deadline of the others. */
  #expire(nowMs: number): number {
    let nextMs = Number.POSITIVE_INFINITY;
    const look = (call: PeerCall): void => {
      nextMs = Math.min(nextMs, call.expire(nowMs));
    };
    for (const { calls } of this.#connections) for (const call of calls.values()) look(call);
    for (const call of [...this.#services.detached]) look(call);
    return nextMs;
  }

  #state(schema: string): Parameters<Observers["attached"]>[0] {
    const connections = this.#connections;
    const { detached } = this.#services;
    const sum = (count: (connection: Connection) => number): number => {
      let total = 0;
      for (const connection of connections) total += count(connection);
      return total;
    };
    return {
      schema,
      get connections() {
        return connections.size;
      },
      get callsInFlight() {
        return sum(({ calls }) => calls.size) + detached.size;
      },
      get subscriptions() {
        return sum(({ subscribers }) => subscribers.size);
      },
      get bufferedBytes() {
        return sum(({ bufferedBytes }) => bufferedBytes);
      },
    };
  }

  #endpoint(): Endpoint {
    const { maxBatchBytes, idleTimeoutMs } = this.#limits;
    const { compression = false } = this.#implementation;
    const ended = (connection: Connection): void => {
      this.#connections.delete(connection);
    };
    return {
      options: { maxMessageBytes: maxBatchBytes, idleTimeoutMs, compression },
      upgrade: (request) => this.#upgrade(request),
      open: (socket, request) => {
        const connection = new Connection(this.#services, socket, request, this.#ticker, ended);
        this.#connections.add(connection);
        return connection;
      },
    };
  }

  #upgrade({ headers, subprotocols }: UpgradeRequest): ReturnType<Endpoint["upgrade"]> {
    if (this.#services.drainedByMs !== undefined) return { status: 503, body: "The server is going away." };
    const { origins = "same" } = this.#implementation;
    if (!originAllowed(headers.origin, origins, headers.host)) {
      this.#refusedOrigins.tell(headers.origin ?? "");
      return { status: 403, body: `Origin ${headers.origin ?? "(none)"} may not connect here.` };
    }
    if (subprotocols.includes(subprotocol)) return { subprotocol };
    const offered = subprotocols.length > 0 ? subprotocols.join(", ") : "none";
    return { status: 400, body: `This server speaks the WebSocket subprotocol ${subprotocol}; offered: ${offered}.` };
  }
}

function servicesOf(
  schema: Schema,
  { metadata, procedures, topics }: BoundSchema,
  implementation: Implementation<Schema, unknown>,
  limits: Limits,
  { deadlines, ticker }: { readonly deadlines: Deadlines; readonly ticker: Ticker },
): Services {
  const { authenticate, authExpiry, idempotency, observers = [], onError = printFault } = implementation;
  const { broker = new MemoryBroker(), reflection = false } = implementation;
  const { definitions, auth: authShape } = schema.shape;
  const told = (fault: ServerFault): void => report({ onError }, fault);
  return {
    fingerprint: fingerprintOf(schema.shape),
    definitions,
    metadata,
    procedures,
    topics,
    limits,
    channels: new Channels({ broker, ticker, definitions, report: told }),
    rooms: new Rooms({ broker, definitions, report: told }),
    deadlines,
    detached: new Set(),
    frameMemory: new FrameMemory(),
    idempotency: {
      store: idempotency?.store ?? new MemoryIdempotencyStore(limits),
      pending: new Set(),
      scope: idempotency?.scope ?? (() => ""),
    },
    observers: observers.length > 0 ? new Observers(observers, onError) : undefined,
    drainedByMs: undefined,
    onError,
    reflection: reflection ? rawOf(JSON.stringify(schema.shape)) : undefined,
    auth: schema.auth && authShape && { type: schema.auth, shape: authShape },
    authenticate: authenticate && ((hello) => authenticate(hello as never)),
    expiryOf: (context) => authExpiry?.(context),
  };
}

function leave(connection: Connection): void {
  connection.close(closeCodes.goingAway, "the server is going away");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A store that never answers is not waited for for ever, and one that has answered leaves no timer behind. */
async function settledWithin(pending: Iterable<Promise<void>>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([Promise.all(pending), timeout]);
  clearTimeout(timer);
}

/** How long a server that closes waits for outcomes to reach their store. */
const storeGraceMs = 2_000;

/** How long who subscribes has to do so on another connection, before this one ends under it. */
const moveMs = 1_000;

/** How often a draining server looks whether somebody has all answers. */
const drainPollMs = 10;
