import { assumedLimits, HawserError, type HelloFrame, isHawserError, subprotocol } from "@hawser/core";
import { openSocket } from "#socket";
import { Alarm } from "./alarm.js";
import { Attempts } from "./attempts.js";
import { Calls } from "./calls.js";
import type { Host } from "./host.js";
import { Identity } from "./identity.js";
import type { Loss } from "./loss.js";
import { notify } from "./notify.js";
import { type ConnectionOptions, type Settings, settingsOf } from "./options.js";
import type { Part } from "./part.js";
import type { SchemaDescriptor } from "./schema-descriptor.js";
import type { ServerLimits } from "./server-limits.js";
import { Session, type SessionOwner } from "./session.js";
import { ShapeSource } from "./shape-source.js";
import type { WebSocketLike } from "./socket.js";
import type { ConnectionStatus } from "./status.js";
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
export function createConnection<Auth = undefined, Metadata = unknown>(
  schema: SchemaDescriptor,
  url: string | URL,
  options: ConnectionOptions<Auth, Metadata> = {},
): Connection {
  return new Connection(schema, webSocketUrl(url), options as ConnectionOptions<unknown>);
}

/** What all calls and subscriptions of a stub share. */
export class Connection {
  readonly #schema: SchemaDescriptor;
  readonly #url: string;
  readonly #options: ConnectionOptions<unknown>;
  readonly #settings: Settings;
  readonly #attempts: Attempts;
  readonly #shapes: ShapeSource;
  readonly #identity: Identity;
  readonly #calls: Calls;
  /** What else lives on it, those by their kind of which there is one. */
  readonly #parts = new Map<unknown, Part>();
  readonly #host: Host;
  readonly #owner: SessionOwner;
  readonly #listeners = new Set<(status: ConnectionStatus) => void>();
  /** While connecting: when the attempt has taken too long. While waiting: when the next one is due. */
  readonly #alarm: Alarm;
  readonly #removeWake: () => void;
  #status: ConnectionStatus = { state: "connecting", attempt: 1 };
  /** The one that takes new calls, or is about to. */
  #session: Session | undefined;
  /** The one that parts have been told of, while it takes what they send. */
  #ready: Session | undefined;
  /** Sessions of servers that are going away, until everything on them is answered. */
  readonly #leaving = new Set<Session>();
  /** The server's limits as it last told them. */
  #limits: ServerLimits = assumedLimits;
  /** A message was too big for the server: the next session waits for the limits before it sends again. */
  #patient = false;
  #closing: Promise<void> | undefined;

  /** Use {@link createConnection}. */
  constructor(schema: SchemaDescriptor, url: string, options: ConnectionOptions<unknown>) {
    this.#schema = schema;
    this.#url = url;
    this.#options = options;
    this.#settings = settingsOf(options);
    this.#attempts = new Attempts(this.#settings);
    this.#shapes = new ShapeSource(schema.definitions);
    this.#calls = new Calls({ schema, settings: this.#settings });
    this.#identity = new (schema.identity ?? Identity)({
      auth: options.auth,
      settings: this.#settings,
      deadlines: this.#calls.deadlines,
    });
    this.#host = {
      calls: this.#calls,
      settings: this.#settings,
      deadlines: this.#calls.deadlines,
      add: (part) => this.#add(part),
      only: (Kind) => this.#only(Kind),
    };
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
    let bytes = this.#calls.waitingBytes;
    for (const session of this.#sessions()) bytes += session.bufferedBytes;
    return bytes;
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
   * Presents another auth value, for which the option `auth` is asked: the session goes on with the new identity, and
   * what the client has lost the right to ends. Without a session it settles with the next one, which presents itself
   * anyway.
   *
   * @throws HawserError `unauthenticated` where the server refuses, which leaves the old identity, or where `auth`
   * fails; `timeout` after the connection's `timeoutMs`; `closed`; `invalid_input` where the schema declares no `auth`.
   */
  async refreshAuth(): Promise<void> {
    const others = [...this.#leaving].map((session) => this.#renew(session));
    await Promise.all([this.#identity.refresh(), ...others]);
  }

  /**
   * Closes for good. Calls without an answer fail with `closed`, loops over subscriptions end. Settles when the socket
   * is closed, after 2 seconds at most; nothing is left behind then.
   */
  close(): Promise<void> {
    return this.#closing ?? this.#shut();
  }

  /** For the functions of this package that stubs give a connection to. */
  static hostOf(connection: Connection): Host {
    return connection.#host;
  }

  async #connect(state: "connecting" | "moving" = "connecting"): Promise<void> {
    this.#attempts.begin();
    const status: ConnectionStatus = { state, attempt: this.#attempts.count };
    this.#alarm.set(this.#settings.connectTimeoutMs);
    this.#setStatus(status);
    const hello = await this.#identity.hello(this.#schema.fingerprint).catch(asHawserError);
    // What became of another attempt meanwhile is none of this one's business.
    if (this.#status !== status) return;
    if (isHawserError(hello)) this.#failed(hello);
    else this.#open(hello);
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
      shapes: this.#shapes,
      authIsRenewable: this.#identity.isRenewable,
      owner: this.#owner,
    });
  }

  #sessionOwner(): SessionOwner {
    return {
      ready: (session) => {
        this.#ready = session;
        for (const part of this.#all()) part.ready(session);
      },
      welcomed: (session, id) => this.#welcomed(session, id),
      room: () => this.#calls.pump(),
      goingAway: (session) => this.#move(session),
      authExpiring: (session) => {
        if (this.#identity.isRenewable) void this.#renew(session);
      },
      lost: (session, loss) => this.#lost(session, loss),
    };
  }

  #welcomed(session: Session, id: string): void {
    const { positional, limits } = session;
    this.#alarm.clear();
    this.#limits = limits;
    this.#patient = false;
    this.#attempts.opened();
    this.#identity.welcomed(session);
    this.#shapes.prefetch();
    this.#setStatus({ state: "open", session: id, encoding: positional ? "positional" : "maps" });
  }

  /** The session is to be left: another one follows at once, unless this one was hardly open, too. */
  #move(session: Session): void {
    this.#session = undefined;
    this.#leaving.add(session);
    this.#identity.left();
    this.#attempts.ended();
    if (this.#attempts.count < 2) void this.#connect("moving");
    else this.#wait(new HawserError("connection_lost", "the server is going away"));
  }

  /** Presents itself anew where nobody waits for it: a server that does not accept that will close with 4419. */
  async #renew(session: Session): Promise<void> {
    await this.#identity.renew(session).catch(asHawserError);
  }

  #lost(session: Session, { error, final, tooBig, unsent }: Loss): void {
    if (this.#leaving.delete(session)) {
      this.#tellLost(session, error, unsent);
      return;
    }
    this.#session = undefined;
    this.#identity.left();
    // With nothing but hello sent, it is hello that was too big.
    if (final || (tooBig && this.#patient)) return void this.#shut(error, session);
    this.#patient ||= tooBig;
    this.#attempts.ended();
    this.#wait(error);
    this.#tellLost(session, error, unsent);
  }

  #tellLost(session: Session, error: HawserError, unsent: Loss["unsent"]): void {
    if (this.#ready === session) this.#ready = undefined;
    for (const part of this.#all()) part.lost(session);
    session.exchanges.lost(error, unsent);
    session.links.lost();
  }

  /** Calls come last: what they bring about, subscriptions made before them are to hear of. */
  #all(): Part[] {
    return [...this.#parts.values(), this.#calls];
  }

  #only<Kind extends Part>(Kind: new (host: Host) => Kind): Kind {
    const known = this.#parts.get(Kind);
    if (known) return known as Kind;
    const part = new Kind(this.#host);
    if (this.#status.state === "closed") part.close(this.#status.error);
    else this.#add(part, Kind);
    return part;
  }

  /** A part that comes too late hears of it as of any other end: later. */
  #add(part: Part, key: unknown = part): () => void {
    const status = this.#status;
    if (status.state === "closed") {
      queueMicrotask(() => part.close(status.error));
    } else {
      this.#parts.set(key, part);
      if (this.#ready?.ready) part.ready(this.#ready);
    }
    return () => this.#parts.delete(key);
  }

  /** The attempt has failed before there was a socket. */
  #failed(error: HawserError): void {
    this.#identity.left();
    this.#wait(error);
  }

  #wait(error: HawserError): void {
    const delayMs = this.#attempts.delayMs();
    this.#calls.offline(error);
    this.#alarm.set(delayMs);
    this.#setStatus({ state: "waiting", delayMs, attempt: this.#attempts.count + 1, error });
  }

  #ring(): void {
    if (this.#status.state === "waiting") return void this.#connect();
    const message = `no welcome came within connectTimeoutMs (${this.#settings.connectTimeoutMs})`;
    const error = new HawserError("unavailable", message);
    if (this.#session) this.#session.drop(error);
    else this.#failed(error);
  }

  #wake(): void {
    this.reconnect();
    this.#session?.probe();
  }

  /** @param ended the session that was lost for good, if that is why. */
  #shut(error?: HawserError, ended?: Session): Promise<void> {
    const sessions = [...this.#sessions()];
    this.#session = undefined;
    this.#leaving.clear();
    this.#closing = Promise.all(sessions.map((session) => session.close())).then(() => {});
    this.#alarm.clear();
    this.#removeWake();
    this.#setStatus(error ? { state: "closed", error } : { state: "closed" });
    this.#listeners.clear();
    this.#identity.close(new HawserError("closed", "the connection is closed", { cause: error, mayHaveRun: false }));
    this.#ready = undefined;
    for (const part of this.#all()) part.close(error);
    this.#parts.clear();
    for (const session of ended ? [ended, ...sessions] : sessions) session.links.lost();
    return this.#closing;
  }

  *#sessions(): Generator<Session> {
    if (this.#session) yield this.#session;
    yield* this.#leaving;
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

/** What the identity throws is one. */
function asHawserError(thrown: HawserError): HawserError {
  return thrown;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
