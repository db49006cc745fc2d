/** How the outcomes of idempotent calls are remembered. */
export interface IdempotencyOptions<Context = unknown> {
  /** Where outcomes are kept. @default in the memory of this server */
  readonly store?: IdempotencyStore;
  /**
   * Whose keys these are: two callers with another scope never meet in one key, nor hear of each other's outcomes. Absent:
   * all callers share one, which is safe as long as keys are random and kept secret.
   */
  readonly scope?: (context: Context) => string;
}

/**
 * Remembers outcomes by key. One that several servers share lets a client repeat a call on another server. A store decides
 * alone over who runs a call, so {@link claim} must be atomic.
 */
export interface IdempotencyStore {
  /**
   * Asks for the right to run a call.
   * @param lifetimeMs after which the key may be forgotten
   */
  claim(key: string, lifetimeMs: number): IdempotencyClaim | PromiseLike<IdempotencyClaim>;
  /** The call has run: keeps its outcome, opaque bytes, for the rest of its lifetime. */
  settle(key: string, outcome: Uint8Array): void | PromiseLike<void>;
  /** The call will not be run after all, and left no effect: the key is free again. */
  release(key: string): void | PromiseLike<void>;
}

/**
 * - `run`: the key is new; the caller runs the call and settles or releases it.
 * - `settled`: it has run, with this outcome.
 * - `running`: somebody else runs it; the promise gives the outcome, or `undefined` when it was released or its runner is
 *   gone, and the key should be claimed again.
 * - `full`: no further key can be kept, because of `limit`, by default the number of keys.
 */
export type IdempotencyClaim =
  | { readonly state: "run" }
  | { readonly state: "settled"; readonly outcome: Uint8Array }
  | { readonly state: "running"; readonly outcome: Promise<Uint8Array | undefined> }
  | { readonly state: "full"; readonly limit?: "maxIdempotencyKeys" | "maxIdempotencyBytes" };
