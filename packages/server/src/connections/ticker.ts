import type { Flushable } from "./flushable.js";
import { Groups } from "./groups.js";
import { JointMessages } from "./joint-messages.js";

/** Flushes at the end of a tick: after all that is ready to run has run, before the loop waits for I/O. */
export class Ticker {
  /** What is flushed in one turn may share its messages. */
  readonly messages = new JointMessages();
  readonly groups = new Groups();
  #sources: Flushable[] = [];
  #dirty: Flushable[] = [];
  #isScheduled = false;

  add(flushable: Flushable): void {
    this.#dirty.push(flushable);
    this.#schedule();
  }

  /** Adds what is flushed ahead of all others, since it brings them what they flush. */
  addSource(source: Flushable): void {
    this.#sources.push(source);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // `nextTick` from a promise's continuation runs once no continuation is left, so that the answers of all handlers
    // that settle together leave together.
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const sources = this.#sources;
    this.#sources = [];
    for (const source of sources) source.flush();
    const dirty = this.#dirty;
    this.#dirty = [];
    this.#isScheduled = false;
    for (const flushable of dirty) flushable.flush();
    this.messages.clear();
  }
}
