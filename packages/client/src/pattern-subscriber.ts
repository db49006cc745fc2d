import { HawserError } from "@hawser/core";
import { invalidInput } from "./invalid-input.js";
import { MatchedBuffer, type UnreadMatch } from "./matched-buffer.js";
import { notify } from "./notify.js";
import type {
  InstancePosition,
  MatchedEvent,
  MatchedUpdate,
  PatternOptions,
  PatternSubscription,
} from "./pattern-subscription.js";
import type { Position } from "./position.js";
import { Reads } from "./reads.js";
import type { SubscribeOptions, Subscription, SubscriptionStatus, Update } from "./subscription.js";

/** Where a subscriber of several instances has them from. */
export interface PatternSource {
  readonly status: SubscriptionStatus;
  /** Settles when the server has let go, or the connection is gone. */
  leave(): Promise<void>;
}

/** One instance among several. */
export interface Instance<Params, Event> {
  readonly params: Params;
  readonly subscription: Subscription<Event>;
  /** Of the newest update that came. */
  at: Position | undefined;
  /** Up to where the loop has read, while there is more to read; in the end, where it was left. */
  read: Position | undefined;
}

/** One subscriber of several instances: its callbacks, or its loop and what that has not read of all of them together. */
export class PatternSubscriber<Params, Event> implements PatternSubscription<Params, Event> {
  readonly #options: PatternOptions<Params, Event>;
  readonly #bufferSize: number;
  readonly #buffer: MatchedBuffer<Instance<Params, Event>, Event>;
  readonly #reads = new Reads(() => this.#shift());
  readonly #instances = new Set<Instance<Params, Event>>();
  #source: PatternSource | undefined;
  #status: SubscriptionStatus = "waiting";
  #left: Promise<void> | undefined;

  constructor(options: PatternOptions<Params, Event>) {
    this.#options = options;
    this.#bufferSize = options.bufferSize ?? 1024;
    this.#buffer = new MatchedBuffer(this.#bufferSize);
  }

  get status(): SubscriptionStatus {
    return this.#status;
  }

  *positions(): Generator<InstancePosition<Params>> {
    for (const instance of this.#instances) {
      const position = this.#position(instance);
      if (position) yield { params: instance.params, position };
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<MatchedEvent<Params, Event>> {
    return {
      next: async () => {
        for (;;) {
          const { done, value } = await this.#next();
          if (done) return { done, value };
          if (value.type === "event") return { done: false, value };
          notify(this.#options.onGap, value);
        }
      },
      return: () => this.#stop(),
    };
  }

  updates(): AsyncIterable<MatchedUpdate<Params, Event>> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#next(), return: () => this.#stop() }) };
  }

  unsubscribe(): Promise<void> {
    this.end();
    this.#buffer.clear();
    this.#reads.forgive();
    return this.#left ?? Promise.resolve();
  }

  // The source's side.

  begin(source: PatternSource): void {
    this.#source = source;
    this.#status = source.status;
  }

  /**
   * From now on the instance is one of those that the subscriber hears of.
   *
   * @param subscribe makes its subscription.
   */
  add(
    { params, since }: { readonly params: Params; readonly since?: SubscribeOptions<Event>["since"] },
    subscribe: (options: SubscribeOptions<Event>) => Subscription<Event>,
  ): Instance<Params, Event> {
    const subscription = subscribe({
      since,
      onEvent: (event, offset) => this.deliver(instance, { type: "event", event, offset }),
      onGap: (gap) => this.deliver(instance, gap),
      onStatus: () => {
        instance.at = subscription.position;
        this.move();
      },
      onEnd: (error) => this.end(error),
    });
    const instance = { params, subscription, at: subscription.position, read: undefined };
    this.#instances.add(instance);
    return instance;
  }

  /** Nothing follows in that instance. */
  forget(instance: Instance<Params, Event>): void {
    this.#instances.delete(instance);
  }

  deliver(instance: Instance<Params, Event>, update: Update<Event>): void {
    if (this.#status === "ended") return;
    const { onEvent, onGap } = this.#options;
    const before = instance.at;
    const position = instance.subscription.position;
    instance.at = position;
    const unread = { instance, update, position };
    const matched = matchedOf(unread);
    if (!onEvent) {
      if (!this.#reads.give(matched)) this.#keep(unread, before);
    } else if (matched.type === "gap") {
      notify(onGap, matched);
    } else {
      const { params, epoch, offset, event } = matched;
      notify(onEvent, event, { params, epoch, offset });
    }
  }

  move(): void {
    const status = this.#source?.status ?? "waiting";
    if (this.#status === "ended" || this.#status === status) return;
    this.#status = status;
    notify(this.#options.onStatus, status);
  }

  /** Ends everything that it hears of, too. */
  end(error?: HawserError): void {
    if (this.#status === "ended") return;
    for (const instance of this.#instances) instance.read = this.#position(instance);
    this.#status = "ended";
    this.#left = this.#source?.leave();
    notify(this.#options.onStatus, "ended");
    this.#reads.end(error);
    notify(this.#options.onEnd, error);
  }

  #position(instance: Instance<Params, Event>): Position | undefined {
    const isBehind = this.#status === "ended" || this.#buffer.has(instance);
    return isBehind ? instance.read : instance.subscription.position;
  }

  async #next(): Promise<IteratorResult<MatchedUpdate<Params, Event>, undefined>> {
    if (this.#options.onEvent) throw invalidInput("a subscription with onEvent cannot be iterated");
    return this.#reads.next();
  }

  #shift(): MatchedUpdate<Params, Event> | undefined {
    const unread = this.#buffer.shift();
    if (!unread) return undefined;
    unread.instance.read = unread.position;
    return matchedOf(unread);
  }

  /** The loop was left. It does not wait for the server. */
  #stop(): Promise<IteratorReturnResult<undefined>> {
    void this.unsubscribe();
    return Promise.resolve({ done: true, value: undefined });
  }

  #keep(unread: UnreadMatch<Instance<Params, Event>, Event>, before: Position | undefined): void {
    const { instance, update } = unread;
    if (!this.#buffer.has(instance)) instance.read = before;
    const full = update.type === "event" && this.#buffer.full;
    if (full && this.#options.overflow === "end") {
      const data = { limit: "bufferSize", max: this.#bufferSize };
      const message = `more than bufferSize (${data.max}) events waited to be read`;
      this.end(new HawserError("limit_exceeded", message, { data }));
    } else {
      if (full) this.#buffer.drop();
      this.#buffer.push(unread);
    }
  }
}

function matchedOf<Params, Event>({
  instance,
  update,
  position,
}: UnreadMatch<Instance<Params, Event>, Event>): MatchedUpdate<Params, Event> {
  const { params } = instance;
  return update.type === "gap" ? { ...update, params } : { ...update, params, epoch: position?.epoch ?? "" };
}
