import { HawserError } from "@hawser/core";
import { invalidInput } from "./invalid-input.js";
import { notify } from "./notify.js";
import type { Position } from "./position.js";
import { Reads } from "./reads.js";
import type { SubscribeOptions, Subscription, SubscriptionStatus, Update } from "./subscription.js";
import { UpdateBuffer } from "./update-buffer.js";

/** What a subscriber needs of the channel that it listens to. */
export interface Source<Event> {
  readonly status: SubscriptionStatus;
  readonly position: Position | undefined;
  leave(subscriber: Subscriber<Event>): Promise<void>;
}

/** One subscriber's end of a channel: its callbacks, or its loop and what the loop has not read. */
export class Subscriber<Event> implements Subscription<Event> {
  readonly #source: Source<Event>;
  readonly #options: SubscribeOptions<Event>;
  readonly #bufferSize: number;
  readonly #buffer: UpdateBuffer<Event>;
  readonly #reads = new Reads(() => this.#shift());
  #status: SubscriptionStatus;
  /** There is something that it can have missed: it was active once, or begins after a position. */
  #joined: boolean;
  /** Up to where its loop has read, while there is more to read; in the end, where it was left. */
  #read: Position | undefined;
  #left: Promise<void> | undefined;

  constructor(source: Source<Event>, options: SubscribeOptions<Event>) {
    this.#source = source;
    this.#options = options;
    this.#bufferSize = options.bufferSize ?? 1024;
    this.#buffer = new UpdateBuffer(this.#bufferSize);
    this.#status = source.status;
    this.#joined = source.status === "active" || options.since !== undefined;
  }

  get status(): SubscriptionStatus {
    return this.#status;
  }

  get offset(): number | undefined {
    return this.#source.position?.offset;
  }

  get epoch(): string | undefined {
    return this.#source.position?.epoch;
  }

  get position(): Position | undefined {
    return this.#status === "ended" || !this.#buffer.isEmpty ? this.#read : this.#source.position;
  }

  [Symbol.asyncIterator](): AsyncIterator<Event> {
    return {
      next: async () => {
        for (;;) {
          const { done, value } = await this.#next();
          if (done) return { done, value };
          if (value.type === "event") return { done: false, value: value.event };
          notify(this.#options.onGap, value);
        }
      },
      return: () => this.#stop(),
    };
  }

  updates(): AsyncIterable<Update<Event>> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#next(), return: () => this.#stop() }) };
  }

  unsubscribe(): Promise<void> {
    this.#left ??= this.#status === "ended" ? Promise.resolve() : this.#source.leave(this);
    this.end();
    this.#buffer.clear();
    this.#reads.forgive();
    return this.#left;
  }

  // The channel's side.

  move(status: SubscriptionStatus): void {
    if (this.#status === "ended" || this.#status === status) return;
    this.#status = status;
    if (status === "active") this.#joined = true;
    notify(this.#options.onStatus, status);
  }

  /** @param before where the channel was until then. */
  deliver(update: Update<Event>, before: Position | undefined): void {
    if (update.type === "event") this.#joined = true;
    if (this.#status === "ended" || !this.#joined) return;
    const { onEvent, onGap } = this.#options;
    if (!onEvent) {
      if (!this.#reads.give(update)) this.#keep(update, before);
    } else if (update.type === "event") notify(onEvent, update.event, update.offset);
    else notify(onGap, update);
  }

  end(error?: HawserError): void {
    if (this.#status === "ended") return;
    this.#read = this.position;
    this.move("ended");
    this.#reads.end(error);
    notify(this.#options.onEnd, error);
  }

  #next(): Promise<IteratorResult<Update<Event>, undefined>> {
    if (this.#options.onEvent) throw invalidInput("a subscription with onEvent cannot be iterated");
    return this.#reads.next();
  }

  #shift(): Update<Event> | undefined {
    const unread = this.#buffer.shift();
    if (unread) this.#read = unread.position;
    return unread?.update;
  }

  /** The loop was left. It does not wait for the server. */
  #stop(): Promise<IteratorReturnResult<undefined>> {
    void this.unsubscribe();
    return Promise.resolve({ done: true, value: undefined });
  }

  #keep(update: Update<Event>, before: Position | undefined): void {
    if (this.#buffer.isEmpty) this.#read = before;
    const full = update.type === "event" && this.#buffer.full;
    if (full && this.#options.overflow === "end") {
      this.#overrun();
    } else {
      if (full) this.#buffer.drop();
      this.#buffer.push({ update, position: this.#source.position });
    }
  }

  #overrun(): void {
    const data = { limit: "bufferSize", max: this.#bufferSize };
    this.#left = this.#source.leave(this);
    this.end(
      new HawserError("limit_exceeded", `more than bufferSize (${data.max}) events waited to be read`, { data }),
    );
  }
}
