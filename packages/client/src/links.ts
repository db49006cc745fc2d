import {
  type EndedFrame,
  type EventFrame,
  type EventsFrame,
  fromWire,
  type GapFrame,
  type GapReason,
  HawserError,
  kinds,
  type SubscribedFrame,
  type Wire,
} from "@hawser/core";
import { IdTable } from "./id-table.js";
import type { Position } from "./position.js";

/**
 * A subscription on one session, from the asking to the end. Links to the same instance of a topic hear of the same
 * frames, also of those that only one of them asked for: each leaves alone what it is past.
 */
export interface Link {
  /** The number under which the server sends its events, once it has confirmed. */
  readonly number: number | undefined;
  /** The server has confirmed. */
  confirmed(number: number, position: Position): void;
  event(wire: Wire, offset: number): void;
  /** An event that this connection published and did not want back. */
  skipped(offset: number): void;
  /** What follows up to that offset does not come. */
  gap(to: number, reason: GapReason): void;
  /** The server ended it, with an error unless it was asked to; or its frame could not leave. */
  ended(error: HawserError | undefined): void;
  /** Its session is over. */
  lost(): void;
}

/** The subscriptions of one session, by the ids and the channel numbers of that session. */
export class Links {
  readonly #byId = new IdTable<Link>();
  readonly #byNumber = new Map<number, Set<Link>>();

  get size(): number {
    return this.#byId.size;
  }

  /** @returns its id. */
  add(link: Link): number {
    return this.#byId.add(link);
  }

  /** @throws HawserError `protocol` for an answer to a subscription that was not asked for. */
  receive(frame: SubscribedFrame | EventFrame | EventsFrame | GapFrame | EndedFrame): void {
    switch (frame[0]) {
      case kinds.event: {
        const [, number, offset, event] = frame;
        // An event may be nil: one that is left out is not there at all.
        const isSkipped = frame.length < 4;
        for (const link of this.#at(number)) {
          if (isSkipped) link.skipped(offset);
          else link.event(event, offset);
        }
        break;
      }
      case kinds.events: {
        const [, number, first, events] = frame;
        for (const link of this.#at(number)) {
          for (const [index, event] of events.entries()) link.event(event, first + index);
        }
        break;
      }
      case kinds.gap: {
        const [, number, to, reason] = frame;
        for (const link of this.#at(number)) link.gap(to, reason);
        break;
      }
      case kinds.subscribed: {
        const [, id, number, epoch, offset] = frame;
        const link = this.#find(id);
        const links = this.#byNumber.get(number);
        if (links) links.add(link);
        else this.#byNumber.set(number, new Set([link]));
        link.confirmed(number, { epoch, offset });
        break;
      }
      case kinds.ended: {
        const [, id, code, message, data] = frame;
        const link = this.#find(id);
        this.#forget(id, link);
        link.ended(code ? new HawserError(code, message ?? "", { data: fromWire(data) ?? undefined }) : undefined);
        break;
      }
    }
  }

  /** A frame of ours could not leave. */
  refused(id: number, error: HawserError): void {
    const link = this.#byId.get(id);
    if (!link) return;
    this.#forget(id, link);
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

  #at(number: number): Iterable<Link> {
    return this.#byNumber.get(number) ?? [];
  }

  #forget(id: number, link: Link): void {
    this.#byId.delete(id);
    if (link.number === undefined) return;
    const links = this.#byNumber.get(link.number);
    links?.delete(link);
    if (links?.size === 0) this.#byNumber.delete(link.number);
  }
}
