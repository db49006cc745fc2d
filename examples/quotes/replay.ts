/** What was replayed, and in which pass. */
export type Replayed<Item> = Item & { readonly round: number };

export interface ReplayOptions<Item> {
  /** Milliseconds from one item to the next. */
  readonly intervalMs: number;
  /** How many items count as replayed from the start, so that whoever comes first finds something. */
  readonly headStart: number;
  /** Told of each item as its turn comes. */
  readonly onItem: (item: Replayed<Item>) => void;
}

/** Replays items in their order, over and over, while it runs. */
export class Replay<Item extends object> {
  readonly #items: readonly Item[];
  readonly #options: ReplayOptions<Item>;
  #replayedCount: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(items: readonly Item[], options: ReplayOptions<Item>) {
    this.#items = items;
    this.#options = options;
    this.#replayedCount = options.headStart;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.step(), this.#options.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Replays the next item. */
  step(): void {
    this.#replayedCount += 1;
    this.#options.onItem(this.#at(this.#replayedCount - 1));
  }

  /**
   * The latest of the replayed items that match, oldest first, at most `count` of them. It looks back by one pass at
   * most: before that the same items come again.
   */
  latest(count: number, matches: (item: Item) => boolean): Replayed<Item>[] {
    const found: Replayed<Item>[] = [];
    const oldest = Math.max(0, this.#replayedCount - this.#items.length);
    for (let index = this.#replayedCount - 1; index >= oldest && found.length < count; index -= 1) {
      const item = this.#at(index);
      if (matches(item)) found.push(item);
    }
    return found.reverse();
  }

  /** @param index of all items that were ever replayed */
  #at(index: number): Replayed<Item> {
    const item = this.#items[index % this.#items.length];
    if (!item) throw new RangeError("there is nothing to replay");
    return { ...item, round: Math.floor(index / this.#items.length) + 1 };
  }
}
