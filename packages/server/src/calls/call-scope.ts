import type { HawserError } from "@hawser/core";
import type { CallOutcome } from "../observer.js";

/** What some handlers do with their call, made when the first thing of it is done: most calls are answered without. */
export class CallScope {
  readonly #raised = new Set<unknown>();
  readonly #listeners: ((outcome: CallOutcome) => void)[] = [];
  /** How the call ended; who is still at work on one that was given up may ask late. */
  #outcome: CallOutcome | undefined;
  readonly demands: Demand[] = [];
  /** What middleware added to the context. */
  added: object | undefined;
  /** What the handler sends with the answer, validated. */
  answerMetadata: { readonly value: unknown } | undefined;
  #controller: AbortController | undefined;

  /** @param reason why the call is over, if it is. */
  signal(reason: HawserError | undefined): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (reason) this.#controller.abort(reason);
    }
    return this.#controller.signal;
  }

  abort(reason: HawserError): void {
    this.#controller?.abort(reason);
  }

  raise<E extends HawserError>(error: E): E {
    this.#raised.add(error);
    return error;
  }

  hasRaised(error: unknown): boolean {
    return this.#raised.has(error);
  }

  onEnd(listener: (outcome: CallOutcome) => void): void {
    if (this.#outcome) listener(this.#outcome);
    else this.#listeners.push(listener);
  }

  /** @param failed told what a listener throws; the others still hear. */
  ended(outcome: CallOutcome, failed: (cause: unknown) => void): void {
    this.#outcome = outcome;
    for (const listener of this.#listeners.splice(0)) {
      try {
        listener(outcome);
      } catch (cause) {
        failed(cause);
      }
    }
  }
}

/** A right that a handler demands for as long as its call runs. */
export interface Demand {
  readonly check: (context: never) => boolean | PromiseLike<boolean>;
  readonly message: string;
}
