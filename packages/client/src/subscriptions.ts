import { HawserError } from "@hawser/core";
import { Channel } from "./channel.js";
import type { TopicDescriptor } from "./descriptors.js";
import { encodeParams } from "./encoded-params.js";
import { unencodable } from "./invalid-input.js";
import type { Part } from "./part.js";
import { positive } from "./positive.js";
import type { Session } from "./session.js";
import { checkSince } from "./since.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";

/** The subscriptions of a connection: every channel that someone listens to is asked for on every session. */
export class Subscriptions implements Part {
  /** Those with subscribers. */
  readonly #channels = new Set<Channel<unknown>>();
  /** Of these, the ones that further subscribers share. */
  readonly #shared = new Map<string, Channel<unknown>>();
  #session: Session | undefined;
  #end: { readonly cause: HawserError | undefined } | undefined;

  subscribe<Params, Event>(
    topic: TopicDescriptor<Params, Event>,
    params: Params,
    options: SubscribeOptions<Event>,
  ): Subscription<Event> {
    try {
      if (this.#end) throw new HawserError("closed", "the connection is closed", { cause: this.#end.cause });
      if (options.bufferSize !== undefined) positive("bufferSize", options.bufferSize);
      checkSince(options.since);
      return this.#channel(topic, params, options.since).join(options);
    } catch (error) {
      // The caller hears of it as of any other end: by its loop or its `onEnd`.
      const stillborn = new Channel<Event>({ topic, params: { key: "" }, forget: () => {} });
      const subscription = stillborn.join(options);
      queueMicrotask(() => stillborn.end(unencodable(error, topic.path)));
      return subscription;
    }
  }

  /** A session can carry subscriptions. */
  ready(session: Session): void {
    this.#session = session;
    for (const channel of this.#channels) channel.ask(session);
  }

  /** The session is over; the next one is asked for everything anew. */
  lost(session: Session): void {
    if (this.#session === session) this.#session = undefined;
  }

  /** For good: ends every subscription, with the reason where the connection has one. */
  close(reason: HawserError | undefined): void {
    this.#end = { cause: reason };
    this.#session = undefined;
    for (const channel of [...this.#channels]) channel.end(reason);
  }

  #channel<Params, Event>(
    topic: TopicDescriptor<Params, Event>,
    params: Params,
    since: SubscribeOptions<Event>["since"],
  ): Channel<Event> {
    const encoded = encodeParams(topic, params);
    const { key } = encoded;
    const shared = since === undefined ? this.#shared.get(key) : undefined;
    if (shared?.isJoinable) return shared as Channel<unknown> as Channel<Event>;
    const channel = new Channel<Event>({
      topic,
      params: encoded,
      since,
      forget: () => {
        this.#channels.delete(channel as Channel<unknown>);
        if (this.#shared.get(key) === channel) this.#shared.delete(key);
      },
    });
    this.#channels.add(channel as Channel<unknown>);
    if (since === undefined) this.#shared.set(key, channel as Channel<unknown>);
    if (this.#session?.ready) channel.ask(this.#session);
    return channel;
  }
}
