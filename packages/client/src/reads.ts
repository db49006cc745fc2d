import type { HawserError } from "@hawser/core";

/** The reads of loops over what comes by and by, up to its end. */
export class Reads<T> {
  readonly #take: () => T | undefined;
  readonly #waiting: Read<T>[] = [];
  #ended = false;
  /** What a read is yet to throw. */
  #error: HawserError | undefined;

  /** @param take the next of what nobody has read, if there is any. */
  constructor(take: () => T | undefined) {
    this.#take = take;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const value = this.#take();
      if (value !== undefined) resolve({ done: false, value });
      else if (this.#ended) this.#finish({ resolve, reject });
      else this.#waiting.push({ resolve, reject });
    });
  }

  /** Gives what came to a read that waits. @returns whether one does. */
  give(value: T): boolean {
    const read = this.#waiting.shift();
    read?.resolve({ done: false, value });
    return read !== undefined;
  }

  end(error: HawserError | undefined): void {
    this.#ended = true;
    this.#error = error;
    for (const read of this.#waiting.splice(0)) this.#finish(read);
  }

  /** Nobody is to hear of the error any more. */
  forgive(): void {
    this.#error = undefined;
  }

  /** Throws the error once, as a generator does. */
  #finish(read: Read<T>): void {
    const error = this.#error;
    this.#error = undefined;
    if (error) read.reject(error);
    else read.resolve({ done: true, value: undefined });
  }
}

interface Read<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: HawserError): void;
}
