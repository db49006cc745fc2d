import type { GapReason, HawserError } from "@hawser/core";
import type { Position } from "./position.js";

/**
 * One subscriber of a topic. Without `onEvent` its events are read with `for await`, and leaving the loop
 * unsubscribes; they gather from the start, so none is missed before the loop begins. Its events come in the order of
 * their offsets, none twice, and a gap says which are missing. Subscribers of the same topic and params share one
 * subscription on the wire and the same event objects: read them, do not write into them.
 */
export interface Subscription<Event> extends AsyncIterable<Event> {
  readonly status: SubscriptionStatus;
  /**
   * Offset of the newest event that came or was reported missing. `undefined` until the server has confirmed the
   * subscription, unless that begins after a position.
   */
  readonly offset: number | undefined;
  /** What the offsets count within: another epoch counts anew. `undefined` as long as `offset` is. */
  readonly epoch: string | undefined;
  /**
   * How far the subscriber itself has come: what waits for its loop is not in it, and what a callback has just got is.
   * Kept after the end. To be stored, and given as `since` to go on from there. `undefined` as long as `offset` is.
   */
  readonly position: Position | undefined;
  /** Like the subscription itself, but with every gap at its place among the events. */
  updates(): AsyncIterable<Update<Event>>;
  /** Settles when the server has confirmed, or the connection is gone. Calling it again changes nothing. */
  unsubscribe(): Promise<void>;
}

/**
 * - `subscribing`: the server has been asked.
 * - `active`: the server has confirmed, events come.
 * - `waiting`: there is no connection; it is asked again as soon as there is one.
 * - `ended`: for good.
 */
export type SubscriptionStatus = "subscribing" | "active" | "waiting" | "ended";

export interface SubscribeOptions<Event> {
  /** Receives every event as it comes; the subscription cannot be iterated then. */
  onEvent?: ((event: Event, offset: number) => void) | undefined;
  /** Receives every gap: as it comes with `onEvent`, otherwise when the loop comes to its place. */
  onGap?: ((gap: Gap) => void) | undefined;
  /**
   * The subscription is over: with an error where the server refused or ended it, without after `unsubscribe()` and
   * after the connection's `close()`.
   */
  onEnd?: ((error?: HawserError) => void) | undefined;
  onStatus?: ((status: SubscriptionStatus) => void) | undefined;
  /**
   * Where it begins, as far as the topic's history reaches: with so many of the latest events, with those of a time and
   * later, or with what follows upon a position, where a gap says what no longer comes. Such a subscription is not shared
   * with others. What the server cannot read, such as a number that is not whole, ends it with `invalid_input`. Absent:
   * with what comes; where the topic retains its latest event, with that.
   */
  since?: number | Date | Position | undefined;
  /**
   * Events that may wait to be read by a loop. A number that is not above 0 ends the subscription with
   * `invalid_input`.
   * @default 1024
   */
  bufferSize?: number | undefined;
  /**
   * What happens to a loop that falls behind by more than that: "gap" drops the oldest event and reports it,
   * "end" ends the subscription with `limit_exceeded`.
   * @default "gap"
   */
  overflow?: "gap" | "end" | undefined;
}

/** Events that were published and did not come. */
export interface Gap {
  readonly type: "gap";
  /**
   * - `disconnected`: they were published while there was no connection.
   * - `restarted`: the server counts anew. `from` to `to` are of the new count; of the old one any number may be missing.
   * - `expired`: the topic's history no longer reaches back to them.
   * - `slow`: this client read too slowly, and the topic leaves events out then.
   * - `conflated`: this client read too slowly, and what follows takes their place.
   * - `lost`: they did not come although there was a connection, and the server gave no reason.
   * - `overflow`: they came and were dropped, because the loop did not read them in time.
   *
   * Gaps that a loop has not read and that nothing lies between are one, with the reason of the first.
   */
  readonly reason: "disconnected" | "restarted" | GapReason | "lost" | "overflow";
  /** Offset of the first missing event. */
  readonly from: number;
  /** Offset of the last missing event; one below `from` where only events of an old count can be missing. */
  readonly to: number;
}

export type Update<Event> = { readonly type: "event"; readonly event: Event; readonly offset: number } | Gap;
