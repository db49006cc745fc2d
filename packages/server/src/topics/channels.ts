import { createHash } from "node:crypto";
import type { BoundTopic } from "../bind-topic.js";
import type { Ticker } from "../connections/ticker.js";
import type { ServerFault } from "../fault.js";
import type { Definitions } from "../payload.js";
import { Backlog } from "./backlog.js";
import type { Broker, Ending, Listing, ListingListener, LogRecord, Position } from "./broker.js";
import { Channel } from "./channel.js";
import type { EventPeer } from "./cursor.js";
import { EventMessage } from "./event-message.js";
import { packedMaps } from "./packed.js";
import { stableText } from "./stable-text.js";

/** Characters of the longest key that is kept as it is; of a longer one the digest is. */
const maxKeyLength = 100;

export interface ChannelsOptions {
  readonly broker: Broker;
  /** Which flushes the connections, too. */
  readonly ticker: Ticker;
  readonly definitions: Definitions;
  readonly report: (fault: ServerFault) => void;
}

/** The topics of a server, by topic and params: who listens here, and the way to the broker. */
export class Channels {
  readonly #options: ChannelsOptions;
  readonly #broker: Broker;
  readonly #backlog: Backlog;
  /** Those that somebody here listens to. */
  readonly #byKey = new Map<string, Channel>();
  readonly #freeNumbers: number[] = [];
  #nextNumber = 0;

  constructor(options: ChannelsOptions) {
    this.#options = options;
    this.#broker = options.broker;
    this.#backlog = new Backlog(options.ticker);
  }

  /** Sends the events that were published so far, ahead of what is not to overtake them. */
  flush(): void {
    this.#backlog.flush();
  }

  /**
   * Publishes validated events, in their order.
   *
   * @param except a session that does not want them back
   * @returns the position of the last one; a promise where the broker takes its time.
   * @throws what an encoder throws, and then nothing was published.
   */
  publish(
    topic: BoundTopic,
    params: unknown,
    values: readonly unknown[],
    except?: string,
  ): Position | Promise<Position> {
    const events = values.map((value) => new EventMessage(topic, value, except));
    const { path, retention, wildcards } = topic;
    const policy = wildcards ? { ...retention, listing: new LazyListing(path, params) } : retention;
    return this.#broker.publish(keyOf(topic, params), events, policy);
  }

  /**
   * Adds a subscription of a connection, which has to {@link leave}, even where the channel does not open.
   *
   * @param key of {@link keyOf}
   * @throws what the broker throws.
   */
  join(topic: BoundTopic, key: string, peer: EventPeer): Channel {
    this.flush();
    const channel = this.#byKey.get(key) ?? this.#open(topic, key);
    const cursor = channel.cursor(peer);
    if (cursor.subscriptions === 0) peer.channelCount += 1;
    cursor.subscriptions += 1;
    return channel;
  }

  /** Hears of all instances of a topic that have events, or come to have some. */
  follow(topic: BoundTopic, listener: ListingListener): Ending | Promise<Ending> {
    return this.#broker.follow(topic.path, listener);
  }

  /** Takes a subscription of a connection away. */
  leave(channel: Channel, peer: EventPeer): void {
    this.flush();
    const cursor = channel.cursor(peer);
    cursor.subscriptions -= 1;
    if (cursor.subscriptions > 0) return;
    peer.channelCount -= 1;
    channel.leave(peer);
    if (!channel.isEmpty) return;
    channel.close();
    this.#byKey.delete(channel.key);
    this.#freeNumbers.push(channel.number);
  }

  #open(topic: BoundTopic, key: string): Channel {
    const number = this.#freeNumbers.pop() ?? this.#nextNumber++;
    try {
      const channel = new Channel({
        topic,
        key,
        number,
        broker: this.#broker,
        backlog: this.#backlog,
        groups: this.#options.ticker.groups,
        messageOf: (record) => this.#messageOf(topic, record),
      });
      this.#byKey.set(key, channel);
      return channel;
    } catch (cause) {
      this.#freeNumbers.push(number);
      throw cause;
    }
  }

  #messageOf(topic: BoundTopic, { event }: LogRecord): EventMessage | undefined {
    const { definitions, report } = this.#options;
    try {
      return EventMessage.of(topic, event, definitions);
    } catch (cause) {
      // A server with another schema published what this one cannot send.
      report({ during: "subscribe", path: topic.path, cause });
      return undefined;
    }
  }
}

/** Most events are of a log that is listed already: its params are packed only where somebody asks. */
class LazyListing implements Listing {
  readonly topic: string;
  readonly #params: unknown;

  constructor(topic: string, params: unknown) {
    this.topic = topic;
    this.#params = params;
  }

  get params(): Uint8Array {
    return packedMaps(this.#params).bytes;
  }
}

/** Equal for equal params, in whatever order their keys stand. */
export function keyOf(topic: BoundTopic, params: unknown): string {
  if (!topic.params) return topic.path;
  const text = stableText(params);
  // No params' text begins with "#".
  const short = text.length > maxKeyLength ? `#${createHash("sha256").update(text).digest("base64url")}` : text;
  return `${topic.path} ${short}`;
}
