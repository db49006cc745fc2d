import type { Raw } from "@hawser/core";

/**
 * Most bytes of stream items that wait for a peer, one item aside. Whatever else has to leave comes after them, so this is
 * what a small answer may be behind, however large the streams beside it are.
 */
const itemTargetBytes = 65_536;

interface ItemLaneOptions {
  /** Bytes that wait in the peer's socket. */
  readonly waitingBytes: () => number;
  /** Puts a frame behind those that leave next. */
  readonly queue: (frame: Raw) => void;
}

/** Holds the items of a peer's streams back until little waits for it. */
export class ItemLane {
  readonly #options: ItemLaneOptions;
  /** Bytes of items that leave next. */
  #queuedBytes = 0;
  /** In the order in which they came. */
  #items: WaitingItem[] = [];

  constructor(options: ItemLaneOptions) {
    this.#options = options;
  }

  get isAwaited(): boolean {
    return this.#items.length > 0;
  }

  get hasRoom(): boolean {
    return this.#queuedBytes + this.#options.waitingBytes() < itemTargetBytes;
  }

  /**
   * Queues an item, at once if little waits for the peer, else once that is so; one that is over by then never leaves.
   * @returns a promise where it waits, for the moment when it is queued.
   */
  push(frame: Raw, isOver: () => boolean): Promise<void> | undefined {
    if (this.#items.length === 0 && this.hasRoom) {
      this.#queue(frame);
      return undefined;
    }
    return new Promise((resolve) => this.#items.push({ frame, isOver, resolve }));
  }

  /** What was queued is on its way. */
  flushed(): void {
    this.#queuedBytes = 0;
  }

  /** Queues the items that have waited longest, as many as there is room for. */
  admit(): void {
    while (this.#items.length > 0 && this.hasRoom) {
      const { frame, isOver, resolve } = this.#items.shift() as WaitingItem;
      if (!isOver()) this.#queue(frame);
      resolve();
    }
  }

  /** Nobody waits any more; the socket is gone. */
  discard(): void {
    for (const { resolve } of this.#items.splice(0)) resolve();
  }

  #queue(frame: Raw): void {
    this.#queuedBytes += frame.bytes.length;
    this.#options.queue(frame);
  }
}

interface WaitingItem {
  readonly frame: Raw;
  readonly isOver: () => boolean;
  readonly resolve: () => void;
}
