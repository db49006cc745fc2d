import { kinds, type Wire } from "@hawser/core";
import { attempt, type Work } from "./attempt.js";
import type { BoundTopic } from "./bind.js";
import type { Channel } from "./channel.js";
import { report } from "./fault.js";
import { readPayload } from "./payload.js";
import type { Peer } from "./peer.js";
import { limitExceeded, type Refusal, refusal } from "./refusal.js";
import { encodingOf, find, shown } from "./target.js";

/** Answers one subscribe: decode and validate the params, ask the topic's `authorize`, join the channel. */
export function subscribe(peer: Peer, id: number, target: Wire, wire: Wire): void {
  const { topics, limits, definitions } = peer.services;
  const topic = find(topics, target, peer);
  if (!topic) {
    peer.sendEnded(id, refusal("unknown_topic", `the schema has no topic ${shown(target)}`));
    return;
  }
  const { maxSubscriptions } = limits;
  // A subscription that its peer ended may still be asked about.
  if (Math.max(peer.subscribers.size, peer.runningSubscribes) >= maxSubscriptions) {
    peer.sendEnded(id, limitExceeded("maxSubscriptions", maxSubscriptions, "too many subscriptions"));
    return;
  }
  const subscriber = new Subscriber(peer, id, topic);
  peer.subscribers.set(id, subscriber);
  attempt(
    subscriber,
    () => readPayload(topic.params, wire, encodingOf(target), definitions),
    (params) => (params.ok ? authorize(subscriber, params.value) : subscriber.end(params.error)),
    (error) => subscriber.fail(error),
  );
}

/** The peer no longer wants the events; always answered, so that it knows when its id is free. */
export function unsubscribe(peer: Peer, id: number): void {
  // The end and the unsubscribe may cross on their way.
  peer.subscribers.get(id)?.end();
}

function authorize(subscriber: Subscriber, params: unknown): void {
  const { peer, topic } = subscriber;
  attempt(
    subscriber,
    () => topic.authorize?.(params, { context: peer.context, session: peer.session }) ?? true,
    (allowed) => {
      if (allowed === true) subscriber.join(params);
      else subscriber.end(refusal("forbidden", `not allowed to subscribe to ${topic.path}`));
    },
    (error) => subscriber.fail(error),
  );
}

/** One subscription of one peer, from the frame that asks for it to its end. */
class Subscriber implements Work {
  #channel: Channel | undefined;
  #isOver = false;

  constructor(
    readonly peer: Peer,
    readonly id: number,
    readonly topic: BoundTopic,
  ) {}

  get isOver(): boolean {
    return this.#isOver;
  }

  pending(): void {
    this.peer.runningSubscribes += 1;
  }

  settled(): void {
    this.peer.runningSubscribes -= 1;
  }

  join(params: unknown): void {
    const { peer, id } = this;
    this.#channel = peer.services.channels.join(this.topic, params, peer);
    const { number, epoch, offset } = this.#channel;
    peer.send([kinds.subscribed, id, number, epoch, offset]);
  }

  /** Ends the subscription and tells the peer; without a reason because the peer asked. */
  end(reason?: Refusal): void {
    this.peer.subscribers.delete(this.id);
    this.leave();
    this.peer.sendEnded(this.id, reason);
  }

  /** Ends the subscription because of what the user's code threw, which is nobody else's business. */
  fail(cause: unknown): void {
    const { peer, topic } = this;
    this.end(refusal("internal", "the server could not decide over the subscription"));
    report(peer.services, { during: "authorize", path: topic.path, session: peer.session, cause });
  }

  /** Ends the subscription of a peer that is gone. */
  leave(): void {
    this.#isOver = true;
    if (this.#channel) this.peer.services.channels.leave(this.#channel, this.peer);
    this.#channel = undefined;
  }
}
