/**
 * Where topics keep their events and who is present, and by which servers hear of each other's. A log is one instance of a
 * topic (topic and params) under a name. A broker in the same process answers at once; any other returns promises. A broker that throws or
 * rejects has done nothing.
 */
export interface Broker {
  /**
   * Appends events to a log, in their order. Every subscriber of the log hears of them, those on this server too.
   * @returns the position of the last one.
   */
  publish(log: string, events: readonly BrokerEvent[], retention: Retention): Position | Promise<Position>;
  /** Hears of all that is appended from now on, in order. */
  subscribe(log: string, listener: LogListener): LogSubscription | Promise<LogSubscription>;
  /** Reads what the log has kept, oldest first, as much of it as `maxRecords`. Of a log without events: an empty page. */
  read(log: string, from: ReadFrom, maxRecords: number): Page | Promise<Page>;
  /**
   * Hears of the logs that are listed under a topic: of all that have events before it returns or its promise settles, of
   * each later one before its first event is appended where the broker is in this process, else soon after.
   */
  follow(topic: string, listener: ListingListener): Ending | Promise<Ending>;
  /**
   * Makes somebody a member of a log, or replaces what was known of that member, the lease included. What is asked of a log's
   * members holds in the order in which it was asked. A broker that outlives
   * its servers forgets the members that a server brought which is gone.
   */
  enter(log: string, member: BrokerMember): void | Promise<void>;
  /** Takes a member away, if it still has this lease. */
  leave(log: string, member: Pick<BrokerMember, "id" | "lease">): void | Promise<void>;
  /** Hears who is a member of a log, and of all that changes from then on, in order. */
  attend(log: string, listener: MembersListener): BrokerAttendance | Promise<BrokerAttendance>;
}

/** An event on its way through a broker. */
export interface BrokerEvent {
  /** Self-describing msgpack, which every version of the schema can read. */
  readonly bytes: Uint8Array;
  /** The session that published it and does not want it back. */
  readonly except?: string | undefined;
}

/** What a log keeps. */
export interface Retention {
  /** Events; 0 for none. */
  readonly size: number;
  readonly ageMs: number;
  /** The latest event stays, however old it is. */
  readonly retain: boolean;
  /** How those find the log who look for all logs of a topic; absent where nobody does. */
  readonly listing?: Listing;
}

export interface Listing {
  readonly topic: string;
  /** What tells the log from others of its topic: self-describing msgpack. */
  readonly params: Uint8Array;
}

export interface ListingListener {
  /** A log has events, or is about to have its first. The same one may be told of again. */
  listed(log: string, params: Uint8Array): void;
}

/** What somebody hears until they no longer want to. */
export interface Ending {
  end(): void;
}

/** Who is present. */
export interface BrokerMember {
  readonly id: string;
  /** Of the connection that brought it: who comes back on another one is the same member under another lease. */
  readonly lease: string;
  /** What it tells of itself: self-describing msgpack. */
  readonly bytes: Uint8Array;
}

/** A member that joined or tells something else of itself; without bytes, one that left. */
export interface MemberChange {
  readonly id: string;
  readonly bytes?: Uint8Array;
}

export interface MembersListener {
  /** What comes before the promise of `attend` has settled may be in its members already: to take it again changes nothing. */
  changed(changes: readonly MemberChange[]): void;
}

export interface BrokerAttendance extends Ending {
  /** Who was there when it began. */
  readonly members: readonly Pick<BrokerMember, "id" | "bytes">[];
}

/**
 * Where a log stands. Offsets count from 1 within an epoch; a broker that forgets a log begins another epoch, and does not
 * forget one to which somebody subscribes.
 */
export interface Position {
  readonly epoch: string;
  /** Of the latest event; 0 before the first. */
  readonly offset: number;
}

export interface LogRecord {
  readonly offset: number;
  readonly event: BrokerEvent;
}

export interface LogListener {
  /**
   * Records of adjacent offsets that were appended together, at least one. Those of a later call have higher offsets. May be
   * called before the promise of `subscribe` has settled, and not any more once the subscription has ended.
   */
  appended(records: readonly LogRecord[], epoch: string): void;
}

export interface LogSubscription extends Ending {
  /** Where the log stood when it began. */
  readonly position: Position;
}

/**
 * - `after`: what follows upon a position; of another epoch, or where that is no longer kept, all that is.
 * - `last`: so many of the latest.
 * - `sinceMs`: what was appended at or after a time, in milliseconds since 1970.
 */
export type ReadFrom = { readonly after: Position } | { readonly last: number } | { readonly sinceMs: number };

export interface Page {
  /** Where the log stands. */
  readonly position: Position;
  /** The offset before the first record: one that is above what was asked for tells that older ones are gone. */
  readonly after: number;
  /** Adjacent; empty where nothing follows. */
  readonly records: readonly LogRecord[];
}
