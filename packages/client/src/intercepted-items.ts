import type { Items } from "@hawser/core";
import type { Ending } from "./ending.js";
import type { ItemStream } from "./item-stream.js";

export interface InterceptedItemsOptions<Item> {
  /** What the outermost interceptor returned. */
  readonly items: Promise<Items<Item>>;
  /** The streams that interceptors have opened so far. */
  readonly made: readonly ItemStream<unknown>[];
  readonly ending: Ending;
}

/** The items of a call as its interceptors leave them. */
export class InterceptedItems<Item> implements ItemStream<Item> {
  readonly #options: InterceptedItemsOptions<Item>;
  readonly #iterator: Promise<Iterator<Item | PromiseLike<Item>> | AsyncIterator<Item>>;
  #isOver = false;

  constructor(options: InterceptedItemsOptions<Item>) {
    this.#options = options;
    this.#iterator = options.items.then((items) =>
      Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator](),
    );
    // Told to the reader, who may not have come yet.
    this.#iterator.catch(() => {});
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    try {
      const { done, value } = await (await this.#iterator).next();
      if (!done) return { done: false, value: await value };
      this.#isOver = true;
      this.#leave();
      this.#options.ending.end("ok");
      return { done: true, value: undefined };
    } catch (error) {
      this.#isOver = true;
      this.#leave();
      this.#options.ending.fail(error);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#options.ending.end("cancelled");
      // A generator of an interceptor that waits for an item hears of it by that item's stream.
      this.#leave();
      const iterator = await this.#iterator.catch(() => undefined);
      this.#leave();
      await iterator?.return?.();
    }
    return { done: true, value: undefined };
  }

  cancel(): void {
    this.return().catch(() => {});
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** An interceptor may have opened a stream that it does not read to the end; one that has ended does not notice. */
  #leave(): void {
    for (const stream of this.#options.made) stream.cancel();
  }
}
