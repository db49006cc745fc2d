import {
  type CallFrame,
  type Decode,
  type ErrorFrame,
  fromWire,
  HawserError,
  type HawserErrorOptions,
  kinds,
  type PublishFrame,
  type StreamFrame,
  toWire,
  type Wire,
} from "@hawser/core";
import { cancelled, cutOff, type FailedCall, foundNoWay, timedOut } from "./call-failure.js";
import type { RequestOptions } from "./call-options.js";
import type { CallEnd, EncodedCall, FrameExtras } from "./call-payload.js";
import { CallSignals } from "./call-signals.js";
import { CallTimes } from "./call-times.js";
import type { Deadlines } from "./deadlines.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { encodePayload } from "./encode-payload.js";
import type { CountLimit, Exchange, StreamedFrame } from "./exchange.js";
import { notify } from "./notify.js";
import type { Settings } from "./options.js";
import type { SchemaDescriptor } from "./schema-descriptor.js";
import type { Session } from "./session.js";
import type { ShapeText } from "./shape-text.js";
import { undecodable } from "./undecodable.js";

/** One call, from the moment it was made until the server has answered it. */
export abstract class Call implements Exchange {
  abstract readonly countedBy: CountLimit;
  readonly procedure: ProcedureDescriptor<never, unknown>;
  /** In maps, which any session can send: of a call that waits, or may have to once more. */
  held: EncodedCall | undefined;
  protected readonly owner: CallOwner;
  protected readonly options: RequestOptions | undefined;
  protected session: Session | undefined;
  protected abstract readonly end: CallEnd;
  protected readonly times: CallTimes;
  /** By which the server knows a call that it may have had before. */
  protected key: string | undefined;
  #signals: CallSignals | undefined;
  #metadata: unknown;
  /** While it is in flight. */
  #id: number | undefined;
  /** A session that is over may have carried it. */
  #mayHaveLeft = false;
  #isSettled = false;

  constructor({ owner, procedure, options }: CallParts) {
    this.owner = owner;
    this.procedure = procedure;
    this.options = options;
    this.times = new CallTimes(owner);
  }

  /** The caller has an answer; the server's may still come. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** While it is in flight. */
  protected get id(): number | undefined {
    return this.#id;
  }

  /** Whether the server may have it, or have had it. */
  get mayHaveRun(): boolean {
    return this.#mayHaveLeft || this.#id !== undefined;
  }

  /** What is encoded as the call's own input; a promise where a Blob has to be read. */
  abstract prepare(input: unknown): unknown;

  /**
   * Its time runs from now on.
   *
   * @throws HawserError `invalid_input` for a `timeoutMs` that cannot be meant, `cancelled` where nobody waits any
   * more, `timeout` where its parent has no time left.
   */
  begin(): void {
    const { metadata, signal, parent } = this.options ?? {};
    if (signal || parent) this.#listen(new CallSignals({ signal, parent }));
    this.times.begin(this.options ?? {}, this.defaultTimeoutMs);
    if (this.times.timeoutMs <= 0) throw timedOut(this.#facts, this.times.timeoutMs);
    if (this.owner.schema.metadata?.encodeCall) {
      this.#metadata = metadata === undefined ? this.owner.settings.metadata() : metadata;
    }
  }

  /** @throws what the encoders throw. */
  encode(input: unknown, positional: boolean): EncodedCall {
    const { path, id, encodeInput } = this.procedure;
    const metadata = this.#metadata;
    const encodeMetadata = this.owner.schema.metadata?.encodeCall;
    return {
      procedure: positional ? id : path,
      input: this.hasInput ? encodePayload(input, encodeInput, positional) : null,
      metadata: metadata === undefined ? null : encodePayload(metadata, encodeMetadata, positional),
    };
  }

  /** Time passes before it can be sent. */
  delay(): void {
    this.times.delay();
  }

  /** Keeps what any session can send. */
  hold(input: unknown): void {
    this.held = this.encode(input, false);
  }

  send(session: Session, encoded: EncodedCall): void {
    const id = session.exchanges.add(this);
    this.#id = id;
    this.session = session;
    this.leaving();
    const { carrier } = this.options ?? {};
    session.push(
      this.frame(id, encoded, {
        timeoutMs: this.times.inFrame(this.defaultTimeoutMs),
        key: this.key ?? null,
        carrier: carrier ? toWire(carrier) : null,
      }),
    );
    this.sent(session, id, encoded);
  }

  /** Ends the call on this side. Its id stays taken until the server has answered too. */
  giveUp(error: HawserError): void {
    if (this.#isSettled) return;
    this.withdraw();
    this.fail(error, true);
  }

  // As an exchange.

  result(output: Wire, metadata: Wire): void {
    this.#id = undefined;
    if (this.#isSettled) return;
    try {
      const value = this.read(output);
      this.#tellMetadata(metadata);
      this.succeed(value);
    } catch (error) {
      this.fail(undecodable(error, `the answer to ${this.procedure.path}`));
    }
  }

  error([, , code, message, data, metadata]: ErrorFrame): void {
    this.#id = undefined;
    if (this.#isSettled) return;
    // Not started there: this session is being left, and another one may take it.
    if (code === "unavailable" && !this.session?.ready && this.#waitAgain()) return;
    const { path, errors = {} } = this.procedure;
    try {
      const declared = Object.hasOwn(errors, code) ? errors[code] : undefined;
      const value = declared ? this.decode(data, declared.decode, declared.shape) : (fromWire(data) ?? undefined);
      this.#tellMetadata(metadata);
      this.fail(new HawserError(code, message ?? "", { data: value, ...this.certainty(code) }));
    } catch (error) {
      this.fail(undecodable(error, `the answer to ${path}`));
    }
  }

  abstract streamed(frame: StreamedFrame, bytes: number): void;

  refused(error: HawserError): void {
    this.#id = undefined;
    if (this.#isSettled) return;
    this.fail(
      new HawserError(error.code, error.detail, { data: error.data, cause: error, mayHaveRun: this.mayHaveRun }),
    );
  }

  lost(error: HawserError, unsent: boolean): void {
    this.#id = undefined;
    if (!unsent) this.#mayHaveLeft = true;
    if (this.#isSettled || this.#waitAgain()) return;
    // It would have been sent again, had there been time.
    this.fail(this.held ? this.#late(this.owner.settings.clock.now()) : cutOff(this.#facts, error));
  }

  closed(reason: HawserError): void {
    if (this.#isSettled) return;
    const mayHaveRun = this.#mayHaveLeft || (this.#id !== undefined && reason.mayHaveRun);
    this.fail(
      mayHaveRun === reason.mayHaveRun
        ? reason
        : new HawserError(reason.code, reason.detail, { cause: reason.cause, mayHaveRun }),
      true,
    );
  }

  expire(nowMs: number): number {
    if (this.#isSettled) return Number.POSITIVE_INFINITY;
    const dueMs = this.times.dueMs(this.#id !== undefined);
    if (dueMs > nowMs) return dueMs;
    this.giveUp(this.#late(nowMs));
    return Number.POSITIVE_INFINITY;
  }

  // For the kinds of calls.

  /** Where neither the caller nor a parent sets one. */
  protected abstract readonly defaultTimeoutMs: number;
  /** Whether the input is a single value. */
  protected abstract readonly hasInput: boolean;
  protected abstract frame(
    id: number,
    encoded: EncodedCall,
    extras: FrameExtras,
  ): CallFrame | StreamFrame | PublishFrame;
  /** It is about to be sent, and not to be sent again. */
  protected leaving(): void {
    this.held = undefined;
  }

  /** It is in flight from now on. */
  protected abstract sent(session: Session, id: number, encoded: EncodedCall): void;
  /** The value of the answer. It throws where that is not what was declared. */
  protected abstract read(output: Wire): unknown;
  /** It is over. */
  protected abstract ended(): void;

  /** What is known of whether it ran, beyond what an answer with that code tells. */
  protected certainty(_code: string): HawserErrorOptions<unknown> {
    return this.#mayHaveLeft ? { mayHaveRun: true } : {};
  }

  protected decode(wire: Wire, decode: Decode<unknown>, shape: ShapeText | undefined): unknown {
    return this.session?.read(wire, decode, shape);
  }

  protected succeed(output: unknown): void {
    this.settle();
    this.end.resolve(output);
  }

  fail(error: unknown, ours = false): void {
    this.settle();
    this.end.reject(error, ours);
  }

  /** Without a word to the caller. */
  protected settle(): void {
    this.#isSettled = true;
    this.held = undefined;
    this.#signals?.clear();
    this.ended();
  }

  /** The server need not go on. */
  protected withdraw(): void {
    if (this.#id === undefined) this.owner.forget(this);
    else this.session?.push([kinds.cancel, this.#id]);
  }

  get #facts(): FailedCall {
    return { path: this.procedure.path, mayHaveRun: this.mayHaveRun };
  }

  /** @throws HawserError `cancelled` where one was aborted before. */
  #listen(signals: CallSignals): void {
    const { aborted } = signals;
    if (aborted) throw cancelled(this.#facts, aborted.reason);
    this.#signals = signals;
    signals.listen((reason) => this.giveUp(cancelled(this.#facts, reason)));
  }

  /** @returns whether the call waits for another session. */
  #waitAgain(): boolean {
    if (!this.held || !this.times.wait()) return false;
    this.owner.wait(this);
    return true;
  }

  #tellMetadata(metadata: Wire): void {
    const { decodeAnswer, answerShape } = this.owner.schema.metadata ?? {};
    if (metadata === undefined || metadata === null || !decodeAnswer || !this.options?.onMetadata) return;
    const value = this.decode(metadata, decodeAnswer, answerShape);
    notify((told: unknown) => this.options?.onMetadata?.(told), value);
  }

  #late(nowMs: number): HawserError {
    const { lastLoss } = this.owner;
    if (!this.mayHaveRun) return foundNoWay(this.#facts, this.times.leaveWithinMs, lastLoss);
    return this.times.hasPassed(nowMs) ? timedOut(this.#facts, this.times.timeoutMs) : cutOff(this.#facts, lastLoss);
  }
}

/** What a call is made of. */
export interface CallParts {
  readonly owner: CallOwner;
  readonly procedure: ProcedureDescriptor<never, unknown>;
  readonly options: RequestOptions | undefined;
}

/** What a call needs of all the calls that it is one of. */
export interface CallOwner {
  readonly schema: SchemaDescriptor;
  readonly settings: Settings;
  readonly deadlines: Deadlines;
  /** Why there is no session, which is what a call that waited in vain wants to know. */
  readonly lastLoss: HawserError | undefined;
  /** A call that was in flight is to be sent again. */
  wait(call: Call): void;
  /** A call that is not in flight has ended. */
  forget(call: Call): void;
}
