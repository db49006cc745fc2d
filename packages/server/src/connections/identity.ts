import { closeCodes, HawserError, isHawserError, kinds, type Wire } from "@hawser/core";
import { attempt, type Work } from "../attempt.js";
import { report } from "../fault.js";
import { readMaps } from "../payload.js";
import { limitExceeded, refusal } from "../refusal.js";
import type { Checked } from "../validate.js";
import { Asking } from "./asking.js";
import type { Peer } from "./peer.js";

/** Decides over an auth value: the context that it stands for, or why it is refused. */
export function authenticate(
  peer: Peer,
  auth: Wire,
  work: Work,
  { accept, refuse }: { accept: (context: unknown) => void; refuse: (error: unknown) => void },
): void {
  const { services } = peer;
  attempt<Checked>(
    work,
    () =>
      services.auth ? readMaps(services.auth, auth ?? undefined, services.definitions) : { ok: true, value: undefined },
    (checked) => {
      if (!checked.ok) refuse(new HawserError("unauthenticated", checked.error.detail));
      else {
        attempt(
          work,
          () => {
            const { request, context: previous } = peer;
            return request && services.authenticate?.({ auth: checked.value, request, previous });
          },
          accept,
          refuse,
        );
      }
    },
    refuse,
  );
}

/** Takes another auth value on an open connection: what runs on it is decided anew, and only what lost access ends. */
export function renewIdentity(peer: Peer, id: number, auth: Wire): void {
  const { maxCallsInFlight } = peer.services.limits;
  if (peer.runningRenewals >= maxCallsInFlight) {
    peer.sendError(id, limitExceeded("maxCallsInFlight", maxCallsInFlight, "too many auth values are decided over"));
    return;
  }
  const renewal = new Renewal(peer, id);
  peer.calls.set(id, renewal);
  authenticate(peer, auth, renewal, {
    accept: (context) => {
      const isLatest = !renewal.isOutdated;
      outdateBefore(renewal);
      renewal.finish();
      if (isLatest) peer.identify(context);
      peer.send([kinds.result, id]);
      if (!isLatest) return;
      for (const subscriber of peer.subscribers.values()) subscriber.identityChanged();
      for (const call of peer.calls.values()) call.identityChanged();
    },
    refuse: (error) => {
      renewal.finish();
      const isRefusal = isHawserError(error) && error.code === "unauthenticated";
      peer.sendError(id, isRefusal ? error : refusal("internal", "the server could not decide over the auth value"));
      if (!isRefusal) report(peer.services, { during: "authenticate", session: peer.session, cause: error });
    },
  });
}

/** What the client presented before is not to replace what it presented later, however long its decision takes. */
function outdateBefore(renewal: Renewal): void {
  for (const call of renewal.peer.calls.values()) {
    if (call === renewal) return;
    if (call instanceof Renewal) call.isOutdated = true;
  }
}

/** An `auth` frame that is being decided over. */
class Renewal extends Asking {
  readonly what = "an auth value";
  /** A later one was accepted before. */
  isOutdated = false;

  pending(): void {
    this.peer.runningRenewals += 1;
  }

  settled(): void {
    this.peer.runningRenewals -= 1;
  }

  /** To be somebody else is not called off. */
  cancel(): void {}
}

/** Asks for another auth value ahead of the end of an identity, and closes the connection of who presents none. */
export class Expiry {
  readonly #peer: Peer;
  #timer: NodeJS.Timeout | undefined;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /**
   * @param at absent where the identity does not expire
   * @throws an Error for a date that is none.
   */
  watch(at: Date | undefined): void {
    this.clear();
    if (!at) return;
    const restMs = at.getTime() - Date.now();
    if (Number.isNaN(restMs)) throw new Error("authExpiry returned a date that is none");
    const leadMs = Math.min(maxLeadMs, restMs / 10);
    this.#wait(restMs - leadMs, () => {
      this.#peer.send([kinds.authExpiring, Math.max(0, Math.round(leadMs))]);
      this.#wait(leadMs, () => this.#peer.close(closeCodes.authExpired, "the identity expired"));
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(delayMs: number, then: () => void): void {
    const stepMs = Math.min(Math.max(0, delayMs), maxDelayMs);
    this.#timer = setTimeout(() => (delayMs > stepMs ? this.#wait(delayMs - stepMs, then) : then()), stepMs);
    this.#timer.unref();
  }
}

/** Enough for a client to fetch a token, however long the identity lasts. */
const maxLeadMs = 60_000;

/** Node fires a timer of more milliseconds at once. */
const maxDelayMs = 2 ** 31 - 1;
