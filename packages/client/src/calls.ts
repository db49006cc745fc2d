import {
  type CallFrame,
  type ClientFrame,
  type ErrorFrame,
  fromWire,
  HawserError,
  isHawserError,
  kinds,
  type ResultFrame,
  rawOf,
  type Shape,
  toWire,
  type Wire,
} from "@hawser/core";
import { readBlobs } from "./blobs.js";
import { Call, type CallOptions } from "./call.js";
import { Deadlines } from "./deadlines.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { IdTable } from "./id-table.js";
import { unencodable } from "./invalid-input.js";
import type { Settings } from "./options.js";
import { readPayload } from "./payload.js";
import { positive } from "./positive.js";
import type { Session } from "./session.js";
import { taken } from "./taken.js";
import { heldBytes, WaitingCalls } from "./waiting-calls.js";

/**
 * The calls of a connection. A call leaves at once where it can; otherwise it waits here for a session, for a free
 * place among the calls in flight, or for the uplink.
 */
export class Calls {
  readonly #definitions: Readonly<Record<string, Shape>>;
  readonly #settings: Settings;
  readonly #deadlines: Deadlines;
  #session: Session | undefined;
  /** Why there is no session, which is what a call that waited in vain wants to know. */
  #lastLoss: HawserError | undefined;
  #inFlight = new IdTable<Call>();
  readonly #waiting = new WaitingCalls();
  /** Calls whose Blobs are being read. */
  readonly #reading = new Set<Call>();
  #end: { readonly cause: HawserError | undefined } | undefined;

  constructor(definitions: Readonly<Record<string, Shape>>, settings: Settings) {
    this.#definitions = definitions;
    this.#settings = settings;
    this.#deadlines = new Deadlines(settings.clock, (nowMs) => this.#expire(nowMs));
  }

  /** How many the server has not answered. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Bytes of calls that have not left. */
  get waitingBytes(): number {
    return this.#waiting.bytes;
  }

  make<Input, Output>(
    procedure: ProcedureDescriptor<Input, Output>,
    input: Input,
    options: CallOptions | undefined,
  ): Promise<Output> {
    return new Promise((resolve, reject) => {
      const timeoutMs = positive("timeoutMs", options?.timeoutMs ?? this.#settings.timeoutMs);
      const call = new Call(procedure, timeoutMs, resolve as (output: unknown) => void, reject);
      this.#start(call, input, options?.signal);
    });
  }

  /** A session can carry calls. */
  ready(session: Session): void {
    this.#session = session;
    this.#lastLoss = undefined;
    this.pump();
  }

  /** Sends what waits, as far as the session takes it. */
  pump(): void {
    for (const call of this.#waiting) {
      const session = this.#session;
      if (!session || !this.#hasRoom(session)) return;
      this.#waiting.delete(call);
      this.#send(session, call, call.procedure.path, call.heldInput);
      call.heldInput = undefined;
    }
  }

  result([, id, output]: ResultFrame, { positional }: Session): void {
    const call = this.#answered(id);
    if (call.settled) return;
    const { path, decodeOutput: decode, outputShape: shape } = call.procedure;
    try {
      call.succeed(
        decode ? readPayload(output, { decode, shape, definitions: this.#definitions, positional }) : undefined,
      );
    } catch (error) {
      call.fail(undecodable(error, path));
    }
  }

  error([, id, code, message, data]: ErrorFrame, { positional }: Session): void {
    const call = this.#answered(id);
    if (call.settled) return;
    const { path, errors = {} } = call.procedure;
    try {
      const declared = Object.hasOwn(errors, code) ? errors[code] : undefined;
      const value = declared
        ? readPayload(data, { ...declared, definitions: this.#definitions, positional })
        : (fromWire(data) ?? undefined);
      call.fail(new HawserError(code, message ?? "", { data: value }));
    } catch (error) {
      call.fail(undecodable(error, path));
    }
  }

  /** A frame of ours could not leave. */
  refused([, id]: CallFrame, error: HawserError): void {
    const call = this.#inFlight.get(id);
    if (!call) return;
    this.#inFlight.delete(id);
    if (!call.settled) call.fail(error);
    this.pump();
  }

  /**
   * The session is over: what it had not answered fails, and what never left it is told apart. What waits goes on
   * waiting.
   */
  lost(error: HawserError, unsent: readonly ClientFrame[]): void {
    const inFlight = this.#inFlight;
    this.#lastLoss = error;
    this.#session = undefined;
    this.#inFlight = new IdTable();
    for (const frame of unsent) {
      const call = frame[0] === kinds.call ? inFlight.get(frame[1]) : undefined;
      if (call && !call.settled) call.fail(neverSent(call, "the connection ended", error));
    }
    for (const call of inFlight) {
      if (call.settled) continue;
      const { path } = call.procedure;
      call.fail(
        new HawserError("connection_lost", `the connection ended before ${path} was answered; it may have run`, {
          cause: error,
        }),
      );
    }
  }

  /** For good: fails every call, with the reason where the connection has one, and every later one. */
  close(reason: HawserError | undefined): void {
    this.#end = { cause: reason };
    const calls = [...this.#inFlight, ...this.#waiting, ...this.#reading];
    this.#session = undefined;
    this.#inFlight = new IdTable();
    this.#reading.clear();
    this.#deadlines.clear();
    for (const call of calls) {
      this.#waiting.delete(call);
      if (!call.settled) call.fail(reason ?? this.#closedError());
    }
  }

  #start(call: Call, input: unknown, signal: AbortSignal | undefined): void {
    if (this.#end) {
      call.fail(this.#closedError());
      return;
    }
    if (signal?.aborted) {
      call.fail(cancelled(call, signal));
      return;
    }
    if (signal) call.onAbort(signal, () => this.#giveUp(call, cancelled(call, signal)));
    call.deadlineMs = this.#deadlines.add(call.timeoutMs);
    try {
      const read = call.procedure.hasBytes ? readBlobs(input) : input;
      if (read instanceof Promise) this.#awaitBlobs(call, read);
      else this.#dispatch(call, read);
    } catch (error) {
      call.fail(unencodable(error, `the input of ${call.procedure.path}`));
    }
  }

  #awaitBlobs(call: Call, read: Promise<unknown>): void {
    this.#reading.add(call);
    read
      .then((input) => {
        if (this.#reading.delete(call)) this.#dispatch(call, input);
      })
      .catch((error: unknown) => {
        this.#reading.delete(call);
        if (!call.settled) call.fail(unencodable(error, `the input of ${call.procedure.path}`));
      });
  }

  /** @throws what the encoder throws. */
  #dispatch(call: Call, input: unknown): void {
    const { encodeInput, id, path } = call.procedure;
    const session = this.#session;
    if (!session || this.#waiting.size > 0 || !this.#hasRoom(session)) this.#hold(call, input);
    else if (!encodeInput) this.#send(session, call, session.positional ? id : path, undefined);
    else if (session.positional) this.#send(session, call, id, taken(encodeInput(input as never), input));
    else this.#send(session, call, path, rawOf(toWire(input)));
  }

  #hasRoom(session: Session): boolean {
    return session.ready && !session.full && this.#inFlight.size < session.limits.maxCallsInFlight;
  }

  #send(session: Session, call: Call, procedure: number | string, input: Wire): void {
    const id = this.#inFlight.add(call);
    call.id = id;
    session.push(call.procedure.encodeInput ? [kinds.call, id, procedure, input] : [kinds.call, id, procedure]);
  }

  /** Encoded now, so that it leaves as it was when the call was made. */
  #hold(call: Call, input: unknown): void {
    if (call.procedure.encodeInput) {
      call.heldInput = rawOf(toWire(input));
    }
    const { maxBufferedBytes: max } = this.#settings;
    const bufferedBytes = this.#waiting.bytes + heldBytes(call) + (this.#session?.bufferedBytes ?? 0);
    if (bufferedBytes <= max) {
      this.#waiting.add(call);
      return;
    }
    const message = `${call.procedure.path} was not sent: more than maxBufferedBytes (${max}) would wait in the client`;
    call.fail(new HawserError("limit_exceeded", message, { data: { limit: "maxBufferedBytes", max } }));
  }

  /** @throws HawserError `protocol` for an answer to a call that was not made. */
  #answered(id: number): Call {
    const call = this.#inFlight.get(id);
    if (!call) throw new HawserError("protocol", `the server answered call ${id}, which is not in flight`);
    this.#inFlight.delete(id);
    if (this.#waiting.size > 0) this.pump();
    return call;
  }

  /** Ends a call on this side. Its id stays taken until the server has answered too. */
  #giveUp(call: Call, error: HawserError): void {
    if (call.id === undefined) {
      this.#waiting.delete(call);
      this.#reading.delete(call);
    } else this.#session?.push([kinds.cancel, call.id]);
    call.fail(error);
  }

  #expire(nowMs: number): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const call of [...this.#inFlight, ...this.#waiting, ...this.#reading]) {
      if (call.settled) continue;
      if (call.deadlineMs <= nowMs) this.#giveUp(call, timedOut(call, this.#lastLoss));
      else nextMs = Math.min(nextMs, call.deadlineMs);
    }
    return nextMs;
  }

  #closedError(): HawserError {
    return new HawserError("closed", "the connection is closed", { cause: this.#end?.cause });
  }
}

function timedOut(call: Call, lastLoss: HawserError | undefined): HawserError {
  const { id, procedure, timeoutMs } = call;
  return id === undefined
    ? neverSent(call, `there was no way within ${timeoutMs} ms${lastLoss ? `; ${lastLoss.detail}` : ""}`, lastLoss)
    : new HawserError("timeout", `${procedure.path} was not answered within ${timeoutMs} ms; it may have run`);
}

function cancelled({ id, procedure }: Call, { reason }: AbortSignal): HawserError {
  const sent = id === undefined ? "it was not sent" : "it may have run";
  return new HawserError("cancelled", `${procedure.path} was aborted; ${sent}`, { cause: reason });
}

function neverSent({ procedure }: Call, why: string, cause?: unknown): HawserError {
  return new HawserError("unavailable", `${procedure.path} was not sent: ${why}`, { cause });
}

/** The answer came and is not what was declared; the connection itself is sound. */
function undecodable(thrown: unknown, path: string): HawserError {
  if (isHawserError(thrown)) return thrown;
  return new HawserError("protocol", `the answer to ${path} is not what its schema says`, { cause: thrown });
}
