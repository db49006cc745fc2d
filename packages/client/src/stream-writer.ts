import { HawserError } from "@hawser/core";

/**
 * The source of a stream whose items come from somewhere else: hand it over as the input of one call, and write. Items
 * that were not awaited wait in it.
 */
export interface StreamWriter<Item> extends AsyncIterable<Item> {
  /**
   * Settles when the item was taken, which is when there is room for it.
   *
   * @throws HawserError `cancelled` when the call takes no further item, or the writer was ended.
   */
  write(item: Item): Promise<void>;
  /** No further item comes. What was written before still leaves. */
  end(): void;
  /** Fails the call with `cancelled`, whose cause is the reason; what has not left does not. */
  abort(reason?: unknown): void;
}

export function createWriter<Item>(): StreamWriter<Item> {
  return new Writer();
}

class Writer<Item> implements StreamWriter<Item>, AsyncIterator<Item, undefined> {
  readonly #written: Written<Item>[] = [];
  #read: { resolve(step: IteratorResult<Item, undefined>): void; reject(error: unknown): void } | undefined;
  #end: { readonly error?: unknown } | undefined;

  write(item: Item): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      if (this.#end) reject(takesNoMore());
      else this.#written.push({ item, resolve, reject });
    });
    // The call fails as well. Who does not wait for room need not hear of it twice, nor as an unhandled rejection.
    written.catch(() => {});
    this.#serve();
    return written;
  }

  end(): void {
    this.#end ??= {};
    this.#serve();
  }

  abort(reason?: unknown): void {
    if (this.#end) return;
    this.#end = { error: reason };
    this.#drop();
    this.#serve();
  }

  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    return this;
  }

  // As the iterator of the call that it was handed to.

  next(): Promise<IteratorResult<Item, undefined>> {
    return new Promise((resolve, reject) => {
      this.#read = { resolve, reject };
      this.#serve();
    });
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#end = {};
    this.#drop();
    this.#serve();
    return Promise.resolve({ done: true, value: undefined });
  }

  #serve(): void {
    const read = this.#read;
    const written = this.#written[0];
    if (!read || (!written && !this.#end)) return;
    this.#read = undefined;
    if (written) {
      this.#written.shift();
      written.resolve();
      read.resolve({ done: false, value: written.item });
    } else if (this.#end && "error" in this.#end) read.reject(this.#end.error);
    else read.resolve({ done: true, value: undefined });
  }

  #drop(): void {
    for (const { reject } of this.#written.splice(0)) reject(takesNoMore());
  }
}

interface Written<Item> {
  readonly item: Item;
  resolve(): void;
  reject(error: unknown): void;
}

function takesNoMore(): HawserError {
  return new HawserError("cancelled", "the stream takes no further item");
}
