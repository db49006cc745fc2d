import { HawserError } from "@hawser/core";
import type { Call, CallOwner, CallParts } from "./call.js";
import type { RequestOptions } from "./call-options.js";
import type { CallEnd } from "./call-payload.js";
import { Deadlines } from "./deadlines.js";
import type { CountLimit, Exchange } from "./exchange.js";
import type { InterceptedRequest } from "./interception.js";
import { unencodable } from "./invalid-input.js";
import type { Settings } from "./options.js";
import type { Part } from "./part.js";
import type { SchemaDescriptor } from "./schema-descriptor.js";
import type { Session } from "./session.js";
import { heldBytes, WaitingCalls } from "./waiting-calls.js";

/**
 * The calls of a connection. A call leaves at once where it can; otherwise it waits here for a session, for a free
 * place among the calls in flight, or for the uplink.
 */
export class Calls implements CallOwner, Part {
  readonly schema: SchemaDescriptor;
  readonly settings: Settings;
  readonly deadlines: Deadlines;
  #lastLoss: HawserError | undefined;
  /** The one that takes new calls. */
  #session: Session | undefined;
  /** All that have calls in flight. */
  readonly #sessions = new Set<Session>();
  readonly #waiting: Readonly<Record<CountLimit, WaitingCalls>> = {
    maxCallsInFlight: new WaitingCalls(),
    maxStreams: new WaitingCalls(),
  };
  /** Calls whose Blobs are being read. */
  readonly #reading = new Set<Call>();
  #end: { readonly cause: HawserError | undefined } | undefined;

  constructor({ schema, settings }: Pick<CallOwner, "schema" | "settings">) {
    this.schema = schema;
    this.settings = settings;
    this.deadlines = new Deadlines(settings.clock, (nowMs) => this.#expire(nowMs));
  }

  get lastLoss(): HawserError | undefined {
    return this.#lastLoss;
  }

  /** Bytes of calls that have not left. */
  get waitingBytes(): number {
    return this.#waiting.maxCallsInFlight.bytes + this.#waiting.maxStreams.bytes;
  }

  /** A call with one outcome, through the interceptors where there are any. */
  make(Kind: CallKind, request: Request): Promise<unknown> {
    const { procedure, input, options } = request;
    const make = (input: unknown, options: RequestOptions | undefined): Promise<unknown> =>
      new Promise((resolve, reject) => {
        this.start(new Kind({ owner: this, procedure, options }, { resolve, reject }), input);
      });
    const { interceptors } = this.settings;
    return interceptors ? interceptors.call(this.seen(request), make) : make(input, options);
  }

  /** A request as interceptors see it. */
  seen(request: Request): InterceptedRequest {
    const { metadata, clock } = this.settings;
    return { ...request, schema: this.schema.name, metadata, clock };
  }

  /** Makes a call, which tells its outcome by itself. */
  start(call: Call, input: unknown): void {
    try {
      const prepared = call.prepare(input);
      // Of a call that does not begin, nobody waits for its Blobs.
      if (prepared instanceof Promise) prepared.catch(() => {});
      if (this.#end) throw this.#closedError(false);
      call.begin();
      if (prepared instanceof Promise) this.#awaitBlobs(call, prepared);
      else this.#dispatch(call, prepared);
    } catch (error) {
      call.fail(unencodable(error, `the input of ${call.procedure.path}`), true);
    }
  }

  /** A session can carry calls. */
  ready(session: Session): void {
    this.#session = session;
    this.#sessions.add(session);
    this.#lastLoss = undefined;
    this.pump();
  }

  /** Sends what waits, as far as the session takes it. */
  pump(): void {
    for (const waiting of Object.values(this.#waiting)) {
      for (const call of waiting) {
        const session = this.#session;
        if (!session || !hasRoom(session, call)) break;
        waiting.delete(call);
        if (call.held) call.send(session, call.held);
      }
    }
  }

  wait(call: Call): void {
    this.#waiting[call.countedBy].add(call);
    this.pump();
  }

  forget(call: Call): void {
    this.#waiting[call.countedBy].delete(call);
    this.#reading.delete(call);
  }

  /** There is no session for new calls, or will be none. */
  offline(why: HawserError): void {
    this.#lastLoss = why;
  }

  /** The session is over. What waits goes on waiting. */
  lost(session: Session): void {
    if (session === this.#session) this.#session = undefined;
    this.#sessions.delete(session);
  }

  /** For good: fails every call, with the reason where the connection has one, and every later one. */
  close(reason: HawserError | undefined): void {
    this.#end = { cause: reason };
    const calls = [...this.#all()];
    this.#session = undefined;
    this.#sessions.clear();
    this.deadlines.clear();
    this.#reading.clear();
    for (const waiting of Object.values(this.#waiting)) waiting.clear();
    for (const call of calls) call.closed(reason ?? this.#closedError());
  }

  #awaitBlobs(call: Call, prepared: Promise<unknown>): void {
    this.#reading.add(call);
    call.delay();
    prepared
      .then((input) => {
        if (this.#reading.delete(call)) this.#dispatch(call, input);
      })
      .catch((error: unknown) => {
        this.#reading.delete(call);
        if (!call.isSettled) call.fail(unencodable(error, `the input of ${call.procedure.path}`), true);
      });
  }

  /** @throws what the encoder throws. */
  #dispatch(call: Call, input: unknown): void {
    const session = this.#session;
    if (!session || this.#waiting[call.countedBy].size > 0 || !hasRoom(session, call)) {
      this.#hold(call, input);
      return;
    }
    const encoded = call.encode(input, session.positional);
    call.send(session, encoded);
  }

  #hold(call: Call, input: unknown): void {
    call.delay();
    call.hold(input);
    const { maxBufferedBytes: max } = this.settings;
    const bufferedBytes = this.waitingBytes + heldBytes(call) + (this.#session?.bufferedBytes ?? 0);
    if (bufferedBytes <= max) {
      this.#waiting[call.countedBy].add(call);
      return;
    }
    const message = `${call.procedure.path} was not sent: more than maxBufferedBytes (${max}) would wait in the client`;
    const data = { limit: "maxBufferedBytes", max };
    call.fail(new HawserError("limit_exceeded", message, { data, mayHaveRun: false }), true);
  }

  #expire(nowMs: number): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const exchange of [...this.#all()]) nextMs = Math.min(nextMs, exchange.expire(nowMs));
    return nextMs;
  }

  *#all(): Generator<Exchange> {
    for (const { exchanges } of this.#sessions) yield* exchanges;
    yield* this.#waiting.maxCallsInFlight;
    yield* this.#waiting.maxStreams;
    yield* this.#reading;
  }

  #closedError(mayHaveRun = true): HawserError {
    return new HawserError("closed", "the connection is closed", { cause: this.#end?.cause, mayHaveRun });
  }
}

/** A class of calls with one outcome. */
type CallKind = new (parts: CallParts, end: CallEnd) => Call;

/** What a caller wants. */
export type Request = Pick<InterceptedRequest, "procedure" | "input" | "options">;

function hasRoom(session: Session, { countedBy }: Call): boolean {
  return session.ready && !session.full && session.exchanges.count(countedBy) < session.limits[countedBy];
}
