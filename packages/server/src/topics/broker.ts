/**
 * Where topics keep their events, and by which servers hear of each other's. A log is one instance of a topic (topic and
 * params) under a name. A broker in the same process answers at once; any other returns promises. A broker that throws or
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

export interface LogSubscription {
  /** Where the log stood when it began. */
  readonly position: Position;
  end(): void;
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
