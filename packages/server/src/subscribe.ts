import { encodings, HawserError, kinds, type Wire } from "@hawser/core";
import { attempt, type Work } from "./attempt.js";
import type { BoundTopic } from "./bind.js";
import type { Channel } from "./channel.js";
import { limitExceeded } from "./limit-exceeded.js";
import { readPayload } from "./payload.js";
import type { Peer } from "./peer.js";

/** Answers one subscribe: decode and validate the params, ask the topic's `authorize`, join the channel. */
export function subscribe(peer: Peer, id: number, target: Wire, wire: Wire): void {
  const topic = findTopic(peer, target);
  if (!topic) {
    peer.sendEnded(id, new HawserError("unknown_topic", `the schema has no topic ${String(target).slice(0, 100)}`));
    return;
  }
  const { limits, definitions } = peer.services;
  if (peer.subscribers.size >= limits.maxSubscriptions) {
    const { maxSubscriptions } = limits;
    peer.sendEnded(id, limitExceeded("maxSubscriptions", maxSubscriptions, "too many subscriptions"));
    return;
  }
  const subscriber = new Subscriber(peer, id, topic);
  peer.subscribers.set(id, subscriber);
  const encoding = typeof target === "number" ? encodings.positional : encodings.maps;
  attempt(
    subscriber,
    () => readPayload(topic.params, wire, encoding, definitions),
    (params) =>
      attempt(
        subscriber,
        () => topic.authorize?.(params, { context: peer.context, session: peer.session }) ?? true,
        (allowed) => {
          if (allowed === true) subscriber.join(params);
          else subscriber.end(new HawserError("forbidden", `not allowed to subscribe to ${topic.path}`));
        },
        (cause) => {
          peer.services.onError({ during: "authorize", path: topic.path, session: peer.session, cause });
          subscriber.end(new HawserError("internal", "the server could not decide over the subscription"));
        },
      ),
    (error) => subscriber.end(error as HawserError),
  );
}

/** The peer no longer wants the events; always answered, so that it knows when its id is free. */
export function unsubscribe(peer: Peer, id: number): void {
  // The end and the unsubscribe may cross on their way.
  peer.subscribers.get(id)?.end();
}

/** One subscription of one peer, from the frame that asks for it to its end. */
export class Subscriber implements Work {
  #channel: Channel | undefined;
  #isOver = false;

  constructor(
    private readonly peer: Peer,
    private readonly id: number,
    private readonly topic: BoundTopic,
  ) {}

  get isOver(): boolean {
    return this.#isOver;
  }

  pending(): void {
    // The connection knows a subscriber from the start.
  }

  join(params: unknown): void {
    const { peer, id } = this;
    this.#channel = peer.services.channels.join(this.topic, params, peer);
    const { number, epoch, offset } = this.#channel;
    peer.send([kinds.subscribed, id, number, epoch, offset]);
  }

  /** Ends the subscription and tells the peer; without an error because the peer asked. */
  end(error?: HawserError): void {
    this.peer.subscribers.delete(this.id);
    this.leave();
    this.peer.sendEnded(this.id, error);
  }

  /** Ends the subscription of a peer that is gone. */
  leave(): void {
    this.#isOver = true;
    if (this.#channel) this.peer.services.channels.leave(this.#channel, this.peer);
    this.#channel = undefined;
  }
}

function findTopic({ services, encoding }: Peer, target: Wire): BoundTopic | undefined {
  if (typeof target === "string") return services.topicsByPath.get(target);
  if (typeof target !== "number" || encoding !== encodings.positional) return undefined;
  return services.topics[target];
}
