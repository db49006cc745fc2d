import { kinds, type Wire } from "@hawser/core";
import { attempt } from "../attempt.js";
import type { BoundTopic } from "../bind-topic.js";
import type { Peer } from "../connections/peer.js";
import { readParams } from "../payload.js";
import { refusal } from "../refusal.js";
import { encodingOf } from "../target.js";
import { begin } from "./begin.js";
import type { Page } from "./broker.js";
import type { Channel } from "./channel.js";
import { keyOf } from "./channels.js";
import { type Asker, admit, authorize, Interest } from "./interest.js";
import { readSince, type Since } from "./since.js";

/** Answers one subscribe: decode and validate the params, ask the topic's `authorize`, join the channel. */
export function subscribe(peer: Peer, [, id, target, wire, sinceWire]: readonly Wire[]): void {
  const topic = admit(peer, id, target);
  if (!topic) return;
  const since = readSince(sinceWire);
  if (!since) {
    const detail = "a subscription begins after [epoch, offset], with a number of events or at a date";
    peer.sendEnded(id, refusal("invalid_input", detail));
    return;
  }
  const subscriber = new Subscriber(peer, { id, topic, since });
  attempt(
    subscriber,
    () => readParams(topic, wire, encodingOf(target), peer.services.definitions),
    (params) => {
      if (params.ok) subscriber.select(params.value);
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

interface SubscriberOptions {
  readonly id: number;
  readonly topic: BoundTopic;
  readonly since: Since;
}

/** One subscription of one peer. */
class Subscriber extends Interest {
  readonly #since: Since;
  #channel: Channel | undefined;
  protected params: unknown;

  constructor(peer: Peer, options: SubscriberOptions) {
    super(peer, options);
    this.#since = options.since;
  }

  select(params: unknown): void {
    this.params = params;
    const key = keyOf(this.topic, params);
    this.key = key;
    authorize(
      this,
      (asker) => this.#mayHear(asker),
      () => this.#join(key),
    );
  }

  /** Asks again whether the peer may, where it was told so already. */
  identityChanged(): void {
    if (this.#channel)
      authorize(
        this,
        (asker) => this.#mayHear(asker),
        () => {},
      );
  }

  protected release(): void {
    if (this.#channel) this.peer.services.channels.leave(this.#channel, this.peer);
    this.#channel = undefined;
  }

  #mayHear(asker: Asker): unknown {
    return this.topic.authorize?.(this.params, asker) ?? true;
  }

  #join(key: string): void {
    const { peer, topic } = this;
    const failed = (cause: unknown): void => this.fail(cause, "subscribe");
    attempt(
      this,
      () => {
        this.#channel = peer.services.channels.join(topic, key, peer);
        return this.#channel.opening;
      },
      () => {
        const channel = this.#channel as Channel;
        const next = (offset: number, page?: Page): void => this.#confirm(channel, offset, page);
        begin(this, { channel, since: this.#since, next, failed });
      },
      failed,
    );
  }

  /** The peer is told where it begins, and then what follows. */
  #confirm(channel: Channel, offset: number, page?: Page): void {
    const { peer, id } = this;
    peer.send([kinds.subscribed, id, channel.number, channel.position.epoch, offset]);
    channel.cursor(peer).begin(offset, page);
  }
}
