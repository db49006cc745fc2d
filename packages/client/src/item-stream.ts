/**
 * What a streaming call brings, read once with `for await`; the call's error is thrown from the loop. Leaving the loop
 * cancels the call. The server sends no more than `streamWindowBytes` ahead of the reader.
 */
export interface ItemStream<Item> extends AsyncIterableIterator<Item, undefined> {
  /** As leaving the loop: a loop that waits ends. Does nothing after the end. */
  cancel(): void;
  return(value?: unknown): Promise<IteratorResult<Item, undefined>>;
  [Symbol.asyncIterator](): this;
}

/** An item stream over another iterator. */
export class CallItems<Item> implements ItemStream<Item> {
  readonly #source: Pick<ItemStream<Item>, "next" | "return">;

  constructor(source: Pick<ItemStream<Item>, "next" | "return">) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return this.#source.next();
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    return this.#source.return();
  }

  cancel(): void {
    void this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
