import { gapOf, mergeGaps } from "./gaps.js";
import type { Position } from "./position.js";
import type { Update } from "./subscription.js";

/** An update that a loop has not read, and where the loop is once it has. */
export interface Unread<Event> {
  readonly update: Update<Event>;
  readonly position: Position | undefined;
}

/** The updates that a loop has not read. A dropped event leaves a gap in its place; adjacent gaps become one. */
export class UpdateBuffer<Event> {
  readonly #size: number;
  #unread: Unread<Event>[] = [];
  /** Where the unread ones begin. */
  #head = 0;
  #events = 0;

  /** @param size how many events it holds. */
  constructor(size: number) {
    this.#size = size;
  }

  get full(): boolean {
    return this.#events >= this.#size;
  }

  get isEmpty(): boolean {
    return this.#head === this.#unread.length;
  }

  push(unread: Unread<Event>): void {
    if (unread.update.type === "event") this.#events += 1;
    const last = this.#unread.length - 1;
    const before = this.#unread[last];
    if (before?.update.type === "gap" && unread.update.type === "gap") this.#unread[last] = merge(before, unread);
    else this.#unread.push(unread);
  }

  shift(): Unread<Event> | undefined {
    const unread = this.#unread[this.#head];
    if (!unread) return undefined;
    this.#head += 1;
    if (unread.update.type === "event") this.#events -= 1;
    // Moving the rest down only when half is read keeps reading cheap at any size.
    if (this.#head * 2 >= this.#unread.length) {
      this.#unread = this.#unread.slice(this.#head);
      this.#head = 0;
    }
    return unread;
  }

  /** Drops the oldest event. */
  drop(): void {
    const before = this.#shiftGap();
    const event = this.shift();
    if (!event) return;
    let gap = before ? merge(before, event) : { ...event, update: gapOf(event.update) };
    const after = this.#shiftGap();
    if (after) gap = merge(gap, after);
    if (this.#head > 0) this.#unread[--this.#head] = gap;
    else this.#unread.unshift(gap);
  }

  clear(): void {
    this.#unread = [];
    this.#head = 0;
    this.#events = 0;
  }

  #shiftGap(): Unread<Event> | undefined {
    return this.#unread[this.#head]?.update.type === "gap" ? this.shift() : undefined;
  }
}

function merge({ update: first }: Unread<unknown>, { update: second, position }: Unread<unknown>): Unread<never> {
  return { update: mergeGaps(first, second), position };
}
