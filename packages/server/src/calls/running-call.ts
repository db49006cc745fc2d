import { type DataOf, HawserError, schemaError, type Wire } from "@hawser/core";
import type { Work } from "../attempt.js";
import type { BoundProcedure } from "../bind.js";
import type { Peer, PeerCall } from "../connections/peer.js";
import { report } from "../fault.js";
import { isPromise } from "../is-promise.js";
import type { CallOutcome } from "../observer.js";
import type { Observation } from "../observers.js";
import { limitExceeded, type Refusal } from "../refusal.js";
import { validateNow } from "../validate.js";
import type { RefusalCode } from "./call.js";
import { CallScope, type Demand } from "./call-scope.js";
import { CallStreams } from "./call-streams.js";
import { carrierOf } from "./carrier.js";
import type { Claim } from "./claim.js";
import type { BoundHandler, InvokedCall } from "./invoked-call.js";
import { type OnceCall, type Replayed, runOnce } from "./run-once.js";

export interface RunningCallOptions {
  readonly id: number;
  readonly procedure: BoundProcedure;
  /** Milliseconds from now until the caller loses interest; 0 for never. */
  readonly timeoutMs: number;
  /** `undefined` unless the procedure is idempotent. */
  readonly key: string | undefined;
  readonly carrier: Wire;
  readonly observation: Observation | undefined;
}

/** A call from its frame to its end: what its handler sees, and what the server must know to answer it. */
export class RunningCall implements InvokedCall, OnceCall, Work, PeerCall {
  readonly id: number;
  readonly procedure: BoundProcedure;
  readonly idempotencyKey: string | undefined;
  input: unknown = undefined;
  metadata: never = undefined as never;
  /** Absent where nothing streams. */
  readonly callStreams: CallStreams | undefined;
  claim: Claim | undefined;
  replayed: Replayed | undefined;
  /** The handler was called. */
  hasBegun = false;

  readonly #timeoutMs: number;
  readonly #carrier: Wire;
  readonly #observation: Observation | undefined;
  #startedMs: number;
  #scope: CallScope | undefined;
  #arrivedMs: number | undefined;
  #abortReason: HawserError | undefined;
  #pendingSteps = 0;
  /** It is one of the peer's running streams. */
  #isCounted = false;
  #isEnded = false;

  constructor(
    readonly peer: Peer,
    { id, procedure, timeoutMs, key, carrier, observation }: RunningCallOptions,
  ) {
    this.id = id;
    this.procedure = procedure;
    this.idempotencyKey = key;
    this.#timeoutMs = timeoutMs;
    this.#carrier = carrier;
    this.#observation = observation;
    this.#startedMs = observation || procedure.isGuarded ? performance.now() : 0;
    if (!procedure.streams) return;
    this.callStreams = new CallStreams(procedure.streamsOutput ? peer.windowBytes : undefined);
    this.#count();
    peer.calls.set(id, this);
    this.#watchDeadline();
  }

  // What handlers and middleware see.

  get context(): unknown {
    const { context } = this.peer;
    const added = this.#scope?.added;
    return added ? { ...(context as object), ...added } : context;
  }

  get path(): string {
    return this.procedure.path;
  }

  get streams(): BoundProcedure["streams"] {
    return this.procedure.streams;
  }

  get session(): string {
    return this.peer.session;
  }

  get carrier(): Readonly<Record<string, string>> {
    return carrierOf(this.#carrier);
  }

  get signal(): AbortSignal {
    return this.#scoped().signal(this.#abortReason);
  }

  get remainingMs(): number {
    return Math.max(0, this.#arrival() + this.#callersMs - performance.now());
  }

  error(code: string, data: unknown, message = code): HawserError {
    return this.#scoped().raise(new HawserError(code, message, { data }));
  }

  forbidden(message = "not allowed"): HawserError<"forbidden", undefined> {
    return this.refuse("forbidden", message);
  }

  refuse<Code extends RefusalCode>(code: Code, message: string, data?: DataOf<Code>): HawserError<Code, DataOf<Code>> {
    return this.#scoped().raise(new HawserError(code, message, { data: data as DataOf<Code> }));
  }

  require(check: (context: never) => boolean, message?: string): void;
  require(check: (context: never) => Promise<boolean>, message?: string): Promise<void>;
  require(check: Demand["check"], message = "not allowed"): unknown {
    this.#scoped().demands.push({ check, message });
    const judge = (allowed: boolean): void => {
      if (allowed !== true) throw this.forbidden(message);
    };
    const allowed = check(this.context as never);
    return isPromise(allowed) ? Promise.resolve(allowed).then(judge) : judge(allowed);
  }

  setAnswerMetadata(metadata: unknown): void {
    const { answer } = this.peer.services.metadata;
    if (!answer) throw schemaError("metadata.answer", "the schema declares no metadata of answers");
    this.answerMetadata = { value: validateNow(answer, metadata, "metadata.answer") };
  }

  onEnd(listener: (outcome: CallOutcome) => void): void {
    // Where nobody watched from the beginning, the handler has only just begun.
    this.#startedMs ||= performance.now();
    const reason = this.#abortReason;
    // Who is still at work on a call that was given up hears of it at once.
    if (reason) listener(this.#outcomeOf(reason.code, reason));
    else this.#scoped().onEnd(listener);
  }

  // What is done around its handler.

  throwIfOver(): void {
    if (this.#abortReason) throw this.#abortReason;
  }

  extend(added: object): void {
    const scope = this.#scoped();
    scope.added = { ...scope.added, ...added };
  }

  begin(handler: BoundHandler, input: unknown): unknown {
    const run = (): unknown => {
      this.hasBegun = true;
      return handler(input, this);
    };
    // Middleware that calls on twice has the right already.
    return this.idempotencyKey === undefined || this.claim ? run() : runOnce(this, run);
  }

  run(): unknown {
    const { handler } = this.procedure;
    return this.#observation ? this.#observation.run(() => handler(this.input, this)) : handler(this.input, this);
  }

  /** Whether this call made the error, so that it may reach the caller. An error of any other origin may hold secrets. */
  raised(error: unknown): error is HawserError {
    return this.#scope?.hasRaised(error) === true;
  }

  get answerMetadata(): { readonly value: unknown } | undefined {
    return this.#scope?.answerMetadata;
  }

  set answerMetadata(metadata: { readonly value: unknown } | undefined) {
    this.#scoped().answerMetadata = metadata;
  }

  // What it takes to be worked on in steps.

  /** Nobody waits for the answer any more. */
  get isOver(): boolean {
    return this.#abortReason !== undefined;
  }

  pending(): void {
    this.#pendingSteps += 1;
    if (this.callStreams) {
      this.#count();
      return;
    }
    this.peer.runningCalls += 1;
    if (this.isOver) return;
    this.peer.calls.set(this.id, this);
    this.#watchDeadline();
  }

  settled(): void {
    this.#pendingSteps -= 1;
    if (this.callStreams) this.#release();
    else this.peer.runningCalls -= 1;
  }

  // What the peer sends for it, and what becomes of the peer.

  item(wire: Wire, bytes: number): string | undefined {
    if (!this.callStreams) return "an item for a call whose input is no stream";
    const { maxFrameBytes } = this.peer.services.limits;
    if (bytes <= maxFrameBytes) return this.callStreams.item(wire, bytes);
    this.giveUp(limitExceeded("maxFrameBytes", maxFrameBytes, `an item has ${bytes} bytes`));
    return undefined;
  }

  credit(bytes: number): string | undefined {
    return this.callStreams ? this.callStreams.credit(bytes) : "credit for a call whose output is no stream";
  }

  end(): string | undefined {
    return this.callStreams ? this.callStreams.end() : "an end for a call whose input is no stream";
  }

  cancel(): void {
    this.giveUp({ code: "cancelled", detail: "the caller cancelled the call" });
  }

  lost(reason: HawserError): void {
    const { detached, limits } = this.peer.services;
    const { maxDetachedCalls: max } = limits;
    // The caller of an idempotent call comes back for its outcome on another connection, as long as there is a server.
    if (!this.claim || detached.has(this)) this.#abort(reason);
    else if (detached.size < max) detached.add(this);
    else this.#abort(errorOf(limitExceeded("maxDetachedCalls", max, "too many calls run on without a connection")));
  }

  expire(nowMs: number): number {
    const dueMs = this.#dueMs();
    if (dueMs > nowMs) return dueMs;
    const { maxHandlerMs } = this.peer.services.limits;
    const isServers = !this.callStreams && (this.#timeoutMs === 0 || maxHandlerMs < this.#timeoutMs);
    this.giveUp(
      isServers
        ? limitExceeded("maxHandlerMs", maxHandlerMs, "the handler takes too long")
        : { code: "timeout", detail: `${this.path} was not answered within ${this.#timeoutMs} ms` },
    );
    return Number.POSITIVE_INFINITY;
  }

  identityChanged(): void {
    const { context } = this.peer;
    for (const { check, message } of this.#scope?.demands ?? []) {
      const lose = (): void => {
        // Over who is somebody else by now is decided by another check.
        if (this.peer.context === context) this.giveUp({ code: "forbidden", detail: message });
      };
      // In a promise, so that a check that throws is no other call's business.
      new Promise<boolean>((resolve) => resolve(check(this.context as never))).then(
        (allowed) => {
          if (allowed !== true) lose();
        },
        (cause: unknown) => {
          lose();
          this.#report("authorize", cause);
        },
      );
    }
  }

  /** Answers before the handler has finished, and tells the handler. */
  giveUp(refusal: Refusal): void {
    if (this.isOver || this.#isEnded) return;
    this.peer.sendError(this.id, refusal);
    this.#abort(errorOf(refusal));
  }

  /** The call has its answer, or gets none: nothing is kept of it. */
  finish(code: string, error?: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { peer, id, callStreams } = this;
    if (peer.calls.get(id) === this) peer.calls.delete(id);
    if (this.claim) peer.services.detached.delete(this);
    if (callStreams) {
      if (!this.isOver) callStreams.close();
      this.#release();
    }
    if (this.#observation || this.#scope || this.isOver) this.#tellEnd(code, error);
  }

  #abort(reason: HawserError): void {
    if (this.isOver || this.#isEnded) return;
    this.#abortReason = reason;
    this.claim?.settleError(reason);
    this.finish(reason.code, reason);
    this.#scope?.abort(reason);
    this.callStreams?.abort(reason);
  }

  #outcomeOf(code: string, error: unknown): CallOutcome {
    return { code, durationMs: performance.now() - this.#startedMs, ...(error !== undefined && { error }) };
  }

  #tellEnd(code: string, error: unknown): void {
    const outcome = this.#outcomeOf(code, error);
    this.#observation?.ended(outcome);
    this.#scoped().ended(outcome, (cause) => this.#report("call", cause));
  }

  #report(during: "authorize" | "call", cause: unknown): void {
    const { peer, path, session } = this;
    report(peer.services, { during, path, session, cause });
  }

  /** A streaming call counts until both its answer and its handler are done, which may begin to wait after the answer. */
  #count(): void {
    if (this.#isCounted) return;
    this.#isCounted = true;
    this.peer.runningStreams += 1;
  }

  #release(): void {
    if (!this.#isCounted || !this.#isEnded || this.#pendingSteps > 0) return;
    this.#isCounted = false;
    this.peer.runningStreams -= 1;
  }

  #watchDeadline(): void {
    const deadlineMs = this.#dueMs();
    if (deadlineMs !== Number.POSITIVE_INFINITY) this.peer.services.deadlines.watch(deadlineMs);
  }

  #dueMs(): number {
    const { maxHandlerMs } = this.peer.services.limits;
    return this.#arrival() + (this.callStreams ? this.#callersMs : Math.min(this.#callersMs, maxHandlerMs));
  }

  get #callersMs(): number {
    return this.#timeoutMs || Number.POSITIVE_INFINITY;
  }

  /** When it came: what is done in the same turn never asks. */
  #arrival(): number {
    this.#arrivedMs ??= performance.now();
    return this.#arrivedMs;
  }

  #scoped(): CallScope {
    this.#scope ??= new CallScope();
    return this.#scope;
  }
}

function errorOf({ code, detail, data }: Refusal): HawserError {
  return new HawserError(code, detail, { data });
}
