import { HawserError } from "@hawser/core";
import type { CallOutcome, MiddlewareCall } from "@hawser/server";

/** A call without a server, which ends when the test says so. */
export class FakeCall<Context = unknown> implements MiddlewareCall<Context> {
  readonly context: Context;
  readonly path: string;
  readonly session: string;
  readonly remainingMs = Number.POSITIVE_INFINITY;
  readonly idempotencyKey = undefined;
  readonly metadata = undefined;
  readonly carrier = {};
  readonly input = undefined;
  readonly streams = undefined;
  readonly #abort = new AbortController();
  readonly #listeners: ((outcome: CallOutcome) => void)[] = [];
  #outcome: CallOutcome | undefined;

  constructor(of: { readonly context?: Context; readonly path?: string; readonly session?: string } = {}) {
    this.context = of.context as Context;
    this.path = of.path ?? "rooms.send";
    this.session = of.session ?? "s1";
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  onEnd(listener: (outcome: CallOutcome) => void): void {
    if (this.#outcome) listener(this.#outcome);
    else this.#listeners.push(listener);
  }

  end(outcome: Partial<CallOutcome> = {}): void {
    this.#outcome = { code: "ok", durationMs: 1, ...outcome };
    for (const listener of this.#listeners.splice(0)) listener(this.#outcome);
  }

  refuse: MiddlewareCall<Context>["refuse"] = (code, message, data) =>
    new HawserError(code, message, { data: data as never });

  error(): never {
    throw new Error("no middleware here makes errors of a procedure's own");
  }

  forbidden = (message = ""): HawserError<"forbidden", undefined> => new HawserError("forbidden", message);

  require(): never {
    throw new Error("no middleware here demands rights");
  }

  setAnswerMetadata(): void {}
}
