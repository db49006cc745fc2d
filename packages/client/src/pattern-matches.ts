import {
  fromWire,
  type HawserError,
  type MatchedFrame,
  type Raw,
  rawOf,
  toWire,
  type Wire,
  type WirePatternSince,
} from "@hawser/core";
import { Channel } from "./channel.js";
import type { TopicDescriptor } from "./descriptors.js";
import type { Host } from "./host.js";
import { MatchSource } from "./match-source.js";
import type { Part } from "./part.js";
import { PatternLink, type PatternOwner } from "./pattern-link.js";
import type { Instance, PatternSource, PatternSubscriber } from "./pattern-subscriber.js";
import type { PatternOptions } from "./pattern-subscription.js";
import type { Position } from "./position.js";
import type { Session } from "./session.js";
import type { SubscriptionStatus } from "./subscription.js";

export interface PatternMatchesOptions<Params, Event> {
  readonly host: Host;
  readonly topic: TopicDescriptor<never, Event>;
  /** The params that have a value. */
  readonly given: Partial<Params>;
  /** The names of those that are left open. */
  readonly open: readonly string[];
  readonly since: PatternOptions<Params, Event>["since"];
}

/**
 * The instances that a pattern covers, from session to session: each is a channel that has its events from the
 * session's one subscription to the pattern. Where a session goes away, its subscription stays until the next
 * session's has told of all instances.
 */
export class PatternMatches<Params, Event> implements PatternSource, PatternOwner<Event>, Part {
  readonly topic: TopicDescriptor<never, Event>;
  readonly given: Raw;
  readonly open: readonly string[];
  readonly #options: PatternMatchesOptions<Params, Event>;
  readonly #subscriber: PatternSubscriber<Params, Event>;
  readonly #matches = new Map<string, Match<Params, Event>>();
  /** It knows all instances that there were at some time, so that others came to be later. */
  #isComplete = false;
  #link: PatternLink<Event> | undefined;
  #successor: PatternLink<Event> | undefined;
  #remove: (() => void) | undefined;

  /** @throws HawserError `invalid_input` for params that cannot be encoded. */
  constructor(subscriber: PatternSubscriber<Params, Event>, options: PatternMatchesOptions<Params, Event>) {
    const { topic, given, open, since } = options;
    this.topic = topic;
    this.given = rawOf(toWire(given));
    this.open = open;
    this.#options = options;
    this.#subscriber = subscriber;
    if (!isList(since)) return;
    this.#isComplete = true;
    for (const { params, position } of since) {
      const openParams = Object.fromEntries(open.map((name) => [name, params[name as keyof Params]]));
      this.#meet(this.#keyOf(openParams), { openParams, since: position });
    }
  }

  get status(): SubscriptionStatus {
    if (!this.#link) return "waiting";
    return this.#link.isConfirmed ? "active" : "subscribing";
  }

  get since(): WirePatternSince | undefined {
    const { since } = this.#options;
    if (!this.#isComplete) return isList(since) ? undefined : since;
    if (!this.topic.history && since === undefined) return undefined;
    const list: [Wire, string, number][] = [];
    for (const { open, channel } of this.#matches.values()) {
      if (channel.position) list.push([open, channel.position.epoch, channel.position.offset]);
    }
    return list;
  }

  get positions(): ReadonlyMap<string, Position> | undefined {
    if (!this.#isComplete) return undefined;
    const positions = new Map<string, Position>();
    for (const [key, { channel }] of this.#matches) if (channel.position) positions.set(key, channel.position);
    return positions;
  }

  /** From now on it asks every session. */
  begin(): void {
    this.#remove = this.#options.host.add(this);
    this.#subscriber.begin(this);
  }

  async leave(): Promise<void> {
    this.#remove?.();
    const left = [this.#link?.leave(), this.#successor?.leave()];
    this.#link = this.#successor = undefined;
    await Promise.all(left);
  }

  // As a part.

  ready(session: Session): void {
    const link = new PatternLink(session, this);
    if (this.#link?.isConfirmed) {
      void this.#successor?.leave();
      this.#successor = link;
    } else {
      void this.#link?.leave();
      this.#link = link;
    }
    this.#subscriber.move();
  }

  /** Its links hear of it. */
  lost(): void {}

  close(reason: HawserError | undefined): void {
    this.#subscriber.end(reason);
  }

  // The links' side. One that is neither the link nor the successor was left, and waits for the server to let go.

  matched(link: PatternLink<Event>, [, , open, number, epoch, offset]: MatchedFrame): void {
    if (link !== this.#link && link !== this.#successor) return;
    const openParams = fromWire(open) as Record<string, unknown>;
    const key = this.#keyOf(openParams);
    // The newer session has it already.
    if (link === this.#link && this.#successor?.sources.has(key)) return;
    const cameLater = link.asked !== undefined && !link.isConfirmed;
    const match =
      this.#matches.get(key) ?? this.#meet(key, { openParams, since: cameLater ? { epoch, offset: 0 } : undefined });
    const before = link.sources.get(key);
    const source = new MatchSource(match.channel, { session: link.session, asked: link.asked?.get(key), number });
    link.sources.set(key, source);
    source.begin({ epoch, offset });
    before?.end();
  }

  confirmed(link: PatternLink<Event>): void {
    this.#isComplete ||= link === this.#link || link === this.#successor;
    if (link === this.#successor) void this.#link?.leave();
    else if (link === this.#link) this.#settle(link);
  }

  ended(link: PatternLink<Event>, error: HawserError | undefined): void {
    if (!this.#forget(link)) return;
    if (this.#link || link.isLeaving) this.#settle(this.#link);
    else this.#subscriber.end(error);
  }

  gone(link: PatternLink<Event>): void {
    if (this.#forget(link)) this.#settle(this.#link);
  }

  /** @returns whether it was one of the two. */
  #forget(link: PatternLink<Event>): boolean {
    if (link === this.#successor) this.#successor = undefined;
    else if (link !== this.#link) return false;
    else [this.#link, this.#successor] = [this.#successor, undefined];
    return true;
  }

  #settle(link: PatternLink<Event> | undefined): void {
    if (link?.isConfirmed) this.#forgetIdle(link);
    this.#subscriber.move();
  }

  /** Instances that the server no longer has may come back; of so many, the oldest are taken for gone. */
  #forgetIdle({ sources }: PatternLink<Event>): void {
    let idle = this.#matches.size - sources.size;
    for (const [key, { instance }] of this.#matches) {
      if (idle <= maxIdle) return;
      if (sources.has(key)) continue;
      idle -= 1;
      this.#matches.delete(key);
      this.#subscriber.deliver(instance, { type: "gap", reason: "restarted", from: 1, to: 0 });
      this.#subscriber.forget(instance);
    }
  }

  #meet(key: string, { openParams, since }: Met): Match<Params, Event> {
    const { given } = this.#options;
    const channel = new Channel<Event>({
      topic: this.topic,
      params: { key },
      since,
      forget: () => {},
    });
    const params = { ...given, ...openParams } as Params;
    const instance = this.#subscriber.add({ params, since }, (options) => channel.join(options));
    const match = { channel, instance, open: toWire(openParams) };
    this.#matches.set(key, match);
    return match;
  }

  /** The same for equal params. */
  #keyOf(openParams: Readonly<Record<string, unknown>>): string {
    return rawOf(this.open.map((name) => toWire(openParams[name]))).bytes.join();
  }
}

interface Match<Params, Event> {
  readonly channel: Channel<Event>;
  readonly instance: Instance<Params, Event>;
  /** The params that the pattern leaves open. */
  readonly open: Wire;
}

interface Met {
  readonly openParams: Readonly<Record<string, unknown>>;
  /** Where it is known to begin. */
  readonly since: Position | undefined;
}

/** As many as a server covers by default. */
const maxIdle = 10_000;

function isList<Params>(
  since: PatternOptions<Params, unknown>["since"],
): since is Exclude<PatternOptions<Params, unknown>["since"], number | Date | undefined> {
  return typeof since === "object" && !(since instanceof Date);
}
