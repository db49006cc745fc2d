import type { DataOf, HawserError } from "@hawser/core";
import type { BoundProcedure } from "../bind.js";
import type { Peer } from "../connections/peer.js";
import { report } from "../fault.js";
import { limitExceeded } from "../refusal.js";
import { Claim } from "./claim.js";
import type { IdempotencyClaim } from "./idempotency.js";
import { type Outcome, unpackOutcome } from "./outcome.js";

/** An idempotent call, as far as it takes to run it once. */
export interface OnceCall {
  readonly peer: Peer;
  readonly procedure: BoundProcedure;
  readonly idempotencyKey: string | undefined;
  readonly remainingMs: number;
  readonly isOver: boolean;
  /** The right to run it, from when it was given. */
  claim: Claim | undefined;
  /** What the first run ended with, where this is not the first. */
  replayed: Replayed | undefined;
  throwIfOver(): void;
  error(code: string, data: unknown, message: string): HawserError;
  refuse(code: "limit_exceeded", message: string, data: DataOf<"limit_exceeded">): HawserError;
}

export interface Replayed {
  readonly outcome: Outcome;
  /** What middleware sees of one that failed. */
  readonly error: HawserError | undefined;
}

/**
 * Runs the handler of an idempotent call if the call is the first with its key. Otherwise waits for what the first ended
 * with, and returns or throws that. It stands behind all middleware: who may not make the call does not hear of its outcome
 * either, and a call that middleware refuses takes no key.
 */
export function runOnce(call: OnceCall, run: () => unknown): unknown {
  const { store, scope } = call.peer.services.idempotency;
  const { path, idempotentMs = 0 } = call.procedure;
  // Unlike a separator, quotes cannot be forged by a scope or a key that holds them.
  const key = JSON.stringify([scope(call.peer.context), path, call.idempotencyKey]);
  const state = store.claim(key, Math.min(idempotentMs, call.remainingMs + lingerMs));
  const go = (state: IdempotencyClaim): unknown => proceed(call, { key, state, run });
  return "then" in state ? Promise.resolve(state).then(go) : go(state);
}

/** How long after a caller's deadline its last try may still arrive. */
const lingerMs = 10_000;

interface Claimed {
  readonly key: string;
  readonly state: IdempotencyClaim;
  readonly run: () => unknown;
}

function proceed(call: OnceCall, { key, state, run }: Claimed): unknown {
  switch (state.state) {
    case "run":
      takeClaim(call, key);
      return run();
    case "settled":
      return replay(call, state.outcome);
    case "running":
      return state.outcome.then((outcome) => {
        call.throwIfOver();
        return outcome ? replay(call, outcome) : runOnce(call, run);
      });
    case "full": {
      const { limit = "maxIdempotencyKeys" } = state;
      const { detail, data } = limitExceeded(limit, call.peer.services.limits[limit], "too much is remembered");
      throw call.refuse("limit_exceeded", detail, data as DataOf<"limit_exceeded">);
    }
  }
}

/** @throws why the call is over, if it is; then the right is given back. */
function takeClaim(call: OnceCall, key: string): void {
  const { services, session } = call.peer;
  const { path } = call.procedure;
  const claim = new Claim(services.idempotency, key, (cause) => {
    report(services, { during: "idempotency", path, session, cause });
  });
  if (call.isOver) claim.release();
  else call.claim = claim;
  call.throwIfOver();
}

function replay(call: OnceCall, bytes: Uint8Array): unknown {
  const outcome = unpackOutcome(bytes);
  const error = outcome.ok ? undefined : call.error(outcome.code, outcome.data, outcome.detail);
  call.replayed = { outcome, error };
  if (error) throw error;
  return outcome.ok ? outcome.value : undefined;
}
