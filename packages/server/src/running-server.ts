import { closeCodes, fingerprintOf, kinds, type Limits, type Schema, schemaError, subprotocol } from "@hawser/core";
import { type BoundSchema, bind } from "./bind.js";
import { Channels } from "./channels.js";
import { Connection } from "./connection.js";
import { printFault } from "./fault.js";
import { checkOrigins, originAllowed } from "./http/origin.js";
import { RefusedOrigins } from "./http/refused-origins.js";
import type { Implementation } from "./implementation.js";
import { limitsOf } from "./limits.js";
import { Ticker } from "./outbox.js";
import type { Services } from "./peer.js";
import { publishersOf } from "./publish.js";
import type { CloseOptions, Server, ServerListenOptions } from "./server.js";
import { chooseTransport } from "./transport/choose-transport.js";
import type { Endpoint, Socket, Transport, UpgradeRequest } from "./transport/transport.js";

/** The server behind `createServer`, without the user's types. */
export class RunningServer implements Server {
  readonly publish: Server["publish"];
  readonly #implementation: Implementation<Schema, unknown>;
  readonly #limits: Limits;
  readonly #services: Services;
  readonly #connections = new Map<Connection, Socket>();
  readonly #ticker = new Ticker();
  readonly #refusedOrigins = new RefusedOrigins();
  #ownTransport: Transport | undefined;
  /** Has this server's routes; it may have failed to listen, and be asked again. */
  #routedTransport: Transport | undefined;

  constructor(schema: Schema, implementation: Implementation<Schema, unknown>) {
    const bound = bind(schema, implementation);
    if (schema.auth && !implementation.authenticate) {
      throw schemaError("authenticate", "the schema declares `auth`, so somebody must check it");
    }
    checkOrigins(implementation.origins ?? "same");
    this.#implementation = implementation;
    this.#limits = limitsOf(implementation.limits);
    this.#services = servicesOf(schema, bound, implementation, this.#limits);
    this.publish = publishersOf(bound.topics.byNumber, this.#services.channels) as Server["publish"];
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  async listen(options: ServerListenOptions): Promise<{ port: number }> {
    if (this.#services.isClosing) throw new Error("this server was closed; make another with createServer");
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
    transport.route(this.#implementation.path ?? "/", this.#endpoint());
    for (const handler of this.#implementation.http ?? []) transport.http(handler);
  }

  async close({ graceMs = 5_000 }: CloseOptions = {}): Promise<void> {
    this.#ownTransport?.unlisten();
    this.#services.isClosing = true;
    for (const connection of [...this.#connections.keys()]) {
      if (connection.state === "open") connection.send([kinds.goingAway, graceMs]);
      // Nothing may precede the welcome, and one that came now would be the start of nothing.
      else connection.close(closeCodes.goingAway, "the server is closing");
    }
    await finished(this.#connections, graceMs);
    for (const connection of [...this.#connections.keys()])
      connection.close(closeCodes.goingAway, "the server is closing");
    await this.#ownTransport?.close();
  }

  #endpoint(): Endpoint {
    const { maxBatchBytes, idleTimeoutMs } = this.#limits;
    const { compression = false } = this.#implementation;
    return {
      options: { maxMessageBytes: maxBatchBytes, idleTimeoutMs, compression },
      upgrade: (request) => this.#upgrade(request),
      open: (socket, request) => {
        const connection = new Connection(this.#services, socket, request, this.#ticker, (ended) => {
          this.#connections.delete(ended);
        });
        this.#connections.set(connection, socket);
        return connection;
      },
    };
  }

  #upgrade({ headers, subprotocols }: UpgradeRequest): ReturnType<Endpoint["upgrade"]> {
    if (this.#services.isClosing) return { status: 503, body: "The server is closing." };
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
  { procedures, topics }: BoundSchema,
  { authenticate, onError = printFault }: Implementation<Schema, unknown>,
  limits: Limits,
): Services {
  const { definitions, auth: authShape } = schema.shape;
  return {
    fingerprint: fingerprintOf(schema.shape),
    definitions,
    procedures,
    topics,
    limits,
    channels: new Channels(),
    isClosing: false,
    onError,
    auth: schema.auth && authShape && { type: schema.auth, shape: authShape },
    authenticate: (auth, request) => authenticate?.({ auth: auth as never, request }),
  };
}

/** Settles when no connection has a call in flight or an answer that has not left, or after `graceMs`. */
async function finished(connections: ReadonlyMap<Connection, Socket>, graceMs: number): Promise<void> {
  const until = Date.now() + graceMs;
  // What was answered last is still queued for this tick.
  await new Promise((resolve) => setImmediate(resolve));
  const isBusy = (): boolean =>
    [...connections].some(([{ calls }, socket]) => calls.size > 0 || socket.bufferedBytes() > 0);
  while (isBusy() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}
