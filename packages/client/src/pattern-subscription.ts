import type { HawserError } from "@hawser/core";
import type { Position } from "./position.js";
import type { Gap, SubscribeOptions, SubscriptionStatus } from "./subscription.js";

/**
 * One subscriber of several instances of a topic. Each instance is as in a subscription of its own: its events come in
 * the order of their offsets, none twice, and a gap says which are missing. Between instances nothing but the arrival
 * orders them. Without `onEvent` its events are read with `for await`, and leaving the loop unsubscribes.
 */
export interface PatternSubscription<Params, Event> extends AsyncIterable<MatchedEvent<Params, Event>> {
  /** As of a subscription; of a list `active` when all of it is. */
  readonly status: SubscriptionStatus;
  /** Like the subscription itself, but with every gap at its place among the events. */
  updates(): AsyncIterable<MatchedUpdate<Params, Event>>;
  /**
   * How far the subscriber has come in each instance that there is: what waits for its loop is not in it. Kept after
   * the end. To be stored, and given as `since` to go on from there.
   */
  positions(): Iterable<InstancePosition<Params>>;
  /** Settles when the server has confirmed, or the connection is gone. Calling it again changes nothing. */
  unsubscribe(): Promise<void>;
}

export interface PatternOptions<Params, Event>
  extends Pick<SubscribeOptions<Event>, "onEnd" | "onStatus" | "overflow" | "bufferSize"> {
  /** Receives every event as it comes; the subscription cannot be iterated then. */
  onEvent?: ((event: Event, place: EventPlace<Params>) => void) | undefined;
  /** Receives every gap: as it comes with `onEvent`, otherwise when the loop comes to its place. */
  onGap?: ((gap: MatchedGap<Params>) => void) | undefined;
  /**
   * Where each instance begins, as far as the topic's history reaches: with so many of the latest events, or with those
   * of a time and later; or, with what `positions()` gave, with what follows upon its position. Of an instance that is
   * not among these, one that a list names begins with what comes, and one that a pattern covers with everything that
   * is kept. Absent: with what comes; where the topic retains its latest event, with that.
   */
  since?: number | Date | Iterable<InstancePosition<Params>> | undefined;
  /** The subscription is over: of a list, as soon as that to one of its instances is. See {@link SubscribeOptions.onEnd}. */
  onEnd?: ((error?: HawserError) => void) | undefined;
}

/** Where an event stands. */
export interface EventPlace<Params> {
  /** Of its instance. */
  readonly params: Params;
  readonly epoch: string;
  readonly offset: number;
}

export interface MatchedEvent<Params, Event> extends EventPlace<Params> {
  readonly type: "event";
  readonly event: Event;
}

/** A gap in the events of one instance. */
export interface MatchedGap<Params> extends Gap {
  readonly params: Params;
}

export type MatchedUpdate<Params, Event> = MatchedEvent<Params, Event> | MatchedGap<Params>;

export interface InstancePosition<Params> {
  readonly params: Params;
  readonly position: Position;
}
