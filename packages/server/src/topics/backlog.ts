import type { Flushable } from "../connections/flushable.js";
import type { Ticker } from "../connections/ticker.js";

/**
 * The channels with events that were published in this tick and have not left, one for each burst of theirs, in the order of
 * the bursts' first events. They leave at the end of the tick, because a subscriber that is looked at costs more than an event
 * that is brought to it. Whoever sends something else to a subscriber, or asks how far one is, flushes before: nobody can tell
 * that events had to wait.
 */
export class Backlog implements Flushable {
  readonly #ticker: Ticker;
  #channels: Flushable[] = [];
  #isFlushing = false;

  constructor(ticker: Ticker) {
    this.#ticker = ticker;
  }

  add(channel: Flushable): void {
    if (this.#channels.push(channel) === 1) this.#ticker.addSource(this);
  }

  /** Whether no other channel has begun a burst since this one has. */
  isLatest(channel: Flushable): boolean {
    return this.#channels.at(-1) === channel;
  }

  /** Sends what waits. Whoever is called by that and flushes in turn comes after what waits, too. */
  flush(): void {
    if (this.#isFlushing || this.#channels.length === 0) return;
    this.#isFlushing = true;
    // What is published meanwhile follows upon the others.
    for (const channel of this.#channels) channel.flush();
    this.#channels = [];
    this.#isFlushing = false;
  }
}
