import { closeCodes, type Limits, type Raw, type Wire } from "@hawser/core";
import type { Socket } from "../transport/transport.js";
import { EventRoom } from "./event-room.js";
import { LentFrame } from "./frame-memory.js";
import { ItemLane } from "./item-lane.js";
import { SlowPeer } from "./slow-peer.js";
import type { Ticker } from "./ticker.js";

/** Collects the frames of one connection and sends them as one message per tick. */
export class Outbox {
  readonly #socket: Socket;
  readonly #ticker: Ticker;
  /** Where there were streams. */
  #items: ItemLane | undefined;
  readonly #events: EventRoom;
  readonly #slowPeer: SlowPeer;
  /** What leaves next. Most often it is one frame, and an array that begins with one is small. */
  #frames: Wire[] | undefined;
  /** Of those that it follows. */
  #groupCount = 0;
  #isScheduled = false;
  #admission: NodeJS.Immediate | undefined;

  constructor(socket: Socket, limits: Pick<Limits, "maxBufferedBytes" | "maxEventBytes">, ticker: Ticker) {
    this.#socket = socket;
    this.#ticker = ticker;
    this.#events = new EventRoom(limits.maxEventBytes);
    this.#slowPeer = new SlowPeer(socket, limits.maxBufferedBytes);
  }

  /** Queues a frame until the end of the tick, or until {@link flush}. */
  push(frame: Wire): void {
    if (this.#frames) this.#frames.push(frame);
    else {
      this.#frames = [frame];
      if (this.#groupCount > 0) this.#ticker.groups.queues(this);
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#ticker.add(this);
  }

  /** The caller flushes before its turn is over, so nobody else has to. */
  hold(): void {
    this.#isScheduled = true;
  }

  /** Little enough waits for the peer: events may be sent. */
  get takesEvents(): boolean {
    return this.#events.isOpen;
  }

  /** Bytes of events that may be queued until it does not. */
  get eventRoomBytes(): number {
    return this.#events.leftBytes;
  }

  /** @param byteCount what the frame counts for. */
  pushEvents(frame: Raw, byteCount: number): void {
    this.#events.queued(byteCount);
    this.push(frame);
  }

  /** Calls back once, in a turn of its own, when the peer takes events again. */
  whenItTakesEvents(callback: () => void): void {
    this.#events.whenOpen(callback);
  }

  /**
   * Gets what is broadcast to a group, behind what is queued.
   * @returns whether it can: the transport has groups, and nothing waits for the peer.
   */
  follow(group: string): boolean {
    if (!this.#socket.follow || !this.#events.isUnburdened) return false;
    this.#groupCount += 1;
    if (this.#frames) this.#ticker.groups.queues(this);
    this.#socket.follow(group);
    return true;
  }

  unfollow(group: string): void {
    this.#groupCount -= 1;
    if (this.#groupCount === 0) this.#ticker.groups.queuesNothing(this);
    this.#socket.unfollow?.(group);
  }

  /** Looks at the socket, since nobody counts what is broadcast to it. @returns whether something waits. */
  look(): boolean {
    const waitingBytes = this.#slowPeer.watch();
    this.#events.waits(waitingBytes);
    return waitingBytes > 0;
  }

  /**
   * Queues the item of a stream, at once if little waits for the peer, else once that is so; one that is over by then never
   * leaves.
   * @returns a promise where it waits, for the moment when it is queued.
   */
  pushItem(frame: Raw, isOver: () => boolean): Promise<void> | undefined {
    this.#items ??= new ItemLane({
      waitingBytes: () => this.#socket.bufferedBytes(),
      queue: (item) => this.push(item),
    });
    return this.#items.push(frame, isOver);
  }

  /**
   * Sends what is queued now. A peer that does not read it away in time is closed, nothing is dropped on its own; so is
   * one whose frames cannot be sent. Never throws: who flushes may have other peers to serve.
   */
  flush(): void {
    this.#isScheduled = false;
    const frames = this.#frames;
    if (!frames) return;
    this.#frames = undefined;
    if (this.#groupCount > 0) this.#ticker.groups.queuesNothing(this);
    this.#items?.flushed();
    this.#events.flushed();
    this.#send(frames);
    if (this.#items) for (const frame of frames) if (frame instanceof LentFrame) frame.giveBack();
  }

  /** Nothing waits for the peer any more. */
  drained(): void {
    this.#slowPeer.clear();
    this.#events.waits(0);
    this.#admit();
  }

  /** Forgets what is queued; the socket is gone. */
  discard(): void {
    this.#frames = undefined;
    this.#ticker.groups.queuesNothing(this);
    clearImmediate(this.#admission);
    this.#slowPeer.clear();
    this.#events.discard();
    this.#items?.discard();
  }

  /** Somebody waits for room that there is. */
  get #isAwaited(): boolean {
    return this.#items?.isAwaited ? this.#items.hasRoom : this.#events.isAwaited && this.#events.isOpen;
  }

  #send(frames: readonly Wire[]): void {
    try {
      let hasLeft = true;
      for (const bytes of this.#ticker.messages.of(frames)) {
        this.#slowPeer.sent(bytes.byteLength);
        hasLeft = this.#socket.send(bytes) && hasLeft;
      }
      this.#events.waits(hasLeft ? 0 : this.#slowPeer.watch());
      // In a turn of its own, so that a stream leaves time for everything else.
      if (this.#isAwaited) this.#admission ??= setImmediate(() => this.#admit());
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
      this.#socket.close(closeCodes.internal, "the server could not send its frames");
    }
  }

  #admit(): void {
    this.#admission = undefined;
    this.#items?.admit();
    this.#events.admit();
  }
}
