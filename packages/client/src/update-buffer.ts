import type { Gap, Update } from "./subscription.js";

/** The updates that a loop has not read. A dropped event leaves a gap in its place; adjacent gaps become one. */
export class UpdateBuffer<Event> {
  readonly #size: number;
  #updates: Update<Event>[] = [];
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

  push(update: Update<Event>): void {
    if (update.type === "event") this.#events += 1;
    const last = this.#updates.length - 1;
    const before = this.#updates[last];
    if (before && update.type === "gap" && before.type === "gap") this.#updates[last] = merge(before, update);
    else this.#updates.push(update);
  }

  shift(): Update<Event> | undefined {
    const update = this.#updates[this.#head];
    if (!update) return undefined;
    this.#head += 1;
    if (update.type === "event") this.#events -= 1;
    // Moving the rest down only when half is read keeps reading cheap at any size.
    if (this.#head * 2 >= this.#updates.length) {
      this.#updates = this.#updates.slice(this.#head);
      this.#head = 0;
    }
    return update;
  }

  /** Drops the oldest event. */
  drop(): void {
    let gap = this.#shiftGap();
    const event = this.shift();
    if (!event) return;
    gap = gap ? merge(gap, gapOf(event)) : gapOf(event);
    const after = this.#shiftGap();
    if (after) gap = merge(gap, after);
    if (this.#head > 0) this.#updates[--this.#head] = gap;
    else this.#updates.unshift(gap);
  }

  clear(): void {
    this.#updates = [];
    this.#head = 0;
    this.#events = 0;
  }

  #shiftGap(): Gap | undefined {
    return this.#updates[this.#head]?.type === "gap" ? (this.shift() as Gap) : undefined;
  }
}

function gapOf(update: Update<unknown>): Gap {
  return update.type === "gap" ? update : { type: "gap", reason: "overflow", from: update.offset, to: update.offset };
}

/** After a restart the offsets before it mean nothing; otherwise the earlier reason stands for both. */
function merge(first: Gap, second: Gap): Gap {
  return second.reason === "restarted" ? second : { ...first, to: second.to };
}
