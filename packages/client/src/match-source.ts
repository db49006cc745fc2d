import type { GapReason, Wire } from "@hawser/core";
import type { Channel } from "./channel.js";
import type { ChannelSource } from "./channel-source.js";
import type { Feed } from "./links.js";
import type { Position } from "./position.js";
import type { Session } from "./session.js";

/** The place of one instance in a subscription to a pattern on one session. It ends with that. */
export class MatchSource<Event> implements ChannelSource, Feed {
  readonly session: Session;
  readonly asked: Position | undefined;
  readonly #channel: Channel<Event>;
  readonly #number: number;
  #isConfirmed = false;
  #isLeaving = false;

  /** @param number under which the server sends its events. */
  constructor(channel: Channel<Event>, { session, asked, number }: MatchSourceOptions) {
    this.session = session;
    this.asked = asked;
    this.#channel = channel;
    this.#number = number;
  }

  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** The channel has its events from here, as soon as that can take the place of what it had. */
  begin(position: Position): void {
    this.session.links.bind(this.#number, this);
    this.#channel.follow(this);
    this.#isConfirmed = true;
    this.#channel.confirmed(this, position);
  }

  /** The server is told of the pattern as a whole. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
  }

  /** Nothing more comes from here, although the channel may go on. */
  end(): void {
    this.#isLeaving = true;
    this.session.links.unbind(this.#number, this);
    this.#channel.ended(this, undefined);
  }

  event(wire: Wire, offset: number): void {
    this.#channel.event(this, wire, offset);
  }

  skipped(offset: number): void {
    this.#channel.skipped(this, offset);
  }

  gap(to: number, reason: GapReason): void {
    this.#channel.gap(this, to, reason);
  }
}

export interface MatchSourceOptions {
  readonly session: Session;
  /** Where the channel was when the server was asked, if it was asked for it. */
  readonly asked: Position | undefined;
  readonly number: number;
}
