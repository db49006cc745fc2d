import { type Encoding, type GapReason, kinds, type Raw, type Wire } from "@hawser/core";
import type { BoundTopic } from "../bind-topic.js";
import { isPromise } from "../is-promise.js";
import { Arrivals } from "./arrivals.js";
import type { LogRecord, Page, Position, ReadFrom } from "./broker.js";
import type { Burst } from "./burst.js";
import type { Conflation } from "./conflation.js";
import type { EventFrames, EventRecord } from "./event-frames.js";

/** A connection as its channels see it. */
export interface EventPeer {
  readonly encoding: Encoding;
  readonly session: string;
  /** Most bytes of events that are kept for it, in each of its channels. */
  readonly maxEventBytes: number;
  /** In how many channels it has a cursor. */
  channelCount: number;
  /** Little enough waits for it: events may be sent. */
  readonly takesEvents: boolean;
  /** Bytes of events that may be sent until it does not. */
  readonly eventRoomBytes: number;
  /** Sends what is no event, behind all events that were published before. */
  send(frame: Wire): void;
  /** Queues a frame of events, which counts for {@link takesEvents} as so many bytes. */
  sendEvents(frame: Raw, byteCount: number): void;
  /** Gets what is broadcast to a group, behind what was sent. @returns whether it can. */
  follow(group: string): boolean;
  unfollow(group: string): void;
  /** Looks at what waits for it, of which broadcasts are not counted. @returns whether something does. */
  look(): boolean;
  /** Calls back once, when it takes events again; not any more once it is gone. */
  whenItTakesEvents(callback: () => void): void;
  /** It was told that so many events do not come. */
  missed(topic: BoundTopic, missing: { readonly reason: GapReason; readonly events: number }): void;
  /** What went wrong while its events were read. */
  failed(topic: BoundTopic, cause: unknown): void;
}

/** What a cursor needs of its channel. */
export interface CursorChannel {
  readonly topic: BoundTopic;
  readonly number: number;
  readonly position: Position;
  /** Of what came while cursors lagged, where the topic conflates. */
  readonly conflation: Conflation | undefined;
  /** Tells all cursors of everything that was published so far. */
  settle(): void;
  read(from: ReadFrom): Page | Promise<Page>;
  /** Those of the records that can be sent. */
  readable(records: readonly LogRecord[]): EventRecord[];
  frames(records: readonly EventRecord[]): EventFrames;
}

/**
 * How far one connection is in a channel.
 * - `new`: no subscription holds yet.
 * - `live`: it was told of everything.
 * - `reading`: what follows is read from the history, as the peer has room.
 * - `lagging`: the peer has no room, and what follows is left out; the latest per key is kept where the topic conflates.
 */
type State = "new" | "live" | "reading" | "lagging";

/** Brings the events of one channel to one connection: each once, in order, with a gap where some are missing. */
export class Cursor {
  /** How many of the peer's subscriptions share it. */
  subscriptions = 0;
  readonly peer: EventPeer;
  readonly #channel: CursorChannel;
  /** What came while something was read, from when that was first so. */
  #arrivals: Arrivals | undefined;
  #state: State = "new";
  #offset = 0;
  /** A page is on its way. */
  #isReading = false;
  /** The peer calls back when it has room. */
  #isWaiting = false;

  constructor(peer: EventPeer, channel: CursorChannel) {
    this.peer = peer;
    this.#channel = channel;
  }

  /** What comes is left out, and has to be conflated where the topic does so. */
  get isLagging(): boolean {
    return this.#state === "lagging";
  }

  /** It was told of everything up to its offset, and what follows is told at once. */
  get isLive(): boolean {
    return this.#state === "live";
  }

  /** Up to which the peer was told. */
  get offset(): number {
    return this.#offset;
  }

  /** It was told together with others, up to an offset. */
  toldTo(offset: number): void {
    this.#offset = offset;
  }

  /**
   * A subscription of the peer holds: it gets what follows upon an offset.
   * @param page what the broker has of that, where it was asked.
   */
  begin(offset: number, page?: Page): void {
    if (this.#state !== "new" && (page?.after ?? offset) >= this.#offset) {
      // What follows upon the cursor comes anyway, and before it there is nothing.
      if (offset < this.#offset) this.#tellGap(this.#offset, "expired");
      return;
    }
    this.#state = "reading";
    this.#offset = offset;
    if (page) this.#take(page);
    this.#readOn();
  }

  /**
   * Events were published. They come in one frame where there is room for all of them; otherwise each part of them has the fate
   * that it would have had alone.
   */
  receive(burst: Burst): void {
    const frame = this.#whole(burst);
    if (frame) {
      this.peer.sendEvents(frame, burst.sizes(this.peer.encoding).all);
      this.#offset = burst.last;
    } else for (const part of burst.parts) this.#receive(part);
  }

  #whole(burst: Burst): Raw | undefined {
    const { encoding, session, eventRoomBytes } = this.peer;
    if (this.#state !== "live" || burst.whole.first !== this.#offset + 1 || burst.whole.excludes(session))
      return undefined;
    try {
      const takesAll =
        this.#channel.topic.slowConsumer === "disconnect" || burst.sizes(encoding).beforeLast < eventRoomBytes;
      return takesAll ? burst.whole.frame(encoding) : undefined;
    } catch {
      // Which of them it is that cannot be encoded shows where they are sent apart.
      return undefined;
    }
  }

  #receive(batch: EventFrames): void {
    if (this.#state === "live") {
      if (batch.first !== this.#offset + 1) {
        // The broker has left something out on its way here.
        this.#state = "reading";
        this.#arrive(batch);
        this.#readOn();
        return;
      }
      if (this.#hasRoom) {
        this.#send(batch);
        return;
      }
      this.#lag();
    }
    if (this.#state === "new" || this.#isReading) this.#arrive(batch);
  }

  /** Events from an offset to another were published, of which those that were not received cannot be sent to anybody. */
  lose(from: number, to: number): void {
    // Who is not live finds out at that place.
    if (this.#state !== "live" || to <= this.#offset) return;
    if (from > this.#offset + 1) {
      this.#state = "reading";
      this.#readOn();
    } else if (this.#hasRoom) this.#gap(to, "expired");
    else this.#lag();
  }

  get #hasRoom(): boolean {
    return this.peer.takesEvents || this.#channel.topic.slowConsumer === "disconnect";
  }

  #lag(): void {
    this.#state = this.#channel.topic.slowConsumer === "resume" ? "reading" : "lagging";
    this.#wait();
  }

  #send(batch: EventFrames): void {
    const { session, encoding } = this.peer;
    let frames: readonly Raw[];
    try {
      frames = batch.excludes(session) ? batch.framesWithout(session, encoding) : [batch.frame(encoding)];
    } catch (cause) {
      this.#sendApart(batch, cause);
      return;
    }
    for (const frame of frames) this.peer.sendEvents(frame, frame.bytes.length);
    this.#offset = batch.last;
  }

  /** Something in the batch cannot be encoded for this peer, and its publisher is no longer there to hear of it: a gap at its place. */
  #sendApart({ records, last }: EventFrames, cause: unknown): void {
    if (records.length > 1) {
      for (const record of records) this.#send(this.#channel.frames([record]));
    } else {
      this.peer.failed(this.#channel.topic, cause);
      this.#gap(last, "expired");
    }
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.peer.whenItTakesEvents(() => {
      this.#isWaiting = false;
      this.#channel.settle();
      if (this.subscriptions === 0) return;
      if (this.#state === "reading") this.#readOn();
      else if (this.#state === "lagging") this.#tellLag();
    });
  }

  #readOn(): void {
    while (!this.#isReading && this.#offset < this.#channel.position.offset) {
      if (!this.peer.takesEvents) {
        this.#arrivals?.clear();
        this.#wait();
        return;
      }
      this.#advance(() => {
        if (!this.#takeArrival()) this.#read();
      });
    }
    if (this.#isReading) return;
    this.#arrivals?.clear();
    this.#state = "live";
  }

  /** A broker that has nothing to say about what it announced has lost it. */
  #advance(step: () => void): void {
    const before = this.#offset;
    step();
    if (this.#offset === before && !this.#isReading) this.#gap(this.#channel.position.offset, "expired");
  }

  #read(): void {
    const { epoch } = this.#channel.position;
    const offset = this.#offset;
    try {
      const page = this.#channel.read({ after: { epoch, offset } });
      if (isPromise(page)) this.#await(page, offset);
      else this.#take(page);
    } catch (cause) {
      this.#unreadable(cause);
    }
  }

  #await(page: PromiseLike<Page>, asked: number): void {
    this.#isReading = true;
    const goOn = (step: () => void): void => {
      this.#channel.settle();
      this.#isReading = false;
      if (this.subscriptions === 0) return;
      // Somebody may have begun further back in the meantime.
      if (this.#offset === asked) this.#advance(step);
      this.#readOn();
    };
    page.then(
      (read) => goOn(() => this.#take(read)),
      (cause: unknown) => goOn(() => this.#unreadable(cause)),
    );
  }

  /** What cannot be read is as good as gone. */
  #unreadable(cause: unknown): void {
    this.peer.failed(this.#channel.topic, cause);
    this.#gap(Math.min(this.#channel.position.offset, this.#firstArrival - 1), "expired");
  }

  #take({ after, records }: Page): void {
    this.#gap(Math.min(after, this.#firstArrival - 1), "expired");
    const newer = records.filter(({ offset }) => offset > this.#offset);
    if (newer[0]?.offset !== this.#offset + 1) return;
    let isFirst = true;
    for (const chunk of chunksOf(this.#channel.readable(newer))) {
      // The first was asked for; whatever else has to wait is read again.
      if (!isFirst && !this.peer.takesEvents) return;
      isFirst = false;
      const batch = this.#channel.frames(chunk);
      this.#gap(batch.first - 1, "expired");
      this.#send(batch);
    }
    this.#gap(newer.at(-1)?.offset ?? 0, "expired");
  }

  #arrive(batch: EventFrames): void {
    this.#arrivals ??= new Arrivals(this.peer.maxEventBytes);
    this.#arrivals.add(batch);
  }

  get #firstArrival(): number {
    return this.#arrivals?.first ?? Number.POSITIVE_INFINITY;
  }

  /** Sends what came while a page was on its way. @returns whether there was something that follows. */
  #takeArrival(): boolean {
    const batch = this.#firstArrival <= this.#offset + 1 ? this.#arrivals?.takeAfter(this.#offset) : undefined;
    if (!batch) return false;
    const isWhole = batch.first === this.#offset + 1;
    this.#send(isWhole ? batch : this.#channel.frames(batch.records.filter(({ offset }) => offset > this.#offset)));
    return true;
  }

  /** Tells what was left out, with what was kept of it at its place. */
  #tellLag(): void {
    const { conflation } = this.#channel;
    for (const record of conflation?.after(this.#offset) ?? []) {
      if (!this.peer.takesEvents) {
        this.#wait();
        return;
      }
      const isLost = (conflation?.lostOffset ?? 0) > this.#offset;
      this.#gap(record.offset - 1, isLost ? "slow" : "conflated");
      this.#send(this.#channel.frames([record]));
    }
    this.#gap(this.#channel.position.offset, "slow");
    this.#state = "live";
  }

  /** Goes on behind a gap, if there is one. */
  #gap(to: number, reason: GapReason): void {
    if (to <= this.#offset) return;
    const events = to - this.#offset;
    this.#offset = to;
    this.#tellGap(to, reason);
    this.peer.missed(this.#channel.topic, { reason, events });
  }

  #tellGap(to: number, reason: GapReason): void {
    this.peer.send([kinds.gap, this.#channel.number, to, reason]);
  }
}

/**
 * Most bytes of events that one frame of old ones holds when it has more than one: enough to be cheap, few enough to stop
 * soon where the peer does.
 */
const chunkBytes = 32_768;

function* chunksOf(records: readonly EventRecord[]): Generator<readonly EventRecord[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, { event, offset }] of records.entries()) {
    bytes += event.size;
    const isAdjacent = records[index - 1]?.offset === offset - 1;
    if (index === start || (isAdjacent && bytes <= chunkBytes)) continue;
    yield records.slice(start, index);
    start = index;
    bytes = event.size;
  }
  if (start < records.length) yield records.slice(start);
}
