import type {
  Broker,
  BrokerAttendance,
  BrokerEvent,
  BrokerMember,
  Ending,
  ListingListener,
  LogListener,
  LogSubscription,
  MembersListener,
  Page,
  Position,
  ReadFrom,
  Retention,
} from "./broker.js";
import { EventLog } from "./event-log.js";
import { Listings } from "./listings.js";
import { MemoryMembers } from "./presence/memory-members.js";

/**
 * Most logs that nobody listens to and that are remembered all the same, so that who comes back learns whether it missed
 * something. The one that was left longest ago is forgotten first; who then comes back finds a new epoch. Logs with
 * events and those without have so many each: a peer may make any number of the latter, and takes no place of the former.
 */
const maxIdleLogs = 10_000;

/** Events and members in the memory of one server. A restart forgets them; for events that is another epoch. */
export class MemoryBroker implements Broker {
  readonly #logs = new Map<string, EventLog>();
  /** Those without listeners that had events, in the order in which they were left or had their first. */
  readonly #idle = new Set<string>();
  /** Those without listeners that had none. */
  readonly #silent = new Set<string>();
  readonly #listings = new Listings();
  readonly #members = new MemoryMembers();
  readonly #now: () => number;
  #sweptMs = 0;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  publish(name: string, events: readonly BrokerEvent[], retention: Retention): Position {
    const nowMs = this.#now();
    if (nowMs - this.#sweptMs >= sweepMs) this.#sweep(nowMs);
    const log = this.#log(name);
    const { listing } = retention;
    if (listing && log.topic === undefined) {
      log.topic = listing.topic;
      this.#listings.add(name, listing);
    }
    const position = log.append(events, retention, nowMs);
    if (this.#silent.delete(name)) this.#rest(name, log);
    return position;
  }

  subscribe(name: string, listener: LogListener): LogSubscription {
    const log = this.#log(name);
    this.#idle.delete(name);
    this.#silent.delete(name);
    log.listeners.add(listener);
    return {
      position: log.position,
      end: () => {
        if (log.listeners.delete(listener) && log.listeners.size === 0) this.#rest(name, log);
      },
    };
  }

  read(name: string, from: ReadFrom, maxRecords: number): Page {
    return this.#log(name).read(from, maxRecords, this.#now());
  }

  follow(topic: string, listener: ListingListener): Ending {
    return this.#listings.follow(topic, listener);
  }

  enter(name: string, member: BrokerMember): void {
    this.#members.enter(name, member);
  }

  leave(name: string, member: Pick<BrokerMember, "id" | "lease">): void {
    this.#members.leave(name, member);
  }

  attend(name: string, listener: MembersListener): BrokerAttendance {
    return this.#members.attend(name, listener);
  }

  #log(name: string): EventLog {
    const known = this.#logs.get(name);
    if (known) return known;
    const log = new EventLog();
    this.#logs.set(name, log);
    this.#rest(name, log);
    return log;
  }

  /** Remembers a log that nobody listens to, and forgets another where there are too many. */
  #rest(name: string, log: EventLog): void {
    const resting = log.position.offset > 0 ? this.#idle : this.#silent;
    resting.add(name);
    if (resting.size <= maxIdleLogs) return;
    const [oldest] = resting;
    if (oldest === undefined) return;
    resting.delete(oldest);
    const topic = this.#logs.get(oldest)?.topic;
    if (topic !== undefined) this.#listings.delete(oldest, topic);
    this.#logs.delete(oldest);
  }

  /** A log to which nothing is appended any more would keep what is too old. */
  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs;
    for (const log of this.#logs.values()) log.trim(nowMs);
  }
}

/** Between two looks for what is old. */
const sweepMs = 10_000;
