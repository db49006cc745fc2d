import { type ErrorTypes, HawserError } from "@hawser/core";
import type { Work } from "./attempt.js";
import type { BoundProcedure } from "./bind.js";
import type { Call } from "./call.js";
import type { Peer } from "./peer.js";

/** A call while it runs: what its handler sees, and what the server must know to answer it. */
export class RunningCall implements Call<unknown, ErrorTypes>, Work {
  #controller: AbortController | undefined;
  #abortReason: HawserError | undefined;
  #raised: Set<unknown> | undefined;

  constructor(
    readonly peer: Peer,
    readonly id: number,
    readonly procedure: BoundProcedure,
  ) {}

  get context(): unknown {
    return this.peer.context;
  }

  get path(): string {
    return this.procedure.path;
  }

  get session(): string {
    return this.peer.session;
  }

  get signal(): AbortSignal {
    // Most handlers never ask, and a controller is the dearest thing that a call could allocate.
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#abortReason) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  error(code: string, data: unknown, message = code): HawserError {
    return this.#raise(new HawserError(code, message, { data }));
  }

  forbidden(message = "not allowed"): HawserError<"forbidden", undefined> {
    return this.#raise(new HawserError<"forbidden", undefined>("forbidden", message));
  }

  /** Whether this call made the error, so that it may reach the caller. An error of any other origin may hold secrets. */
  raised(error: unknown): error is HawserError {
    return this.#raised?.has(error) === true;
  }

  /** Nobody waits for the answer any more. */
  get isOver(): boolean {
    return this.#abortReason !== undefined;
  }

  pending(): void {
    this.peer.runningCalls += 1;
    if (!this.isOver) this.peer.calls.set(this.id, this);
  }

  settled(): void {
    this.peer.runningCalls -= 1;
  }

  abort(reason: HawserError): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }

  #raise<E extends HawserError>(error: E): E {
    this.#raised ??= new Set();
    this.#raised.add(error);
    return error;
  }
}
