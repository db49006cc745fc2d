/** Items as a handler or a caller gives them: an (async) generator, an array, a ReadableStream. */
export type Items<T> = AsyncIterable<T> | Iterable<T | PromiseLike<T>>;

/** Where the items of a stream go. */
export interface Sink<T> {
  /** What to wait for before the next item is asked for; `undefined` where one may come now. */
  ready(): Promise<void> | undefined;
  /** Takes an item. What it throws ends the stream. */
  send(item: T): void | PromiseLike<void>;
}

/**
 * Moves items from a source to a sink, one at a time and never ahead of it: a source is not asked for an item that
 * could not leave.
 */
export class Pump<T> {
  readonly #iterator: Iterator<T | PromiseLike<T>, unknown> | AsyncIterator<T, unknown>;
  readonly #sink: Sink<T>;
  /** The source has ended, or was told to. */
  #isOver = false;

  /** @throws what the source throws when it is asked for its iterator. */
  constructor(source: Items<T>, sink: Sink<T>) {
    this.#iterator = iteratorOf(source);
    this.#sink = sink;
  }

  /**
   * Settles when the source has no further item, or after {@link stop} as soon as source and sink let go; rejects with
   * what source or sink throws, unless it was stopped before: what then fails failed because of that.
   */
  async run(): Promise<void> {
    try {
      while (!this.#isOver) {
        const wait = this.#sink.ready();
        if (wait) {
          await wait;
          continue;
        }
        const step = await this.#iterator.next();
        if (step.done) break;
        const item = await step.value;
        if (this.#isOver) return;
        const sent = this.#sink.send(item);
        if (sent) await sent;
      }
      this.#isOver = true;
    } catch (error) {
      if (this.#isOver) return;
      // What the source throws now says less than what ended it.
      await this.stop().catch(() => {});
      throw error;
    }
  }

  /**
   * Ends the source: a generator that waits at a `yield` runs its `finally`, one in the middle of an `await` does so
   * when it comes to its next `yield`. Settles when the source has ended, and rejects with what it throws then. A sink that
   * is waited for has to be woken, too. Does nothing after the end.
   */
  async stop(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#iterator.return?.();
  }
}

function iteratorOf<T>(source: Items<T>): Iterator<T | PromiseLike<T>, unknown> | AsyncIterator<T, unknown> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** Whether a value can be pumped. A string is iterable, too, and never meant as a stream. */
export function isItems(value: unknown): value is Items<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}
