import type { HawserError } from "@hawser/core";
import type { TopicDescriptor } from "./descriptors.js";
import type { EncodedParams } from "./encoded-params.js";
import { type Source, Subscriber } from "./subscriber.js";
import type { Gap, SubscribeOptions, SubscriptionStatus, Update } from "./subscription.js";

/**
 * One topic with its params: what all of a connection's subscribers to it share. It outlives sessions and knows by
 * its offset what was missed between two of them.
 */
export class Channel<Event> implements Source<Event> {
  /** The id of its subscription on the wire, from the asking to the end. */
  id: number | undefined;
  /** The number under which the server sends its events, from the confirmation to the end. */
  number: number | undefined;
  readonly #subscribers = new Set<Subscriber<Event>>();
  readonly #abandon: (channel: Channel<Event>) => void;
  #epoch: string | undefined;
  #offset: number | undefined;
  #onGone: (() => void) | undefined;

  /** @param abandon is called when the last subscriber has left. */
  constructor(
    readonly topic: TopicDescriptor<never, Event>,
    readonly params: EncodedParams,
    abandon: (channel: Channel<Event>) => void,
  ) {
    this.#abandon = abandon;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get offset(): number | undefined {
    return this.#offset;
  }

  get status(): SubscriptionStatus {
    if (this.number !== undefined) return "active";
    return this.id === undefined ? "waiting" : "subscribing";
  }

  get abandoned(): boolean {
    return this.#subscribers.size === 0;
  }

  join(options: SubscribeOptions<Event>): Subscriber<Event> {
    const subscriber = new Subscriber(this, options);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  /** Settles when the server has let go of the channel, if nobody else listens to it. */
  leave(subscriber: Subscriber<Event>): Promise<void> {
    this.#subscribers.delete(subscriber);
    if (!this.abandoned) return Promise.resolve();
    this.#abandon(this);
    if (this.id === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onGone = resolve;
    });
  }

  asked(id: number): void {
    this.id = id;
    this.#move();
  }

  /** The server has confirmed. Compared with what came before, that tells whether something was missed. */
  confirmed(number: number, epoch: string, offset: number): void {
    const last = this.#offset;
    const restarted = epoch !== this.#epoch || offset < (last ?? 0);
    this.number = number;
    this.#epoch = epoch;
    this.#offset = offset;
    if (last !== undefined) {
      if (restarted) this.#deliver(gap("restarted", 1, offset));
      else if (offset > last) this.#deliver(gap("disconnected", last + 1, offset));
    }
    this.#move();
  }

  /** @returns whether the event with that offset is new. */
  advance(offset: number): boolean {
    const next = (this.#offset ?? 0) + 1;
    if (offset < next) return false;
    this.#offset = offset;
    if (offset > next) this.#deliver(gap("lost", next, offset - 1));
    return true;
  }

  receive(event: Event, offset: number): void {
    this.#deliver({ type: "event", event, offset });
  }

  /** Its session is over. */
  lost(): void {
    this.#gone();
    this.#move();
  }

  /** For good. */
  end(error?: HawserError): void {
    this.#gone();
    this.endSubscribers(error);
  }

  /** For good on this side; the server has yet to let go. */
  endSubscribers(error?: HawserError): void {
    for (const subscriber of this.#subscribers) subscriber.end(error);
    this.#subscribers.clear();
  }

  #gone(): void {
    this.id = undefined;
    this.number = undefined;
    this.#onGone?.();
  }

  #move(): void {
    for (const subscriber of this.#subscribers) subscriber.move(this.status);
  }

  #deliver(update: Update<Event>): void {
    for (const subscriber of this.#subscribers) subscriber.deliver(update);
  }
}

function gap(reason: Gap["reason"], from: number, to: number): Gap {
  return { type: "gap", reason, from, to };
}
