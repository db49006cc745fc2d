import { setTimeout as pause } from "node:timers/promises";
import type {
  Broker,
  BrokerAttendance,
  BrokerEvent,
  BrokerMember,
  Ending,
  ListingListener,
  LogListener,
  LogRecord,
  LogSubscription,
  MembersListener,
  Page,
  Position,
  ReadFrom,
  Retention,
} from "../../src/topics/broker.js";
import { MemoryBroker } from "../../src/topics/memory-broker.js";

/**
 * A broker as if it were on another machine: it answers after a random while, listeners hear of events after another, and
 * all that is read or heard are copies. Publishes of one log, and what a listener hears, keep their order.
 */
export class LateBroker implements Broker {
  readonly memory: MemoryBroker;
  /** Rejects what begins with it: a method's name. */
  failing: "publish" | "subscribe" | "read" | "follow" | "enter" | "leave" | "attend" | undefined;
  /** Subscriptions that have not ended. */
  subscriptionCount = 0;
  /** What else is heard and has not ended: listings and members. */
  listenerCount = 0;
  readonly #lateMs: () => number;
  #published: Promise<unknown> = Promise.resolve();

  /** @param lateMs how long something takes; 0: a turn of the loop. */
  constructor(lateMs: () => number = () => Math.random() * 3, now?: () => number) {
    this.#lateMs = lateMs;
    this.memory = new MemoryBroker(now);
  }

  publish(log: string, events: readonly BrokerEvent[], retention: Retention): Promise<Position> {
    const copies = events.map(copied);
    const position = this.#published.then(async () => {
      await this.#late("publish");
      return this.memory.publish(log, copies, retention);
    });
    this.#published = position.catch(() => undefined);
    return position;
  }

  async subscribe(log: string, listener: LogListener): Promise<LogSubscription> {
    await this.#late("subscribe");
    let isOver = false;
    let heard: Promise<unknown> = Promise.resolve();
    const subscription = this.memory.subscribe(log, {
      appended: (records, epoch) => {
        heard = heard
          .then(() => this.#late())
          .then(() => isOver || listener.appended(records.map(copiedRecord), epoch));
      },
    });
    this.subscriptionCount += 1;
    const { position } = subscription;
    await this.#late();
    return {
      position,
      end: () => {
        if (!isOver) this.subscriptionCount -= 1;
        isOver = true;
        subscription.end();
      },
    };
  }

  async read(log: string, from: ReadFrom, maxRecords: number): Promise<Page> {
    await this.#late("read");
    const { records, ...page } = this.memory.read(log, from, maxRecords);
    await this.#late();
    return { ...page, records: records.map(copiedRecord) };
  }

  async follow(topic: string, listener: ListingListener): Promise<Ending> {
    await this.#late("follow");
    const hear = this.#hearing();
    const following = this.memory.follow(topic, {
      listed: (log, params) => hear.later(() => listener.listed(log, Uint8Array.from(params))),
    });
    await hear.settled();
    return { end: () => hear.end(following) };
  }

  enter(log: string, member: BrokerMember): Promise<void> {
    const copy = { ...member, bytes: Uint8Array.from(member.bytes) };
    return this.#inOrder("enter", () => this.memory.enter(log, copy));
  }

  leave(log: string, member: Pick<BrokerMember, "id" | "lease">): Promise<void> {
    return this.#inOrder("leave", () => this.memory.leave(log, member));
  }

  async attend(log: string, listener: MembersListener): Promise<BrokerAttendance> {
    await this.#late("attend");
    const hear = this.#hearing();
    const attendance = this.memory.attend(log, {
      changed: (changes) => hear.later(() => listener.changed(changes.map(copiedBytes))),
    });
    const members = attendance.members.map(copiedBytes);
    await this.#late();
    return { members, end: () => hear.end(attendance) };
  }

  /** What one listener hears: late, in order, and nothing after the end. */
  #hearing(): Hearing {
    let isOver = false;
    let heard: Promise<unknown> = Promise.resolve();
    this.listenerCount += 1;
    return {
      later: (tell) => {
        heard = heard.then(() => this.#late()).then(() => isOver || tell());
      },
      settled: () => heard,
      end: (source) => {
        if (!isOver) this.listenerCount -= 1;
        isOver = true;
        source.end();
      },
    };
  }

  #inOrder(method: string, step: () => void): Promise<void> {
    const done = this.#published.then(async () => {
      await this.#late(method);
      step();
    });
    this.#published = done.catch(() => undefined);
    return done;
  }

  async #late(method?: string): Promise<void> {
    const ms = this.#lateMs();
    if (ms > 0) await pause(ms);
    else await new Promise((resolve) => setImmediate(resolve));
    if (method && this.failing === method) throw new Error(`the broker cannot ${method}`);
  }
}

interface Hearing {
  later(tell: () => void): void;
  settled(): Promise<unknown>;
  end(source: Ending): void;
}

function copiedBytes<T extends { readonly bytes?: Uint8Array }>(value: T): T {
  return value.bytes ? { ...value, bytes: Uint8Array.from(value.bytes) } : value;
}

function copiedRecord({ offset, event }: LogRecord): LogRecord {
  return { offset, event: copied(event) };
}

function copied({ bytes, except }: BrokerEvent): BrokerEvent {
  return { bytes: Uint8Array.from(bytes), except };
}
