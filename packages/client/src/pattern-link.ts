import {
  HawserError,
  kinds,
  type MatchedFrame,
  type Raw,
  type SubscribePatternFrame,
  type WirePatternSince,
} from "@hawser/core";
import type { TopicDescriptor } from "./descriptors.js";
import { Farewell } from "./farewell.js";
import type { Link, LinkFrame } from "./links.js";
import type { MatchSource } from "./match-source.js";
import type { Position } from "./position.js";
import type { Session } from "./session.js";
import { trimmed } from "./trimmed.js";

/** What a link asks for, and tells of what comes. */
export interface PatternOwner<Event> {
  readonly topic: TopicDescriptor<never, Event>;
  /** The params that have a value, with it. */
  readonly given: Raw;
  /** The names of the others. */
  readonly open: readonly string[];
  /** Where instances that match are to begin, for a link that is made now. Absent: with what comes. */
  readonly since: WirePatternSince | undefined;
  /** Where the instances are by their keys, for a link that goes on where another one was. */
  readonly positions: ReadonlyMap<string, Position> | undefined;
  matched(link: PatternLink<Event>, frame: MatchedFrame): void;
  /** The server has told of every instance that there was. */
  confirmed(link: PatternLink<Event>): void;
  /** The server let go of it, or its frame could not leave. */
  ended(link: PatternLink<Event>, error: HawserError | undefined): void;
  /** Its session is over. */
  gone(link: PatternLink<Event>): void;
}

/** A subscription to a pattern on one session. */
export class PatternLink<Event> implements Link {
  readonly session: Session;
  /** Where the instances were when the server was asked to go on there. Absent: it was not. */
  readonly asked: ReadonlyMap<string, Position> | undefined;
  /** Of the instances that the server has told of, by their keys. */
  readonly sources = new Map<string, MatchSource<Event>>();
  isConfirmed = false;
  readonly #owner: PatternOwner<Event>;
  readonly #id: number;
  readonly #farewell: Farewell;

  /** Asks the server. */
  constructor(session: Session, owner: PatternOwner<Event>) {
    const { topic, given, open, since, positions } = owner;
    this.session = session;
    this.asked = positions;
    this.#owner = owner;
    this.#id = session.links.add(this);
    this.#farewell = new Farewell(session, this.#id);
    const number = session.positional ? topic.id : topic.path;
    const frame: SubscribePatternFrame = [
      kinds.subscribePattern,
      this.#id,
      number,
      given,
      [...open],
      since === undefined ? null : since,
    ];
    session.push(trimmed(frame, 5));
  }

  get isLeaving(): boolean {
    return this.#farewell.isSaid;
  }

  /** Settles when the server has let go, or the session is over. */
  leave(): Promise<void> {
    return this.#farewell.say();
  }

  receive(frame: LinkFrame): void {
    switch (frame[0]) {
      case kinds.matched:
        this.#owner.matched(this, frame);
        break;
      case kinds.patternSubscribed:
        this.isConfirmed = true;
        this.#owner.confirmed(this);
        break;
      default:
        throw new HawserError("protocol", `the server answered a subscription to a pattern with a frame ${frame[0]}`);
    }
  }

  ended(error: HawserError | undefined): void {
    this.#endSources();
    this.#farewell.gone();
    this.#owner.ended(this, error);
  }

  lost(): void {
    this.#endSources();
    this.#farewell.gone();
    this.#owner.gone(this);
  }

  #endSources(): void {
    for (const source of this.sources.values()) source.end();
  }
}
