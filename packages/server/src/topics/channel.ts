import type { BoundTopic } from "../bind-topic.js";
import type { Flushable } from "../connections/flushable.js";
import type { Groups } from "../connections/groups.js";
import { isPromise } from "../is-promise.js";
import type { Backlog } from "./backlog.js";
import type { Broker, LogListener, LogRecord, LogSubscription, Page, Position, ReadFrom } from "./broker.js";
import { Burst } from "./burst.js";
import { Conflation } from "./conflation.js";
import type { Cursor, EventPeer } from "./cursor.js";
import { EventFrames, type EventRecord } from "./event-frames.js";
import type { EventMessage } from "./event-message.js";
import { Listeners } from "./listeners.js";

export interface ChannelOptions {
  readonly topic: BoundTopic;
  /** The log's name. */
  readonly key: string;
  /**
   * The channel's name on the wire, the same for every subscriber, so that the bytes of an event are the same, too.
   */
  readonly number: number;
  readonly broker: Broker;
  readonly backlog: Backlog;
  readonly groups: Groups;
  /** What the broker gives, as an event that can be sent; `undefined` where it cannot. */
  readonly messageOf: (record: LogRecord) => EventMessage | undefined;
}

/** One instance of a topic (topic and params) that somebody here listens to. */
export class Channel implements LogListener, Flushable {
  readonly topic: BoundTopic;
  readonly key: string;
  readonly number: number;
  readonly #options: ChannelOptions;
  readonly #listeners: Listeners;
  #opening: Promise<void> | undefined;
  #subscription: LogSubscription | undefined;
  #isClosed = false;
  #conflation: Conflation | undefined;
  #position: Position = { epoch: "", offset: 0 };
  /** What was published in this tick and has not left. */
  readonly #bursts: Burst[] = [];
  /** Whether somebody here hears of other channels, too; absent until it matters to what waits. */
  #isShared: boolean | undefined;

  /** Hears of its log from now on. */
  constructor(options: ChannelOptions) {
    this.#options = options;
    this.topic = options.topic;
    this.key = options.key;
    this.number = options.number;
    this.#listeners = new Listeners(this, options.groups);
    const subscription = options.broker.subscribe(this.key, this);
    if (isPromise(subscription)) this.#opening = this.#open(subscription);
    else this.#opened(subscription);
  }

  /** Until the broker has answered; rejects with what the broker does. */
  get opening(): Promise<void> | undefined {
    return this.#opening;
  }

  /** The latest event that cursors were told of: flush before. */
  get position(): Position {
    return this.#position;
  }

  /** The latest events of all keys, from when somebody lagged on; `undefined` where the topic does not conflate. */
  get conflation(): Conflation | undefined {
    return this.#conflation;
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#subscription?.end();
  }

  /** The peer's place in the channel, which all its subscriptions to it share. */
  cursor(peer: EventPeer): Cursor {
    return this.#listeners.cursor(peer);
  }

  leave(peer: EventPeer): void {
    this.#listeners.remove(peer);
  }

  appended(records: readonly LogRecord[], epoch: string): void {
    // First, because the user's code hears of those that cannot be sent, and may publish.
    const events = this.readable(records);
    const last = records.at(-1);
    const latest = this.#bursts.at(-1)?.position ?? this.#position;
    // What comes twice is taken once.
    if (!last || (epoch === latest.epoch && last.offset <= latest.offset)) return;
    if (events.length === records.length) this.#keep(this.frames(events), epoch);
    else {
      this.#flushAll();
      this.#position = { epoch, offset: last.offset };
      this.#receiveSome(records, events);
      this.#conflate(events, last.offset);
    }
  }

  /** Tells cursors of the first burst. */
  flush(): void {
    const burst = this.#bursts.shift();
    if (!burst) return;
    this.#isShared = undefined;
    this.#position = burst.position;
    this.#listeners.tell(burst);
    this.#conflate(burst.whole.records, 0);
  }

  /** Tells cursors of everything that was published so far. */
  settle(): void {
    this.#options.backlog.flush();
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

  /** Keeps events until the end of the tick, or until somebody asks. */
  #keep(part: EventFrames, epoch: string): void {
    const burst = this.#bursts.at(-1);
    if (burst && this.#mayJoin() && burst.add(part, epoch)) return;
    // Within another flush that is none, and the new burst has its turn after those that wait.
    if (burst) this.settle();
    this.#bursts.push(new Burst(part, epoch));
    this.#options.backlog.add(this);
  }

  /** Whether nobody hears of events in another order where more is added to the last burst. */
  #mayJoin(): boolean {
    if (this.#options.backlog.isLatest(this)) return true;
    this.#isShared ??= [...this.#listeners.peers()].some(({ channelCount }) => channelCount > 1);
    return !this.#isShared;
  }

  #flushAll(): void {
    this.settle();
    // Within another flush that was none.
    while (this.#bursts.length > 0) this.flush();
  }

  /** Some of the records cannot be sent: a gap to those who are told of the others. */
  #receiveSome(records: readonly LogRecord[], events: readonly EventRecord[]): void {
    const [from = 0, to = 0] = [records[0]?.offset, records.at(-1)?.offset];
    const runs = [...adjacentOf(events)].map((run) => new Burst(this.frames(run), this.#position.epoch));
    for (const cursor of this.#listeners.separate()) {
      for (const run of runs) {
        cursor.lose(from, run.whole.first - 1);
        cursor.receive(run);
      }
      cursor.lose(from, to);
    }
  }

  /** Once for all who lag, and only while somebody does. */
  #conflate(records: readonly EventRecord[], lostOffset: number): void {
    if (this.topic.slowConsumer !== "conflate") return;
    const { lagging } = this.#listeners;
    if (lagging) {
      this.#conflation ??= new Conflation(lagging.maxEventBytes);
      this.#conflation.add(records);
      if (lostOffset > 0) this.#conflation.lose(lostOffset);
    } else this.#conflation = undefined;
  }

  async #open(subscription: PromiseLike<LogSubscription>): Promise<void> {
    this.#opened(await subscription);
    this.#opening = undefined;
  }

  #opened(subscription: LogSubscription): void {
    // What came before the broker said where the log stood may be older than that.
    this.settle();
    this.#subscription = subscription;
    // Whoever wanted it may have left in the meantime.
    if (this.#isClosed) subscription.end();
    const { epoch, offset } = subscription.position;
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
