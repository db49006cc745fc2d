import type { BoundTopic } from "../bind-topic.js";
import { isPromise } from "../is-promise.js";
import type { Broker, LogListener, LogRecord, LogSubscription, Page, Position, ReadFrom } from "./broker.js";
import { Conflation } from "./conflation.js";
import { Cursor, type EventPeer } from "./cursor.js";
import { EventFrames, type EventRecord } from "./event-frames.js";
import type { EventMessage } from "./event-message.js";

export interface ChannelOptions {
  readonly topic: BoundTopic;
  /** The log's name. */
  readonly key: string;
  /**
   * The channel's name on the wire, the same for every subscriber, so that the bytes of an event are the same, too.
   */
  readonly number: number;
  readonly broker: Broker;
  /** What the broker gives, as an event that can be sent; `undefined` where it cannot. */
  readonly messageOf: (record: LogRecord) => EventMessage | undefined;
}

/** One instance of a topic (topic and params) that somebody here listens to. */
export class Channel implements LogListener {
  readonly topic: BoundTopic;
  readonly key: string;
  readonly number: number;
  readonly #options: ChannelOptions;
  readonly #cursors = new Map<EventPeer, Cursor>();
  #opening: Promise<void> | undefined;
  #subscription: LogSubscription | undefined;
  #isClosed = false;
  #conflation: Conflation | undefined;
  #position: Position = { epoch: "", offset: 0 };

  /** Hears of its log from now on. */
  constructor(options: ChannelOptions) {
    this.#options = options;
    this.topic = options.topic;
    this.key = options.key;
    this.number = options.number;
    const subscription = options.broker.subscribe(this.key, this);
    if (isPromise(subscription)) this.#opening = this.#open(subscription);
    else this.#opened(subscription);
  }

  /** Until the broker has answered; rejects with what the broker does. */
  get opening(): Promise<void> | undefined {
    return this.#opening;
  }

  /** The latest event that came here. */
  get position(): Position {
    return this.#position;
  }

  /** The latest events of all keys, from when somebody lagged on; `undefined` where the topic does not conflate. */
  get conflation(): Conflation | undefined {
    return this.#conflation;
  }

  get isEmpty(): boolean {
    return this.#cursors.size === 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#subscription?.end();
  }

  /** The peer's place in the channel, which all its subscriptions to it share. */
  cursor(peer: EventPeer): Cursor {
    let cursor = this.#cursors.get(peer);
    if (!cursor) {
      cursor = new Cursor(peer, this);
      this.#cursors.set(peer, cursor);
    }
    return cursor;
  }

  leave(peer: EventPeer): void {
    this.#cursors.delete(peer);
  }

  appended(records: readonly LogRecord[], epoch: string): void {
    const last = records.at(-1);
    // What comes twice is taken once.
    if (!last || (epoch === this.#position.epoch && last.offset <= this.#position.offset)) return;
    this.#position = { epoch, offset: last.offset };
    const events = this.readable(records);
    if (events.length === records.length) {
      const batch = this.frames(events);
      for (const cursor of this.#cursors.values()) cursor.receive(batch);
    } else this.#receiveSome(records, events);
    if (this.topic.slowConsumer === "conflate")
      this.#conflate(events, events.length < records.length ? last.offset : 0);
  }

  read(from: ReadFrom): Page | Promise<Page> {
    return this.#options.broker.read(this.key, from, pageRecords);
  }

  /** Those that can be sent. */
  readable(records: readonly LogRecord[]): EventRecord[] {
    const readable: EventRecord[] = [];
    for (const record of records) {
      const event = this.#options.messageOf(record);
      if (event) readable.push({ offset: record.offset, event });
    }
    return readable;
  }

  frames(records: readonly EventRecord[]): EventFrames {
    return new EventFrames(this.number, records);
  }

  /** Some of the records cannot be sent: a gap to those who are told of the others. */
  #receiveSome(records: readonly LogRecord[], events: readonly EventRecord[]): void {
    const [from = 0, to = 0] = [records[0]?.offset, records.at(-1)?.offset];
    const runs = [...adjacentOf(events)].map((run) => this.frames(run));
    for (const cursor of this.#cursors.values()) {
      for (const run of runs) {
        cursor.lose(from, run.first - 1);
        cursor.receive(run);
      }
      cursor.lose(from, to);
    }
  }

  /** Once for all who lag, and only while somebody does. */
  #conflate(records: readonly EventRecord[], lostOffset: number): void {
    for (const [{ maxEventBytes }, { isLagging }] of this.#cursors) {
      if (!isLagging) continue;
      this.#conflation ??= new Conflation(maxEventBytes);
      this.#conflation.add(records);
      if (lostOffset > 0) this.#conflation.lose(lostOffset);
      return;
    }
    this.#conflation = undefined;
  }

  async #open(subscription: PromiseLike<LogSubscription>): Promise<void> {
    this.#opened(await subscription);
    this.#opening = undefined;
  }

  #opened(subscription: LogSubscription): void {
    this.#subscription = subscription;
    // Whoever wanted it may have left in the meantime.
    if (this.#isClosed) subscription.end();
    const { epoch, offset } = subscription.position;
    // Events may have come before the broker said where the log stood.
    if (epoch !== this.#position.epoch || offset > this.#position.offset) this.#position = subscription.position;
  }
}

/** Runs of records whose offsets follow upon each other. */
function* adjacentOf(records: readonly EventRecord[]): Generator<readonly EventRecord[]> {
  let start = 0;
  for (const [index, { offset }] of records.entries()) {
    if (offset + 1 === records[index + 1]?.offset) continue;
    yield records.slice(start, index + 1);
    start = index + 1;
  }
}

/** Read at a time: enough to be cheap, few enough to stop soon where the peer does. */
const pageRecords = 128;
