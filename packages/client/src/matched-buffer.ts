import { gapOf, mergeGaps } from "./gaps.js";
import type { Position } from "./position.js";
import type { Update } from "./subscription.js";

/** An update of one instance that a loop has not read, and where the loop is in that instance once it has. */
export interface UnreadMatch<Instance, Event> {
  readonly instance: Instance;
  readonly update: Update<Event>;
  readonly position: Position | undefined;
}

/**
 * The updates of many instances that a loop has not read, in the order in which they came. A dropped event leaves a gap
 * in its instance, which is read before what came later; gaps of an instance that nothing of it lies between are one.
 * So there are no more gaps than events and instances.
 */
export class MatchedBuffer<Instance, Event> {
  readonly #size: number;
  #queue: Entry<Instance, Event>[] = [];
  /** Where the unread ones begin. */
  #head = 0;
  #events = 0;
  /** Gaps that stand before everything else of their instance. */
  readonly #dropped = new Map<Instance, Taken<Instance, Event>>();
  /** The newest of each instance. */
  readonly #newest = new Map<Instance, Entry<Instance, Event>>();

  /** @param size how many events it holds. */
  constructor(size: number) {
    this.#size = size;
  }

  get full(): boolean {
    return this.#events >= this.#size;
  }

  has(instance: Instance): boolean {
    return this.#newest.has(instance);
  }

  push({ instance, update, position }: UnreadMatch<Instance, Event>): void {
    const entry: Entry<Instance, Event> = { instance, update, position, next: undefined };
    const before = this.#newest.get(instance);
    if (update.type === "event") this.#events += 1;
    else if (before?.update?.type === "gap") {
      this.#absorb(before, entry);
      return;
    }
    if (before) before.next = entry;
    this.#newest.set(instance, entry);
    this.#queue.push(entry);
  }

  shift(): UnreadMatch<Instance, Event> | undefined {
    const [dropped] = this.#dropped.values();
    const entry = dropped ?? this.#take();
    if (!entry) return undefined;
    const { instance, update } = entry;
    if (dropped) this.#dropped.delete(instance);
    if (update.type === "event") this.#events -= 1;
    if (this.#newest.get(instance) === entry) this.#newest.delete(instance);
    return { instance, update, position: entry.position };
  }

  /** Drops the oldest event. */
  drop(): void {
    for (let entry = this.#take(); entry; entry = this.#take()) {
      const { instance, update } = entry;
      const gap = this.#dropped.get(instance);
      if (gap) {
        this.#absorb(gap, entry);
      } else {
        entry.update = gapOf(update);
        this.#dropped.set(instance, entry);
      }
      if (update.type === "gap") continue;
      this.#events -= 1;
      const merged = gap ?? entry;
      if (merged.next?.update?.type === "gap") this.#absorb(merged, merged.next);
      return;
    }
  }

  clear(): void {
    this.#queue = [];
    this.#head = 0;
    this.#events = 0;
    this.#dropped.clear();
    this.#newest.clear();
  }

  /** The oldest in the queue. */
  #take(): Taken<Instance, Event> | undefined {
    while (this.#head < this.#queue.length) {
      const entry = this.#queue[this.#head] as Entry<Instance, Event>;
      this.#head += 1;
      // Moving the rest down only when half is read keeps reading cheap at any size.
      if (this.#head * 2 >= this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      if (entry.update) return entry as Taken<Instance, Event>;
    }
    return undefined;
  }

  /** Makes one gap of one and what follows upon it. */
  #absorb(gap: Entry<Instance, Event>, entry: Entry<Instance, Event>): void {
    if (gap.update && entry.update) gap.update = mergeGaps(gap.update, entry.update);
    gap.position = entry.position;
    gap.next = entry.next;
    if (this.#newest.get(entry.instance) === entry) this.#newest.set(entry.instance, gap);
    entry.update = undefined;
  }
}

interface Entry<Instance, Event> {
  readonly instance: Instance;
  /** Absent: it became part of the gap before it. */
  update: Update<Event> | undefined;
  position: Position | undefined;
  /** What follows in the same instance. */
  next: Entry<Instance, Event> | undefined;
}

type Taken<Instance, Event> = Entry<Instance, Event> & { update: Update<Event> };
