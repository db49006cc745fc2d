import { type GapReason, type HawserError, kinds, type SubscribeFrame, type Wire, type WireSince } from "@hawser/core";
import type { TopicDescriptor } from "./descriptors.js";
import type { EncodedParams } from "./encoded-params.js";
import type { Link } from "./links.js";
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
export class ChannelLink implements Link {
  number: number | undefined;
  readonly session: Session;
  /** Where the channel was when the server was asked. */
  readonly asked: Position | undefined;
  readonly #owner: LinkOwner;
  readonly #id: number;
  #left: Promise<void> | undefined;
  #onGone: (() => void) | undefined;

  /** Asks the server. */
  constructor(session: Session, owner: LinkOwner) {
    this.session = session;
    this.#owner = owner;
    this.#id = session.links.add(this);
    const { topic, params, position, since } = owner;
    this.asked = position;
    const number = session.positional ? topic.id : topic.path;
    const payload = session.positional ? params.payload?.positional : params.payload?.maps;
    const frame: SubscribeFrame = [kinds.subscribe, this.#id, number, payload ?? null, since ?? null];
    session.push(trimmed(frame, payload ? 4 : 3));
  }

  get isConfirmed(): boolean {
    return this.number !== undefined;
  }

  get isLeaving(): boolean {
    return this.#left !== undefined;
  }

  /** Unsubscribes. Settles when the server has let go, or the session is over. */
  leave(): Promise<void> {
    this.#left ??= new Promise((resolve) => {
      this.#onGone = resolve;
      this.session.push([kinds.unsubscribe, this.#id]);
    });
    return this.#left;
  }

  confirmed(number: number, position: Position): void {
    this.number = number;
    this.#owner.confirmed(this, position);
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
    this.#onGone?.();
    this.#owner.ended(this, error);
  }

  lost(): void {
    this.#onGone?.();
    this.#owner.lost(this);
  }
}
