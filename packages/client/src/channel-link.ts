import { type GapReason, HawserError, kinds, type SubscribeFrame, type Wire, type WireSince } from "@hawser/core";
import type { ChannelSource } from "./channel-source.js";
import type { TopicDescriptor } from "./descriptors.js";
import type { EncodedParams } from "./encoded-params.js";
import { Farewell } from "./farewell.js";
import type { Feed, Link, LinkFrame } from "./links.js";
import type { Position } from "./position.js";
import type { Session } from "./session.js";
import { trimmed } from "./trimmed.js";

/** What a link tells the channel that it feeds. */
export interface LinkOwner {
  readonly topic: TopicDescriptor<never, unknown>;
  readonly params: EncodedParams;
  /** Where it is. */
  readonly position: Position | undefined;
  /** Where a link that is made now is to begin. Absent: with what comes. */
  readonly since: WireSince | undefined;
  confirmed(link: ChannelLink, position: Position): void;
  event(link: ChannelLink, wire: Wire, offset: number): void;
  skipped(link: ChannelLink, offset: number): void;
  gap(link: ChannelLink, to: number, reason: GapReason): void;
  /** The server let go of it, or its frame could not leave. */
  ended(link: ChannelLink, error: HawserError | undefined): void;
  /** Its session is over. */
  lost(link: ChannelLink): void;
}

/** The subscription of a channel on one session. */
export class ChannelLink implements ChannelSource, Link, Feed {
  readonly session: Session;
  readonly asked: Position | undefined;
  readonly #owner: LinkOwner;
  readonly #id: number;
  /** The number under which the server sends its events, once it has confirmed. */
  #number: number | undefined;
  readonly #farewell: Farewell;

  /** Asks the server. */
  constructor(session: Session, owner: LinkOwner) {
    this.session = session;
    this.#owner = owner;
    this.#id = session.links.add(this);
    this.#farewell = new Farewell(session, this.#id);
    const { topic, params, position, since } = owner;
    this.asked = position;
    const number = session.positional ? topic.id : topic.path;
    const payload = session.positional ? params.payload?.positional : params.payload?.maps;
    const frame: SubscribeFrame = [kinds.subscribe, this.#id, number, payload ?? null, since ?? null];
    session.push(trimmed(frame, payload ? 4 : 3));
  }

  get isConfirmed(): boolean {
    return this.#number !== undefined;
  }

  get isLeaving(): boolean {
    return this.#farewell.isSaid;
  }

  /** Settles when the server has let go, or the session is over. */
  leave(): Promise<void> {
    return this.#farewell.say();
  }

  receive(frame: LinkFrame): void {
    if (frame[0] !== kinds.subscribed)
      throw new HawserError("protocol", `the server answered a subscription with ${frame[0]}`);
    const [, , number, epoch, offset] = frame;
    this.#unbind();
    this.#number = number;
    this.session.links.bind(number, this);
    this.#owner.confirmed(this, { epoch, offset });
  }

  event(wire: Wire, offset: number): void {
    this.#owner.event(this, wire, offset);
  }

  skipped(offset: number): void {
    this.#owner.skipped(this, offset);
  }

  gap(to: number, reason: GapReason): void {
    this.#owner.gap(this, to, reason);
  }

  ended(error: HawserError | undefined): void {
    this.#unbind();
    this.#farewell.gone();
    this.#owner.ended(this, error);
  }

  lost(): void {
    this.#farewell.gone();
    this.#owner.lost(this);
  }

  #unbind(): void {
    if (this.#number !== undefined) this.session.links.unbind(this.#number, this);
  }
}
