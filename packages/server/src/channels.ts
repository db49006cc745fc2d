import { createHash } from "node:crypto";
import type { BoundTopic } from "./bind.js";
import { Channel, type Listener } from "./channel.js";

/**
 * Most channels without a subscriber whose offset is remembered, so that who comes back learns whether it missed
 * something. The one that was left longest ago is forgotten first; who then comes back finds a new epoch. Channels with
 * events and those without have so many each: a peer may make any number of the latter, and takes no place of the former.
 */
const maxIdleChannels = 10_000;

/** Characters of the longest key that is kept as it is; of a longer one the digest is. */
const maxKeyLength = 100;

/** The channels of a server by topic and params. */
export class Channels {
  readonly #byKey = new Map<string, Channel>();
  /** Channels without subscribers that had events, in the order in which they were left. */
  readonly #idle = new Set<Channel>();
  /** Those that had none when they were left. */
  readonly #silent = new Set<Channel>();
  readonly #freeNumbers: number[] = [];
  #nextNumber = 0;

  /** The channel of an instance that somebody listens to, or did a while ago. */
  find(topic: BoundTopic, params: unknown): Channel | undefined {
    return this.#byKey.get(keyOf(topic, params));
  }

  /** Adds a subscription of a connection. */
  join(topic: BoundTopic, params: unknown, listener: Listener): Channel {
    const key = keyOf(topic, params);
    let channel = this.#byKey.get(key);
    if (!channel) {
      channel = new Channel(key, topic);
      this.#byKey.set(key, channel);
    }
    if (channel.subscriptions.size === 0) {
      this.#idle.delete(channel);
      this.#silent.delete(channel);
      channel.number = this.#freeNumbers.pop() ?? this.#nextNumber++;
    }
    channel.subscriptions.set(listener, (channel.subscriptions.get(listener) ?? 0) + 1);
    return channel;
  }

  /** Takes a subscription of a connection away. */
  leave(channel: Channel, listener: Listener): void {
    const count = channel.subscriptions.get(listener) ?? 0;
    if (count > 1) {
      channel.subscriptions.set(listener, count - 1);
      return;
    }
    channel.subscriptions.delete(listener);
    if (channel.subscriptions.size > 0) return;
    this.#freeNumbers.push(channel.number);
    this.#rest(channel);
  }

  /** Remembers a channel without subscribers, and forgets another where there are too many. */
  #rest(channel: Channel): void {
    const resting = channel.offset > 0 ? this.#idle : this.#silent;
    resting.add(channel);
    if (resting.size <= maxIdleChannels) return;
    const [oldest] = resting;
    if (!oldest) return;
    resting.delete(oldest);
    // It may have had its first event since it was left.
    if (resting === this.#silent && oldest.offset > 0) this.#rest(oldest);
    else this.#byKey.delete(oldest.key);
  }
}

/** Equal for equal params, in whatever order their keys stand. */
function keyOf(topic: BoundTopic, params: unknown): string {
  if (!topic.params) return topic.path;
  const text = stableText(params);
  // No params' text begins with "#".
  const short = text.length > maxKeyLength ? `#${createHash("sha256").update(text).digest("base64url")}` : text;
  return `${topic.path} ${short}`;
}

function stableText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Date) return `@${value.getTime()}`;
  if (value instanceof Uint8Array) return `<${value.join()}>`;
  if (Array.isArray(value)) return `[${value.map(stableText).join()}]`;
  if (value instanceof Set) return `{${[...value].map(stableText).sort().join()}}`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries
    .map(([key, item]) => `${stableText(key)}:${stableText(item)}`)
    .sort()
    .join()}}`;
}
