import {
  type EndedFrame,
  type EventFrame,
  fromWire,
  HawserError,
  isHawserError,
  kinds,
  type Shape,
  type SubscribedFrame,
  type SubscribeFrame,
} from "@hawser/core";
import { Channel } from "./channel.js";
import type { TopicDescriptor } from "./descriptors.js";
import { encodeParams } from "./encoded-params.js";
import { IdTable } from "./id-table.js";
import { unencodable } from "./invalid-input.js";
import { readPayload } from "./payload.js";
import { positive } from "./positive.js";
import type { Session } from "./session.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";

/** The subscriptions of a connection: every channel that someone listens to is asked for on every session. */
export class Subscriptions {
  readonly #definitions: Readonly<Record<string, Shape>>;
  /** Channels with subscribers. */
  readonly #byKey = new Map<string, AnyChannel>();
  /** Channels that the server has not ended, abandoned ones too. */
  #byId = new IdTable<AnyChannel>();
  readonly #byNumber = new Map<number, AnyChannel>();
  #session: Session | undefined;
  #end: { readonly cause: HawserError | undefined } | undefined;

  constructor(definitions: Readonly<Record<string, Shape>>) {
    this.#definitions = definitions;
  }

  subscribe<Params, Event>(
    topic: TopicDescriptor<Params, Event>,
    params: Params,
    options: SubscribeOptions<Event>,
  ): Subscription<Event> {
    try {
      if (this.#end) throw new HawserError("closed", "the connection is closed", { cause: this.#end.cause });
      if (options.bufferSize !== undefined) positive("bufferSize", options.bufferSize);
      return this.#channel(topic, params).join(options);
    } catch (error) {
      // The caller hears of it as of any other end: by its loop or its `onEnd`.
      const stillborn = new Channel<Event>(topic, { key: "" }, () => {});
      const subscription = stillborn.join(options);
      queueMicrotask(() => stillborn.end(unencodable(error, topic.path)));
      return subscription;
    }
  }

  /** A session can carry subscriptions. */
  ready(session: Session): void {
    this.#session = session;
    for (const channel of this.#byKey.values()) this.#ask(channel, session);
  }

  subscribed([, id, number, epoch, offset]: SubscribedFrame): void {
    const channel = this.#find(id);
    this.#byNumber.set(number, channel);
    channel.confirmed(number, epoch, offset);
  }

  event([, number, offset, wire]: EventFrame, { positional }: Session): void {
    const channel = this.#byNumber.get(number);
    if (!channel || channel.abandoned || !channel.advance(offset)) return;
    const { path, decodeEvent: decode, eventShape: shape } = channel.topic;
    try {
      channel.receive(readPayload(wire, { decode, shape, definitions: this.#definitions, positional }), offset);
    } catch (error) {
      // Ended on this side first. Its id stays taken until the server has ended it too.
      this.#abandoned(channel);
      channel.endSubscribers(undecodable(error, path));
    }
  }

  ended([, id, code, message, data]: EndedFrame): void {
    const channel = this.#find(id);
    this.#forget(channel, id);
    channel.end(code ? new HawserError(code, message ?? "", { data: fromWire(data) ?? undefined }) : undefined);
  }

  /** A frame of ours could not leave. */
  refused([, id]: SubscribeFrame, error: HawserError): void {
    const channel = this.#byId.get(id);
    if (!channel) return;
    this.#forget(channel, id);
    channel.end(error);
  }

  /** The session is over; the next one is asked for everything anew. */
  lost(): void {
    const channels = [...this.#byId];
    this.#session = undefined;
    this.#byId = new IdTable();
    this.#byNumber.clear();
    for (const channel of channels) channel.lost();
  }

  /** For good: ends every subscription, with the reason where the connection has one. */
  close(reason: HawserError | undefined): void {
    this.#end = { cause: reason };
    const channels = [...this.#byId, ...this.#byKey.values()];
    this.#session = undefined;
    this.#byId = new IdTable();
    this.#byNumber.clear();
    this.#byKey.clear();
    for (const channel of channels) channel.end(reason);
  }

  #channel<Params, Event>(topic: TopicDescriptor<Params, Event>, params: Params): Channel<Event> {
    const encoded = encodeParams(topic, params);
    const known = this.#byKey.get(encoded.key);
    if (known) return known as Channel<Event>;
    const channel = new Channel<Event>(topic, encoded, () => this.#abandoned(channel as AnyChannel));
    this.#byKey.set(encoded.key, channel as AnyChannel);
    if (this.#session?.ready) this.#ask(channel as AnyChannel, this.#session);
    return channel;
  }

  #ask(channel: AnyChannel, session: Session): void {
    const { topic, params } = channel;
    const id = this.#byId.add(channel);
    const number = session.positional ? topic.id : topic.path;
    const payload = session.positional ? params.payload?.positional : params.payload?.maps;
    session.push(payload ? [kinds.subscribe, id, number, payload] : [kinds.subscribe, id, number]);
    channel.asked(id);
  }

  /** @throws HawserError `protocol` for an answer to a subscription that was not asked for. */
  #find(id: number): AnyChannel {
    const channel = this.#byId.get(id);
    if (!channel) throw new HawserError("protocol", `the server answered subscription ${id}, which there is not`);
    return channel;
  }

  #abandoned(channel: AnyChannel): void {
    this.#byKey.delete(channel.params.key);
    if (channel.id !== undefined) this.#session?.push([kinds.unsubscribe, channel.id]);
  }

  #forget(channel: AnyChannel, id: number): void {
    this.#byId.delete(id);
    if (this.#byNumber.get(channel.number ?? -1) === channel) this.#byNumber.delete(channel.number as number);
    if (this.#byKey.get(channel.params.key) === channel) this.#byKey.delete(channel.params.key);
  }
}

type AnyChannel = Channel<unknown>;

/** The event came and is not what was declared; the connection itself is sound. */
function undecodable(thrown: unknown, path: string): HawserError {
  if (isHawserError(thrown)) return thrown;
  return new HawserError("protocol", `an event of ${path} is not what its schema says`, { cause: thrown });
}
