import { kinds, toWire, type Wire } from "@hawser/core";
import { attempt } from "../../attempt.js";
import type { BoundTopic, BoundWildcards } from "../../bind-topic.js";
import type { Peer, Revocation } from "../../connections/peer.js";
import { isPromise } from "../../is-promise.js";
import { invalidFrame, limitExceeded, refusal } from "../../refusal.js";
import { begin } from "../begin.js";
import type { Ending, ListingListener, Page } from "../broker.js";
import type { Channel } from "../channel.js";
import { type Asker, admit, authorize, Interest } from "../interest.js";
import { unpackedMaps } from "../packed.js";
import { Pattern, readGiven, readOpen } from "./pattern.js";
import { PatternSince } from "./pattern-since.js";

/** Answers one subscribe to a pattern: validate what is given, ask the topic's `authorizePattern`, join what matches. */
export function subscribePattern(peer: Peer, [, id, target, givenWire, openWire, sinceWire]: readonly Wire[]): void {
  const topic = admit(peer, id, target);
  if (!topic) return;
  const { wildcards } = topic;
  if (!wildcards) {
    peer.sendEnded(id, refusal("forbidden", `the params of ${topic.path} cannot be left open`));
    return;
  }
  const open = readOpen(wildcards, openWire);
  if (!open) {
    const names = [...wildcards.names].join(", ");
    peer.sendEnded(id, invalidFrame(`of the params of ${topic.path} these can be left open, at least one: ${names}`));
    return;
  }
  const since = PatternSince.read(sinceWire);
  if (!since) {
    const detail = "a pattern begins with a number of events, at a date, or after a list of [open, epoch, offset]";
    peer.sendEnded(id, invalidFrame(detail));
    return;
  }
  new PatternSubscriber(peer, { id, topic, since }).select(wildcards, givenWire, open);
}

interface PatternSubscriberOptions {
  readonly id: number;
  readonly topic: BoundTopic;
  readonly since: PatternSince;
}

/** One subscription of one peer to all instances that agree in some params. */
class PatternSubscriber extends Interest implements ListingListener {
  readonly #since: PatternSince;
  #pattern: Pattern | undefined;
  /** The peer may, as far as it was asked so far. */
  #isAllowed = false;
  #following: Ending | undefined;
  #isConfirmed = false;
  /** Instances that are covered, by name; without a channel until that is open. */
  readonly #channels = new Map<string, Channel | undefined>();
  /** Those of which the peer has yet to be told. */
  #openingCount = 0;

  constructor(peer: Peer, options: PatternSubscriberOptions) {
    super(peer, options);
    this.#since = options.since;
  }

  select(wildcards: BoundWildcards, wire: Wire, open: readonly string[]): void {
    const { definitions } = this.peer.services;
    attempt(
      this,
      () => readGiven(wildcards, wire, { open, definitions }),
      (given) => {
        if (!given.ok) {
          this.end(given.error);
          return;
        }
        this.#pattern = new Pattern(given.value as Record<string, unknown>, open);
        authorize(this, this.#ask, () => this.#follow());
      },
      (cause) => this.fail(cause, "authorize"),
    );
  }

  listed(log: string, bytes: Uint8Array): void {
    if (this.isOver || this.#channels.has(log)) return;
    const params = unpackedMaps(bytes) as Record<string, unknown>;
    const pattern = this.#pattern as Pattern;
    if (!pattern.matches(params)) return;
    const { maxMatches } = this.peer.services.limits;
    if (this.#channels.size < maxMatches) this.#join(log, pattern.openOf(params));
    else this.end(limitExceeded("maxMatches", maxMatches, "the pattern covers too many instances"));
  }

  /** Asks again whether the peer may, where it was told so already. */
  identityChanged(): void {
    if (this.#isAllowed) authorize(this, this.#ask, () => {});
  }

  protected get params(): unknown {
    return this.#pattern?.given;
  }

  protected override covers({ params }: Revocation): boolean {
    return this.#pattern?.matches((params ?? this.#pattern.given) as Record<string, unknown>) ?? false;
  }

  protected release(): void {
    this.#following?.end();
    this.#following = undefined;
    const { channels } = this.peer.services;
    for (const channel of this.#channels.values()) if (channel) channels.leave(channel, this.peer);
    this.#channels.clear();
  }

  readonly #ask = (asker: Asker): unknown =>
    this.topic.authorizePattern?.(this.params, { ...asker, open: this.#pattern?.open ?? [] });

  #follow(): void {
    this.#isAllowed = true;
    attempt(
      this,
      () => {
        const following = this.peer.services.channels.follow(this.topic, this);
        return isPromise(following) ? following.then((late) => this.#keep(late)) : this.#keep(following);
      },
      () => this.#confirm(),
      (cause) => this.fail(cause, "subscribe"),
    );
  }

  /** Whoever follows has to end it, also where the subscription is over by then. */
  #keep(following: Ending): void {
    if (this.isOver) following.end();
    else this.#following = following;
  }

  #join(log: string, open: Record<string, unknown>): void {
    const { peer, topic } = this;
    const isLater = this.#isConfirmed;
    const failed = (cause: unknown): void => this.fail(cause, "subscribe");
    this.#channels.set(log, undefined);
    this.#openingCount += 1;
    attempt(
      this,
      () => {
        const channel = peer.services.channels.join(topic, log, peer);
        this.#channels.set(log, channel);
        return channel.opening;
      },
      () => {
        const channel = this.#channels.get(log) as Channel;
        const { epoch } = channel.position;
        // One that comes later has its first event ahead, or has had it just now.
        const since = isLater ? { after: { epoch, offset: 0 } } : this.#since.of(open, epoch);
        begin(this, { channel, since, next: (offset, page) => this.#match(channel, open, { offset, page }), failed });
      },
      failed,
    );
  }

  #match(
    channel: Channel,
    open: Record<string, unknown>,
    { offset, page }: { offset: number; page: Page | undefined },
  ): void {
    const { peer, id } = this;
    this.#openingCount -= 1;
    peer.send([kinds.matched, id, toWire(open), channel.number, channel.position.epoch, offset]);
    channel.cursor(peer).begin(offset, page);
    this.#confirm();
  }

  /** Once all instances that there were are told of. */
  #confirm(): void {
    if (this.#isConfirmed || !this.#following || this.#openingCount > 0) return;
    this.#isConfirmed = true;
    this.peer.send([kinds.patternSubscribed, this.id]);
  }
}
