import {
  type ClientFrame,
  defaultLimits,
  HawserError,
  type HelloFrame,
  isHawserError,
  kinds,
  type ServerFrame,
  subprotocol,
  toWire,
} from "@hawser/core";
import { openSocket } from "#socket";
import { Alarm } from "./alarm.js";
import { backoffMs } from "./backoff.js";
import type { CallOptions } from "./call.js";
import { Calls } from "./calls.js";
import type { ProcedureDescriptor, SchemaDescriptor, TopicDescriptor } from "./descriptors.js";
import type { Loss } from "./loss.js";
import { notify } from "./notify.js";
import { type ConnectionOptions, type Settings, settingsOf } from "./options.js";
import { type ServerLimits, Session, type SessionOwner } from "./session.js";
import type { WebSocketLike } from "./socket.js";
import type { ConnectionStatus } from "./status.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";
import { Subscriptions } from "./subscriptions.js";
import { webSocketUrl } from "./url.js";
import { onWake } from "./wake.js";

/**
 * Opens a connection that heals itself: when it is lost it waits a little, longer with every failure, and tries again
 * until `close()`. It gives up by itself only where another attempt would end alike: the server refused the auth value
 * or one side does not speak the protocol.
 *
 * @param url `ws:` or `wss:`; `http:` and `https:` stand for them; in a page also relative, for example `/rpc`.
 * @throws HawserError `invalid_input` for a URL or an option that cannot be meant.
 */
export function createConnection<Auth = undefined>(
  schema: SchemaDescriptor,
  url: string | URL,
  options: ConnectionOptions<Auth> = {},
): Connection {
  return new Connection(schema, webSocketUrl(url), options as ConnectionOptions<unknown>);
}

/** What all calls and subscriptions of a stub share. */
export class Connection {
  readonly #schema: SchemaDescriptor;
  readonly #url: string;
  readonly #options: ConnectionOptions<unknown>;
  readonly #settings: Settings;
  readonly #calls: Calls;
  readonly #subscriptions: Subscriptions;
  readonly #owner: SessionOwner;
  readonly #listeners = new Set<(status: ConnectionStatus) => void>();
  /** While connecting: when the attempt has taken too long. While waiting: when the next one is due. */
  readonly #alarm: Alarm;
  readonly #removeWake: () => void;
  #status: ConnectionStatus = { state: "connecting", attempt: 1 };
  #session: Session | undefined;
  /** Attempts since the connection was last stable. */
  #attempts = 0;
  #openedAtMs = 0;
  /** The server's limits as it last told them. */
  #limits: ServerLimits = defaultLimits;
  /** A message was too big for the server: the next session waits for the limits before it sends again. */
  #patient = false;
  #closing: Promise<void> | undefined;

  /** Use {@link createConnection}. */
  constructor(schema: SchemaDescriptor, url: string, options: ConnectionOptions<unknown>) {
    this.#schema = schema;
    this.#url = url;
    this.#options = options;
    this.#settings = settingsOf(options);
    this.#calls = new Calls(schema.definitions, this.#settings);
    this.#subscriptions = new Subscriptions(schema.definitions);
    this.#owner = this.#sessionOwner();
    this.#alarm = new Alarm(this.#settings.clock, () => this.#ring());
    this.#removeWake = onWake(() => this.#wake());
    void this.#connect();
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Bytes that wait in the client: in calls that have not left, and for the network. */
  get bufferedBytes(): number {
    return this.#calls.waitingBytes + (this.#session?.bufferedBytes ?? 0);
  }

  /**
   * Tells every later change of the status.
   * @returns a function that ends that.
   */
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends a wait: the next attempt begins now. Does nothing in any other state. */
  reconnect(): void {
    if (this.#status.state === "waiting") void this.#connect();
  }

  /**
   * Closes for good. Calls without an answer fail with `closed`, loops over subscriptions end. Settles when the socket
   * is closed, after 2 seconds at most; nothing is left behind then.
   */
  close(): Promise<void> {
    return this.#closing ?? this.#shut();
  }

  // For generated stubs.

  call<Input, Output>(
    procedure: ProcedureDescriptor<Input, Output>,
    input: Input,
    options?: CallOptions,
  ): Promise<Output> {
    return this.#calls.make(procedure, input, options);
  }

  subscribe<Params, Event>(
    topic: TopicDescriptor<Params, Event>,
    params: Params,
    options: SubscribeOptions<Event> = {},
  ): Subscription<Event> {
    return this.#subscriptions.subscribe(topic, params, options);
  }

  async #connect(): Promise<void> {
    this.#attempts += 1;
    const status: ConnectionStatus = { state: "connecting", attempt: this.#attempts };
    this.#alarm.set(this.#settings.connectTimeoutMs);
    this.#setStatus(status);
    const hello = await this.#hello();
    // What became of another attempt meanwhile is none of this one's business.
    if (this.#status !== status) return;
    if (isHawserError(hello)) this.#lost({ error: hello, final: false, tooBig: false, unsent: [] });
    else this.#open(hello);
  }

  async #hello(): Promise<HelloFrame | HawserError> {
    const { auth } = this.#options;
    const { fingerprint } = this.#schema;
    try {
      const value: unknown = await (typeof auth === "function" ? auth() : auth);
      return value === undefined ? [kinds.hello, fingerprint] : [kinds.hello, fingerprint, toWire(value)];
    } catch (cause) {
      return new HawserError("unauthenticated", `the option auth failed: ${messageOf(cause)}`, { cause });
    }
  }

  #open(hello: HelloFrame): void {
    let socket: WebSocketLike;
    try {
      socket = (this.#options.socket ?? openSocket)(this.#url, [subprotocol]);
    } catch (thrown) {
      // A URL that the page may not open, or no WebSocket at all: time does not heal it.
      const error = isHawserError(thrown)
        ? thrown
        : new HawserError("unavailable", `no socket to ${this.#url}: ${messageOf(thrown)}`, { cause: thrown });
      return void this.#shut(error);
    }
    this.#session = new Session({
      socket,
      hello,
      patient: this.#patient,
      limits: this.#limits,
      settings: this.#settings,
      owner: this.#owner,
    });
  }

  #sessionOwner(): SessionOwner {
    return {
      ready: (session) => {
        this.#subscriptions.ready(session);
        this.#calls.ready(session);
      },
      welcomed: (session, id) => this.#welcomed(session, id),
      receive: (frame, session) => this.#receive(frame, session),
      drained: () => this.#calls.pump(),
      refused: (frame, error) => this.#refused(frame, error),
      idle: () => this.#calls.inFlight === 0,
      lost: (loss) => this.#lost(loss),
    };
  }

  #welcomed({ positional, limits }: Session, id: string): void {
    this.#alarm.clear();
    this.#limits = limits;
    this.#patient = false;
    this.#openedAtMs = this.#settings.clock.now();
    this.#setStatus({ state: "open", session: id, encoding: positional ? "positional" : "maps" });
  }

  /** What it does not know is of a later version, and left alone. */
  #receive(frame: ServerFrame, session: Session): void {
    switch (frame[0]) {
      case kinds.result:
        this.#calls.result(frame, session);
        break;
      case kinds.error:
        this.#calls.error(frame, session);
        break;
      case kinds.event:
        this.#subscriptions.event(frame, session);
        break;
      case kinds.subscribed:
        this.#subscriptions.subscribed(frame);
        break;
      case kinds.ended:
        this.#subscriptions.ended(frame);
        break;
    }
  }

  #refused(frame: ClientFrame, error: HawserError): void {
    if (frame[0] === kinds.call) this.#calls.refused(frame, error);
    else if (frame[0] === kinds.subscribe) this.#subscriptions.refused(frame, error);
  }

  #lost({ error, final, tooBig, unsent }: Loss): void {
    const { settings, state } = { settings: this.#settings, state: this.#status.state };
    this.#session = undefined;
    // With nothing but hello sent, it is hello that was too big.
    if (final || (tooBig && this.#patient)) return void this.#shut(error);
    this.#patient ||= tooBig;
    if (state === "open" && settings.clock.now() - this.#openedAtMs >= stableMs) this.#attempts = 0;
    const delayMs = backoffMs(Math.max(0, this.#attempts - 1), settings.backoff, settings.random);
    this.#alarm.set(delayMs);
    this.#setStatus({ state: "waiting", delayMs, attempt: this.#attempts + 1, error });
    this.#calls.lost(error, unsent);
    this.#subscriptions.lost();
  }

  #ring(): void {
    if (this.#status.state === "waiting") return void this.#connect();
    const message = `no welcome came within connectTimeoutMs (${this.#settings.connectTimeoutMs})`;
    const error = new HawserError("unavailable", message);
    if (this.#session) this.#session.drop(error);
    else this.#lost({ error, final: false, tooBig: false, unsent: [] });
  }

  #wake(): void {
    this.reconnect();
    this.#session?.probe();
  }

  #shut(error?: HawserError): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#closing = session?.close() ?? Promise.resolve();
    this.#alarm.clear();
    this.#removeWake();
    this.#setStatus(error ? { state: "closed", error } : { state: "closed" });
    this.#listeners.clear();
    this.#calls.close(error);
    this.#subscriptions.close(error);
    return this.#closing;
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) {
      notify(listener, status);
      // That listener moved it on, and all have heard of the newer one.
      if (this.#status !== status) return;
    }
  }
}

/** How long a connection must have been open for the back-off to start over. */
const stableMs = 10_000;

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
