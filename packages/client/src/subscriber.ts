import { HawserError } from "@hawser/core";
import { invalidInput } from "./invalid-input.js";
import { notify } from "./notify.js";
import type { SubscribeOptions, Subscription, SubscriptionStatus, Update } from "./subscription.js";
import { UpdateBuffer } from "./update-buffer.js";

/** What a subscriber needs of the channel that it listens to. */
export interface Source<Event> {
  readonly status: SubscriptionStatus;
  readonly offset: number | undefined;
  readonly epoch: string | undefined;
  leave(subscriber: Subscriber<Event>): Promise<void>;
}

/** One subscriber's end of a channel: its callbacks, or its loop and what the loop has not read. */
export class Subscriber<Event> implements Subscription<Event> {
  readonly #source: Source<Event>;
  readonly #options: SubscribeOptions<Event>;
  readonly #bufferSize: number;
  readonly #buffer: UpdateBuffer<Event>;
  /** Reads of the loop that wait for an update. */
  readonly #reads: Read<Event>[] = [];
  #status: SubscriptionStatus;
  /** It was active once, so there is something that it can have missed. */
  #joined: boolean;
  /** What the loop is yet to throw. */
  #error: HawserError | undefined;
  #left: Promise<void> | undefined;

  constructor(source: Source<Event>, options: SubscribeOptions<Event>) {
    this.#source = source;
    this.#options = options;
    this.#bufferSize = options.bufferSize ?? 1024;
    this.#buffer = new UpdateBuffer(this.#bufferSize);
    this.#status = source.status;
    this.#joined = source.status === "active";
  }

  get status(): SubscriptionStatus {
    return this.#status;
  }

  get offset(): number | undefined {
    return this.#source.offset;
  }

  get epoch(): string | undefined {
    return this.#source.epoch;
  }

  [Symbol.asyncIterator](): AsyncIterator<Event> {
    return {
      next: async () => {
        for (;;) {
          const { done, value } = await this.#read();
          if (done) return { done, value };
          if (value.type === "event") return { done: false, value: value.event };
          notify(this.#options.onGap, value);
        }
      },
      return: () => this.#stop(),
    };
  }

  updates(): AsyncIterable<Update<Event>> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#read(), return: () => this.#stop() }) };
  }

  unsubscribe(): Promise<void> {
    this.#buffer.clear();
    this.#left ??= this.#status === "ended" ? Promise.resolve() : this.#source.leave(this);
    this.end();
    this.#error = undefined;
    return this.#left;
  }

  // The channel's side.

  move(status: SubscriptionStatus): void {
    if (this.#status === "ended" || this.#status === status) return;
    this.#status = status;
    if (status === "active") this.#joined = true;
    notify(this.#options.onStatus, status);
  }

  deliver(update: Update<Event>): void {
    if (this.#status === "ended" || (update.type === "gap" && !this.#joined)) return;
    const { onEvent, onGap } = this.#options;
    const read = this.#reads.shift();
    if (read) read.resolve({ done: false, value: update });
    else if (!onEvent) this.#keep(update);
    else if (update.type === "event") notify(onEvent, update.event, update.offset);
    else notify(onGap, update);
  }

  end(error?: HawserError): void {
    if (this.#status === "ended") return;
    this.move("ended");
    this.#error = error;
    for (const read of this.#reads.splice(0)) this.#finish(read);
    notify(this.#options.onEnd, error);
  }

  #read(): Promise<IteratorResult<Update<Event>, undefined>> {
    if (this.#options.onEvent) throw invalidInput("a subscription with onEvent cannot be iterated");
    return new Promise((resolve, reject) => {
      const update = this.#buffer.shift();
      if (update) resolve({ done: false, value: update });
      else if (this.#status === "ended") this.#finish({ resolve, reject });
      else this.#reads.push({ resolve, reject });
    });
  }

  /** Throws the error once, as a generator does. */
  #finish(read: Read<Event>): void {
    const error = this.#error;
    this.#error = undefined;
    if (error) read.reject(error);
    else read.resolve({ done: true, value: undefined });
  }

  /** The loop was left. It does not wait for the server. */
  #stop(): Promise<IteratorReturnResult<undefined>> {
    void this.unsubscribe();
    return Promise.resolve({ done: true, value: undefined });
  }

  #keep(update: Update<Event>): void {
    const full = update.type === "event" && this.#buffer.full;
    if (full && this.#options.overflow === "end") {
      this.#overrun();
    } else {
      if (full) this.#buffer.drop();
      this.#buffer.push(update);
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

interface Read<Event> {
  resolve(result: IteratorResult<Update<Event>, undefined>): void;
  reject(error: HawserError): void;
}
