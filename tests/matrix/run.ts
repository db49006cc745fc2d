import { setImmediate } from "node:timers/promises";
import type { HawserError } from "@hawser/core";
import type { CallOutcome } from "@hawser/server";

/** What a handler shows of its call: enough to see afterwards whether anything of it is left. */
export class Run {
  readonly signal: AbortSignal;
  /** How the server says that it ended, once per time that it said so. */
  readonly outcomes: CallOutcome[] = [];
  /** The handler's `finally` has run. */
  isFinished = false;
  /** Answered when the test says so; rejects when the test says that, or nobody waits any more. */
  readonly #verdict: Promise<void>;
  #answer: () => void = () => {};
  #fail: (error: unknown) => void = () => {};
  #isThrown = false;
  readonly #broken: () => HawserError;

  constructor(call: RunnableCall) {
    call.require(({ mayStay }) => mayStay);
    call.onEnd((outcome) => this.outcomes.push(outcome));
    this.signal = call.signal;
    this.#broken = () => call.error("Broken", { why: "the test said so" });
    this.#verdict = new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
    // A handler that streams may never ask.
    this.#verdict.catch(() => {});
    call.signal.addEventListener("abort", () => this.#fail(call.signal.reason));
  }

  /** The code of what the signal aborted with, if it did. */
  get reason(): string | undefined {
    return this.signal.aborted ? (this.signal.reason as HawserError).code : undefined;
  }

  // The test's side.

  answer(): void {
    this.#answer();
  }

  throw(): void {
    this.#isThrown = true;
    this.#fail(this.#broken());
  }

  // The handler's side.

  /** A handler that waits for something. */
  async hold(): Promise<{ n: number }> {
    try {
      await this.#verdict;
      return { n: 1 };
    } finally {
      this.isFinished = true;
    }
  }

  /** Between two items of a stream. */
  async step(): Promise<void> {
    await setImmediate();
    if (this.#isThrown) throw this.#broken();
  }
}

/** The parts of a call that a run needs, whatever the procedure. */
export interface RunnableCall {
  readonly signal: AbortSignal;
  require(check: (context: { readonly mayStay: boolean }) => boolean): void;
  onEnd(listener: (outcome: CallOutcome) => void): void;
  error(code: "Broken", data: { why: string }): HawserError;
}
