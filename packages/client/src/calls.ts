import { HawserError } from "@hawser/core";
import type { Call, CallOwner } from "./call.js";
import type { CallMaker } from "./call-maker.js";
import type { RequestOptions } from "./call-options.js";
import { Deadlines } from "./deadlines.js";
import type { ProcedureDescriptor, SchemaDescriptor, TopicDescriptor } from "./descriptors.js";
import type { CountLimit, Exchange } from "./exchange.js";
import { unencodable } from "./invalid-input.js";
import { CallItems, type ItemStream } from "./item-stream.js";
import type { Settings } from "./options.js";
import type { Part } from "./part.js";
import type { Position } from "./position.js";
import { type Publication, Publish, type PublishOptions } from "./publish.js";
import type { Session } from "./session.js";
import type { Shapes } from "./shapes.js";
import { SingleCall } from "./single-call.js";
import { StreamCall } from "./stream-call.js";
import { heldBytes, WaitingCalls } from "./waiting-calls.js";

/**
 * The calls of a connection. A call leaves at once where it can; otherwise it waits here for a session, for a free
 * place among the calls in flight, or for the uplink.
 */
export class Calls implements CallMaker, CallOwner, Part {
  readonly schema: SchemaDescriptor;
  readonly shapes: Shapes;
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

  constructor({ schema, shapes, settings }: Pick<CallOwner, "schema" | "shapes" | "settings">) {
    this.schema = schema;
    this.shapes = shapes;
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

  call<Input, Output>(
    procedure: ProcedureDescriptor<Input, Output>,
    input: unknown,
    options: RequestOptions | undefined,
  ): Promise<Output> {
    return new Promise((resolve, reject) => {
      const end = { resolve: resolve as (output: unknown) => void, reject };
      const parts = { owner: this, procedure, options };
      const call = procedure.streams ? new StreamCall(parts, end) : new SingleCall(parts, end);
      this.#start(call, input);
    });
  }

  stream<Input, Item>(
    procedure: ProcedureDescriptor<Input, Item>,
    input: unknown,
    options: RequestOptions | undefined,
  ): ItemStream<Item> {
    const call = new StreamCall({ owner: this, procedure, options });
    this.#start(call, input);
    return new CallItems(call.items) as ItemStream<unknown> as ItemStream<Item>;
  }

  publish(
    topic: TopicDescriptor<never, unknown>,
    publication: Publication,
    options: PublishOptions | undefined,
  ): Promise<Position> {
    return new Promise((resolve, reject) => {
      const end = { resolve: resolve as (output: unknown) => void, reject };
      this.#start(new Publish({ owner: this, topic, options }, end), publication);
    });
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

  #start(call: Call, input: unknown): void {
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
    if (call.procedure.idempotentMs !== undefined) call.hold(input);
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

function hasRoom(session: Session, { countedBy }: Call): boolean {
  return session.ready && !session.full && session.exchanges.count(countedBy) < session.limits[countedBy];
}
