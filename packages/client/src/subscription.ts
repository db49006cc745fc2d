import type { HawserError } from "@hawser/core";

/**
 * One subscriber of a topic. Without `onEvent` its events are read with `for await`, and leaving the loop
 * unsubscribes; they gather from the start, so none is missed before the loop begins. Subscribers of the same topic
 * and params share one subscription on the wire and the same event objects: read them, do not write into them.
 */
export interface Subscription<Event> extends AsyncIterable<Event> {
  readonly status: SubscriptionStatus;
  /**
   * Offset of the newest event that came or was reported missing. `undefined` until the server has confirmed the
   * subscription.
   */
  readonly offset: number | undefined;
  /** What the offsets count within: another epoch counts anew. `undefined` until the server has confirmed. */
  readonly epoch: string | undefined;
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
   * - `lost`: they did not come although there was a connection.
   * - `overflow`: they came and were dropped, because the loop did not read them in time.
   */
  readonly reason: "disconnected" | "restarted" | "lost" | "overflow";
  /** Offset of the first missing event. */
  readonly from: number;
  /** Offset of the last missing event; one below `from` where only events of an old count can be missing. */
  readonly to: number;
}

export type Update<Event> = { readonly type: "event"; readonly event: Event; readonly offset: number } | Gap;
