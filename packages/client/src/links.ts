import {
  type AttendFrame,
  type ClientFrame,
  type EndedFrame,
  type EventFrame,
  type EventsFrame,
  fromWire,
  type GapFrame,
  type GapReason,
  HawserError,
  kinds,
  type MatchedFrame,
  type MembersChangedFrame,
  type MembersFrame,
  type PatternSubscribedFrame,
  type SubscribedFrame,
  type SubscribeFrame,
  type SubscribePatternFrame,
  type Wire,
} from "@hawser/core";
import { IdTable } from "./id-table.js";

/** What was asked for on one session and goes on until its end: a subscription, one to a pattern, an attendance. */
export interface Link {
  /**
   * The server's confirmation, or what it tells besides events.
   *
   * @throws HawserError `protocol` for a frame that is no answer to what was asked for.
   */
  receive(frame: LinkFrame): void;
  /** The server ended it, with an error unless it was asked to; or its frame could not leave. */
  ended(error: HawserError | undefined): void;
  /** Its session is over. */
  lost(): void;
}

export type LinkFrame = SubscribedFrame | MatchedFrame | PatternSubscribedFrame | MembersFrame | MembersChangedFrame;

/**
 * Who hears of the events of one instance of a topic. All of a session that have the same instance hear of the same frames,
 * also of those that only one of them asked for: each leaves alone what it is past.
 */
export interface Feed {
  event(wire: Wire, offset: number): void;
  /** An event that this connection published and did not want back. */
  skipped(offset: number): void;
  /** What follows up to that offset does not come. */
  gap(to: number, reason: GapReason): void;
}

/** The links of one session by their ids, and its feeds by the numbers of their channels. */
export class Links {
  readonly #byId = new IdTable<Link>();
  readonly #byNumber = new Map<number, Set<Feed>>();

  get size(): number {
    return this.#byId.size;
  }

  /** @returns its id. */
  add(link: Link): number {
    return this.#byId.add(link);
  }

  /** The server sends the events of a feed under that number from now on. */
  bind(number: number, feed: Feed): void {
    const feeds = this.#byNumber.get(number);
    if (feeds) feeds.add(feed);
    else this.#byNumber.set(number, new Set([feed]));
  }

  unbind(number: number, feed: Feed): void {
    const feeds = this.#byNumber.get(number);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.#byNumber.delete(number);
  }

  /** @throws HawserError `protocol` for an answer to what was not asked for. */
  receive(frame: LinkFrame | EventFrame | EventsFrame | GapFrame | EndedFrame): void {
    switch (frame[0]) {
      case kinds.event: {
        const [, number, offset, event] = frame;
        // An event may be nil: one that is left out is not there at all.
        const isSkipped = frame.length < 4;
        for (const feed of this.#at(number)) {
          if (isSkipped) feed.skipped(offset);
          else feed.event(event, offset);
        }
        break;
      }
      case kinds.events: {
        const [, number, first, events] = frame;
        for (const feed of this.#at(number)) {
          for (const [index, event] of events.entries()) feed.event(event, first + index);
        }
        break;
      }
      case kinds.gap: {
        const [, number, to, reason] = frame;
        for (const feed of this.#at(number)) feed.gap(to, reason);
        break;
      }
      case kinds.ended: {
        const [, id, code, message, data] = frame;
        const link = this.#find(id);
        this.#byId.delete(id);
        link.ended(code ? new HawserError(code, message ?? "", { data: fromWire(data) ?? undefined }) : undefined);
        break;
      }
      case kinds.membersChanged:
        // It may have crossed the end.
        this.#byId.get(frame[1])?.receive(frame);
        break;
      default:
        this.#find(frame[1]).receive(frame);
    }
  }

  /** A frame of ours could not leave. */
  refused(id: number, error: HawserError): void {
    const link = this.#byId.get(id);
    if (!link) return;
    this.#byId.delete(id);
    link.ended(error);
  }

  /** The session is over. */
  lost(): void {
    for (const link of [...this.#byId]) link.lost();
  }

  #find(id: number): Link {
    const link = this.#byId.get(id);
    if (!link) throw new HawserError("protocol", `the server answered subscription ${id}, which there is not`);
    return link;
  }

  #at(number: number): Iterable<Feed> {
    return this.#byNumber.get(number) ?? [];
  }
}

/** The frame with which a link begins. */
export function isLinking(frame: ClientFrame): frame is SubscribeFrame | SubscribePatternFrame | AttendFrame {
  const [kind] = frame;
  return kind === kinds.subscribe || kind === kinds.subscribePattern || kind === kinds.attend;
}
