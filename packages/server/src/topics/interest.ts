import type { Wire } from "@hawser/core";
import { attempt, type Work } from "../attempt.js";
import type { BoundTopic } from "../bind-topic.js";
import type { Peer, PeerSubscriber, Revocation } from "../connections/peer.js";
import { report } from "../fault.js";
import { limitExceeded, type Refusal, refusal } from "../refusal.js";
import { find, shown } from "../target.js";

/** What one peer wants to hear of a topic, from the frame that asks for it to its end. */
export abstract class Interest implements Work, PeerSubscriber {
  readonly peer: Peer;
  readonly id: number;
  readonly topic: BoundTopic;
  #isOver = false;

  constructor(peer: Peer, { id, topic }: { readonly id: number; readonly topic: BoundTopic }) {
    this.peer = peer;
    this.id = id;
    this.topic = topic;
    peer.subscribers.set(id, this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  pending(): void {
    this.peer.runningSubscribes += 1;
  }

  settled(): void {
    this.peer.runningSubscribes -= 1;
  }

  /** Ends it and tells the peer; without a reason because the peer asked. */
  end(reason?: Refusal): void {
    this.peer.subscribers.delete(this.id);
    this.#isOver = true;
    this.release("ended");
    this.peer.sendEnded(this.id, reason);
  }

  /** Ends it because of what the user's code or the broker threw, which is nobody else's business. */
  fail(cause: unknown, during: "authorize" | "subscribe" | "presence"): void {
    const { peer, topic } = this;
    this.end(refusal("internal", "the server could not decide over the subscription"));
    report(peer.services, { during, path: topic.path, session: peer.session, cause });
  }

  /** Ends it for a peer that is gone. */
  leave(): void {
    this.#isOver = true;
    this.release("lost");
  }

  /** Whether it is meant by a revocation, which then ends it. */
  revoke(revocation: Revocation): boolean {
    const { context, session } = this.peer;
    if (this.topic !== revocation.topic || !this.covers(revocation)) return false;
    if (revocation.where && revocation.where({ params: this.params as never, context, session }) !== true) return false;
    this.end(refusal("forbidden", revocation.message));
    return true;
  }

  abstract identityChanged(): void;

  /** What selects the instance; `undefined` until it was read. */
  protected abstract readonly params: unknown;
  /** The name of the instance that it is about, once the params were read; absent where it is about many. */
  protected key: string | undefined;

  /** Whether it is about an instance that is revoked. */
  protected covers({ key }: Revocation): boolean {
    return this.key !== undefined && (key === undefined || key === this.key);
  }

  /** Gives back what it has of the topic. */
  protected abstract release(why: "ended" | "lost"): void;
}

/** The topic that a frame asks for, if the peer may ask for one more; otherwise it was told why not. */
export function admit(peer: Peer, id: number, target: Wire): BoundTopic | undefined {
  const { topics, limits } = peer.services;
  const topic = find(topics, target, peer);
  if (!topic) {
    peer.sendEnded(id, refusal("unknown_topic", `the schema has no topic ${shown(target)}`));
    return undefined;
  }
  const { maxSubscriptions } = limits;
  // A subscription that its peer ended may still be asked about.
  if (Math.max(peer.subscribers.size, peer.runningSubscribes) < maxSubscriptions) return topic;
  peer.sendEnded(id, limitExceeded("maxSubscriptions", maxSubscriptions, "too many subscriptions"));
  return undefined;
}

/** Who asks, as the user's code is told. */
export interface Asker {
  readonly context: unknown;
  readonly session: string;
}

/** Asks the user's code whether the peer may, and anew where the peer is somebody else by then. Whoever may not is told `forbidden`. */
export function authorize(interest: Interest, ask: (asker: Asker) => unknown, allow: () => void): void {
  const { peer, topic } = interest;
  const { context, session } = peer;
  attempt(
    interest,
    () => ask({ context, session }),
    (allowed) => {
      if (peer.context !== context) authorize(interest, ask, allow);
      else if (allowed === true) allow();
      else interest.end(refusal("forbidden", `not allowed to subscribe to ${topic.path}`));
    },
    (error) => interest.fail(error, "authorize"),
  );
}
