import { kinds, type Wire } from "@hawser/core";
import { attempt, type Work } from "../attempt.js";
import type { BoundTopic } from "../bind.js";
import type { Peer, PeerSubscriber, Revocation } from "../connections/peer.js";
import { report } from "../fault.js";
import { readPayload } from "../payload.js";
import { limitExceeded, type Refusal, refusal } from "../refusal.js";
import { encodingOf, find, shown } from "../target.js";
import type { Page, ReadFrom } from "./broker.js";
import type { Channel } from "./channel.js";
import { readSince, type Since } from "./since.js";

/** Answers one subscribe: decode and validate the params, ask the topic's `authorize`, join the channel. */
export function subscribe(peer: Peer, [, id, target, wire, sinceWire]: readonly Wire[]): void {
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
  const since = readSince(sinceWire);
  if (!since) {
    peer.sendEnded(
      id,
      refusal("invalid_input", "a subscription begins after [epoch, offset], with a number of events or at a date"),
    );
    return;
  }
  const subscriber = new Subscriber(peer, { id, topic, since });
  peer.subscribers.set(id, subscriber);
  attempt(
    subscriber,
    () => readPayload(topic.params, wire, encodingOf(target), definitions),
    (params) => {
      if (params.ok) authorize(subscriber, params.value, () => subscriber.join(params.value));
      else subscriber.end(params.error);
    },
    (error) => subscriber.fail(error, "authorize"),
  );
}

/** The peer no longer wants the events; always answered, so that it knows when its id is free. */
export function unsubscribe(peer: Peer, id: number): void {
  // The end and the unsubscribe may cross on their way.
  peer.subscribers.get(id)?.end();
}

function authorize(subscriber: Subscriber, params: unknown, allow: () => void): void {
  const { peer, topic } = subscriber;
  const { context, session } = peer;
  attempt(
    subscriber,
    () => topic.authorize?.(params, { context, session }) ?? true,
    (allowed) => {
      // Somebody else by now is asked about anew.
      if (peer.context !== context) authorize(subscriber, params, allow);
      else if (allowed === true) allow();
      else subscriber.end(refusal("forbidden", `not allowed to subscribe to ${topic.path}`));
    },
    (error) => subscriber.fail(error, "authorize"),
  );
}

interface SubscriberOptions {
  readonly id: number;
  readonly topic: BoundTopic;
  readonly since: Since;
}

/** One subscription of one peer, from the frame that asks for it to its end. */
class Subscriber implements Work, PeerSubscriber {
  readonly peer: Peer;
  readonly id: number;
  readonly topic: BoundTopic;
  readonly #since: Since;
  #channel: Channel | undefined;
  #params: unknown;
  #isOver = false;

  constructor(peer: Peer, { id, topic, since }: SubscriberOptions) {
    this.peer = peer;
    this.id = id;
    this.topic = topic;
    this.#since = since;
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

  join(params: unknown): void {
    this.#params = params;
    const { peer, topic } = this;
    attempt(
      this,
      () => {
        this.#channel = peer.services.channels.join(topic, params, peer);
        return this.#channel.opening;
      },
      () => this.#begin(this.#channel as Channel),
      (cause) => this.fail(cause, "subscribe"),
    );
  }

  #begin(channel: Channel): void {
    const from = this.#from(channel);
    if (!from) {
      this.#confirm(channel, channel.position.offset);
      return;
    }
    attempt<Page>(
      this,
      () => channel.read(from),
      (page) => this.#confirm(channel, "after" in from ? Math.min(from.after.offset, page.after) : page.after, page),
      (cause) => this.fail(cause, "subscribe"),
    );
  }

  #from({ position }: Channel): ReadFrom | undefined {
    if (this.#since === "now") return this.topic.retention.retain ? { last: 1 } : undefined;
    // What another epoch counted says nothing about this one: all that is kept is new.
    if ("after" in this.#since && this.#since.after.epoch !== position.epoch) return { last: Number.MAX_SAFE_INTEGER };
    return this.#since;
  }

  /** The peer is told where it begins, and then what follows. */
  #confirm(channel: Channel, offset: number, page?: Page): void {
    const { peer, id } = this;
    peer.send([kinds.subscribed, id, channel.number, channel.position.epoch, offset]);
    channel.cursor(peer).begin(offset, page);
  }

  /** Whether it is meant by a revocation, which then ends it. */
  revoke({ topic, key, where, message }: Revocation): boolean {
    const { peer } = this;
    if (this.topic !== topic || !this.#channel || (key !== undefined && this.#channel.key !== key)) return false;
    const { context, session } = peer;
    if (where && where({ params: this.#params as never, context, session }) !== true) return false;
    this.end(refusal("forbidden", message));
    return true;
  }

  /** Asks again whether the peer may, where it was told so already. */
  identityChanged(): void {
    if (this.#channel) authorize(this, this.#params, () => {});
  }

  /** Ends the subscription and tells the peer; without a reason because the peer asked. */
  end(reason?: Refusal): void {
    this.peer.subscribers.delete(this.id);
    this.leave();
    this.peer.sendEnded(this.id, reason);
  }

  /** Ends the subscription because of what the user's code threw, which is nobody else's business. */
  fail(cause: unknown, during: "authorize" | "subscribe"): void {
    const { peer, topic } = this;
    this.end(refusal("internal", "the server could not decide over the subscription"));
    report(peer.services, { during, path: topic.path, session: peer.session, cause });
  }

  /** Ends the subscription of a peer that is gone. */
  leave(): void {
    this.#isOver = true;
    if (this.#channel) this.peer.services.channels.leave(this.#channel, this.peer);
    this.#channel = undefined;
  }
}
