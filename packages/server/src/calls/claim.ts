import type { HawserError } from "@hawser/core";
import { refusal } from "../refusal.js";
import type { IdempotencyStore } from "./idempotency.js";
import { type Outcome, packOutcome, refused } from "./outcome.js";

/** The right to run an idempotent call: ends with its outcome in the store, or with the key free again. */
export class Claim {
  readonly #idempotency: Idempotency;
  readonly #key: string;
  readonly #failed: (error: unknown) => void;
  #isSettled = false;

  /** @param failed told what the store throws. */
  constructor(idempotency: Idempotency, key: string, failed: (error: unknown) => void) {
    this.#idempotency = idempotency;
    this.#key = key;
    this.#failed = failed;
  }

  /**
   * Keeps the outcome. Does nothing a second time. Never fails: the call has run, and its caller is to hear of it
   * whatever becomes of the store.
   * @returns a promise where the store takes its time.
   */
  settle(outcome: Outcome): Promise<void> | undefined {
    if (this.#isSettled) return undefined;
    this.#isSettled = true;
    return this.#try(() => this.#idempotency.store.settle(this.#key, this.#pack(outcome)));
  }

  /** The call was given up after it had begun: who repeats it hears the same. */
  settleError(reason: HawserError): void {
    // Of a caller's own connection `closed` says something else.
    void this.settle(refused(reason.code === "closed" ? closedWhileItRan : reason));
  }

  /** The call was given up before it had begun. */
  release(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    void this.#try(() => this.#idempotency.store.release(this.#key));
  }

  #pack(outcome: Outcome): Uint8Array {
    try {
      return packOutcome(outcome);
    } catch (error) {
      this.#failed(error);
      return packOutcome(refused({ code: "internal", detail: "the outcome cannot be told again", data: undefined }));
    }
  }

  #try(work: () => void | PromiseLike<void>): Promise<void> | undefined {
    try {
      const done = work();
      return done ? this.#follow(Promise.resolve(done)) : undefined;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async #follow(work: Promise<void>): Promise<void> {
    const { pending } = this.#idempotency;
    const done = work.catch(this.#failed);
    pending.add(done);
    await done;
    pending.delete(done);
  }
}

/** Where outcomes are kept, and what is on its way there. */
export interface Idempotency {
  readonly store: IdempotencyStore;
  /** What the store has not finished; a server that closes waits for it. */
  readonly pending: Set<Promise<void>>;
}

const closedWhileItRan = refusal("internal", "the server closed while the call ran");
