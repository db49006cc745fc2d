import type { Wire } from "../wire/wire.js";
import { Queue } from "./queue.js";

export interface StreamBufferOptions<T> {
  /** What the sender may send before anything was read. */
  readonly windowBytes: number;
  /** Makes an item of what came. What it throws, or rejects with, fails that read and ends the stream. */
  readonly read: (wire: Wire) => T | PromiseLike<T>;
  /** Tells the sender that so many bytes more are welcome. Never called after the end. */
  readonly grant: (bytes: number) => void;
  /** The reader left before the end: the sender may as well stop. Called once at most, and never after the end. */
  readonly stop: () => void;
}

/**
 * The receiving end of a stream: holds what came and was not read, no more than the window and one item, and grants
 * as it is read. It is read once: an item goes to whoever asks first, and the end, or why it failed, is told once.
 */
export class StreamBuffer<T> implements AsyncIterableIterator<T, undefined> {
  readonly #options: StreamBufferOptions<T>;
  readonly #items = new Queue<Arrived>();
  /** They wait for items in the order in which they asked. */
  readonly #readers = new Queue<(step: Step<T> | Promise<Step<T>>) => void>();
  /** What the sender may still send. */
  #creditBytes: number;
  /** Read since the last grant. */
  #readBytes = 0;
  /** What a reader finds behind the items; absent as long as further ones may come. */
  #end: { readonly error?: unknown } | undefined;
  /** The reader left or was told the end: from here on there is nothing but the end. */
  #isOver = false;

  constructor(options: StreamBufferOptions<T>) {
    this.#options = options;
    this.#creditBytes = options.windowBytes;
  }

  /**
   * Takes an item of so many bytes, or discards it where nobody reads any further.
   *
   * @returns whether the sender had the credit to send it; where it had not, the item is not taken.
   */
  push(wire: Wire, bytes: number): boolean {
    if (this.#creditBytes <= 0) return false;
    this.#creditBytes -= bytes;
    if (this.#end) return true;
    this.#items.push({ wire, bytes });
    this.#serve();
    return true;
  }

  /** No further item comes; those that came are still read. */
  end(): void {
    this.#end ??= {};
    this.#serve();
  }

  /** As {@link end}, and then reading fails. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#serve();
  }

  /** Ends at once: what came and was not read is forgotten, and reading fails with the error. */
  abort(error: unknown): void {
    this.#items.clear();
    this.#end = { error };
    this.#serve();
  }

  next(): Promise<Step<T>> {
    if (this.#hasStep) return Promise.resolve(this.#step());
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  /** The reader leaves, which also ends every `next` that waits. */
  return(): Promise<Step<T>> {
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #serve(): void {
    while (this.#readers.length > 0 && this.#hasStep) this.#readers.shift()?.(this.#step());
  }

  get #hasStep(): boolean {
    return this.#items.length > 0 || this.#end !== undefined;
  }

  #step(): Step<T> | Promise<Step<T>> {
    const item = this.#items.shift();
    if (item) return this.#read(item);
    const end = this.#isOver ? undefined : this.#end;
    this.#isOver = true;
    return end && "error" in end ? Promise.reject(end.error) : { done: true, value: undefined };
  }

  /** Most reads are synchronous, and then an item costs the one promise that its reader waits for. */
  #read({ wire, bytes }: Arrived): Step<T> | Promise<Step<T>> {
    let value: T | PromiseLike<T>;
    try {
      value = this.#options.read(wire);
    } catch (error) {
      this.#leave();
      return Promise.reject(error);
    }
    this.#consumed(bytes);
    if (!isPromise(value)) return { done: false, value };
    return Promise.resolve(value).then(
      (value) => ({ done: false, value }),
      (error) => {
        this.#leave();
        throw error;
      },
    );
  }

  /** Grants by halves of the window: often enough to keep the sender busy, seldom enough to cost nothing. */
  #consumed(bytes: number): void {
    this.#readBytes += bytes;
    if (this.#end || this.#readBytes * 2 < this.#options.windowBytes) return;
    const granted = this.#readBytes;
    this.#readBytes = 0;
    this.#creditBytes += granted;
    this.#options.grant(granted);
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#items.clear();
    const mayComeMore = !this.#end;
    this.#end = {};
    if (mayComeMore) this.#options.stop();
    this.#serve();
  }
}

type Step<T> = IteratorResult<T, undefined>;

interface Arrived {
  readonly wire: Wire;
  readonly bytes: number;
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
