import type { GapReason, HawserError, Wire, WireSince } from "@hawser/core";
import { ChannelLink, type LinkOwner } from "./channel-link.js";
import type { ChannelSource } from "./channel-source.js";
import type { TopicDescriptor } from "./descriptors.js";
import type { EncodedParams } from "./encoded-params.js";
import type { Position } from "./position.js";
import type { Session } from "./session.js";
import { isPosition } from "./since.js";
import { type Source, Subscriber } from "./subscriber.js";
import type { Gap, SubscribeOptions, SubscriptionStatus, Update } from "./subscription.js";
import { undecodable } from "./undecodable.js";

export interface ChannelOptions<Event> {
  readonly topic: TopicDescriptor<never, Event>;
  readonly params: EncodedParams;
  /** Where it begins. Absent: where the server says. */
  readonly since?: SubscribeOptions<Event>["since"];
  /** The channel is over, or nobody listens any more: the next subscriber needs another one. */
  readonly forget: () => void;
}

/**
 * One topic with its params: what all of a connection's subscribers to it share. It outlives sessions: by its position
 * it resumes where the topic keeps events, and knows what was missed otherwise. Where a session goes away, its link
 * stays until the next session's can take its place, so that nothing is missed and nothing comes twice.
 */
export class Channel<Event> implements Source<Event>, LinkOwner {
  readonly topic: TopicDescriptor<never, Event>;
  readonly params: EncodedParams;
  readonly #options: ChannelOptions<Event>;
  readonly #subscribers = new Set<Subscriber<Event>>();
  /** Of the newest event that came or was reported missing. */
  #position: Position | undefined;
  /** For who joins later, where the topic retains it; it is unknown after a gap. */
  #latest: EventUpdate<Event> | "none" | "unknown" = "none";
  #link: ChannelSource | undefined;
  #successor: Successor | undefined;

  constructor(options: ChannelOptions<Event>) {
    const { topic, params, since } = options;
    this.topic = topic;
    this.params = params;
    this.#options = options;
    if (isPosition(since)) this.#position = { epoch: since.epoch, offset: since.offset };
  }

  get position(): Position | undefined {
    return this.#position;
  }

  get status(): SubscriptionStatus {
    if (!this.#link) return "waiting";
    return this.#link.isConfirmed ? "active" : "subscribing";
  }

  get since(): WireSince | undefined {
    const { since } = this.#options;
    const resumes = this.topic.history || since !== undefined;
    if (this.#position) return resumes ? [this.#position.epoch, this.#position.offset] : undefined;
    return isPosition(since) ? undefined : since;
  }

  /** Whether it has all that a new subscriber begins with. */
  get isJoinable(): boolean {
    return this.#latest !== "unknown";
  }

  join(options: SubscribeOptions<Event>): Subscriber<Event> {
    const subscriber = new Subscriber(this, options);
    this.#subscribers.add(subscriber);
    const latest = this.#latest;
    if (typeof latest === "object") {
      queueMicrotask(() => {
        // What came meanwhile came to this one, too.
        if (this.#latest === latest) subscriber.deliver(latest, this.#before(latest.offset));
      });
    }
    return subscriber;
  }

  /** Settles when the server has let go of the channel, if nobody else listens to it. */
  async leave(subscriber: Subscriber<Event>): Promise<void> {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size > 0) return;
    this.#options.forget();
    await this.#leaveLinks();
  }

  /** Asks for the channel on a session, which follows upon the one that it had, if any. */
  ask(session: Session): void {
    this.follow(new ChannelLink(session, this));
  }

  /** Has its events from there, as soon as that can take the place of what it had. */
  follow(link: ChannelSource): void {
    if (this.#link?.isConfirmed) {
      void this.#successor?.link.leave();
      this.#successor = { link, held: [] };
    } else {
      void this.#link?.leave();
      this.#link = link;
    }
    this.#move();
  }

  /** For good. */
  end(error?: HawserError): void {
    void this.#leaveLinks();
    this.#link = this.#successor = undefined;
    this.#options.forget();
    for (const subscriber of this.#subscribers) subscriber.end(error);
    this.#subscribers.clear();
  }

  // The links' side. One that is neither the link nor the successor was left, and waits for the server to let go.

  confirmed(link: ChannelSource, position: Position): void {
    if (link === this.#link) {
      this.#confirm(link, position);
      this.#move();
    } else if (this.#successor?.link === link) {
      this.#successor.position = position;
      void this.#link?.leave();
      // What the old link could still bring comes from this one, too.
      if (this.#isPast(link, position)) this.#succeed(this.#successor);
      // All that it brings is held meanwhile, so that an old server that is gone without a word must not go unnoticed.
      else this.#link?.session.probe();
    }
  }

  event(link: ChannelSource, wire: Wire, offset: number): void {
    if (link === this.#link) this.#receive(link, wire, offset);
    else this.#hold(link, () => this.#receive(link, wire, offset));
  }

  skipped(link: ChannelSource, offset: number): void {
    if (link === this.#link) this.#skip(offset);
    else this.#hold(link, () => this.#skip(offset));
  }

  gap(link: ChannelSource, to: number, reason: GapReason): void {
    if (link === this.#link) this.#miss(to, reason);
    else this.#hold(link, () => this.#miss(to, reason));
  }

  ended(link: ChannelSource, error: HawserError | undefined): void {
    if (link === this.#successor?.link) this.#successor = undefined;
    else if (link !== this.#link) return;
    else this.#link = undefined;
    if (this.#successor) this.#succeed(this.#successor);
    // It was left for a successor that was lost since: the next session is asked anew.
    else if (link.isLeaving) this.#move();
    else this.end(error);
  }

  lost(link: ChannelSource): void {
    if (link === this.#successor?.link) this.#successor = undefined;
    if (link !== this.#link) return;
    this.#link = undefined;
    if (this.#successor) this.#succeed(this.#successor);
    else this.#move();
  }

  #hold(link: ChannelSource, apply: () => void): void {
    if (link === this.#successor?.link) this.#successor.held.push(apply);
  }

  #succeed({ link, position, held }: Successor): void {
    this.#link = link;
    this.#successor = undefined;
    if (position) this.#confirm(link, position);
    this.#move();
    for (const apply of held) apply();
  }

  /** Whether what follows upon a confirmation has come in part, by the link before. It comes only once. */
  #isPast({ asked }: ChannelSource, { epoch, offset }: Position): boolean {
    const last = this.#position;
    return epoch === last?.epoch && offset <= last.offset && offset >= (asked?.offset ?? 0);
  }

  /** Compared with what came before, a confirmation tells whether something was missed. */
  #confirm(link: ChannelSource, position: Position): void {
    const last = this.#position;
    const { epoch, offset } = position;
    if (this.#isPast(link, position)) return;
    if (!last) this.#position = position;
    else if (epoch === last.epoch && offset > last.offset) this.#miss(offset, "disconnected");
    else {
      this.#position = position;
      this.#tellGap("restarted", 1, last);
    }
  }

  #receive({ session }: ChannelSource, wire: Wire, offset: number): void {
    if (!this.#reach(offset)) return;
    const { path, decodeEvent, eventShape } = this.topic;
    let event: Event;
    try {
      event = session.read(wire, decodeEvent, eventShape);
    } catch (error) {
      this.end(undecodable(error, `an event of ${path}`));
      return;
    }
    const update: EventUpdate<Event> = { type: "event", event, offset };
    this.#deliver(update, this.#before(offset));
    // Who joined from a callback has got it.
    if (this.topic.retain) this.#latest = update;
  }

  #skip(offset: number): void {
    if (this.#reach(offset)) this.#latest = this.topic.retain ? "unknown" : "none";
  }

  /** @returns whether it is new. What it skips is missing. */
  #reach(offset: number): boolean {
    if (this.#subscribers.size === 0 || !this.#position || offset <= this.#position.offset) return false;
    this.#miss(offset - 1, "lost");
    this.#position = { epoch: this.#position.epoch, offset };
    return true;
  }

  /** What follows up to that offset does not come, if there is anything. */
  #miss(to: number, reason: Gap["reason"]): void {
    const last = this.#position;
    if (!last || to <= last.offset) return;
    this.#position = { epoch: last.epoch, offset: to };
    this.#tellGap(reason, last.offset + 1, last);
  }

  /** A gap up to where it is now. */
  #tellGap(reason: Gap["reason"], from: number, before: Position): void {
    const to = this.#position?.offset ?? 0;
    if (this.topic.retain) this.#latest = "unknown";
    this.#deliver({ type: "gap", reason, from, to }, before);
  }

  #before(offset: number): Position {
    return { epoch: this.#position?.epoch ?? "", offset: offset - 1 };
  }

  async #leaveLinks(): Promise<void> {
    await Promise.all([this.#link?.leave(), this.#successor?.link.leave()]);
  }

  #move(): void {
    for (const subscriber of this.#subscribers) subscriber.move(this.status);
  }

  #deliver(update: Update<Event>, before: Position): void {
    for (const subscriber of this.#subscribers) subscriber.deliver(update, before);
  }
}

type EventUpdate<Event> = Extract<Update<Event>, { type: "event" }>;

/** The link on the session that follows upon one that is going away, and what it brought meanwhile. */
interface Successor {
  readonly link: ChannelSource;
  position?: Position;
  readonly held: (() => void)[];
}
