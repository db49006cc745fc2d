import type { Raw } from "@hawser/core";
import type { ProcedureDescriptor } from "./descriptors.js";

export interface CallOptions {
  /**
   * Milliseconds until the call fails: with `timeout`, or with `unavailable` if it never left. `Infinity`: no limit.
   * Anything else that is not above 0 fails the call with `invalid_input`. Absent: the connection's `timeoutMs`.
   */
  timeoutMs?: number | undefined;
  /** Aborting it fails the call with `cancelled` and tells the server. */
  signal?: AbortSignal | undefined;
}

/** One call, from the moment it was made until the server has answered it. */
export class Call {
  /** Absent until the call leaves. */
  id: number | undefined;
  /** The input of a call that waits, in maps, which any session can send; absent where there is none. */
  heldInput: Raw | undefined;
  deadlineMs = Number.POSITIVE_INFINITY;
  #settled = false;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    readonly procedure: ProcedureDescriptor<never, unknown>,
    readonly timeoutMs: number,
    private readonly resolve: (output: unknown) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  /** The caller has an answer; the server's may still come. */
  get settled(): boolean {
    return this.#settled;
  }

  onAbort(signal: AbortSignal, onAbort: () => void): void {
    this.#signal = signal;
    this.#onAbort = onAbort;
    signal.addEventListener("abort", onAbort);
  }

  succeed(output: unknown): void {
    this.#settle();
    this.resolve(output);
  }

  fail(error: unknown): void {
    this.#settle();
    this.reject(error);
  }

  #settle(): void {
    this.#settled = true;
    if (this.#onAbort) this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}
