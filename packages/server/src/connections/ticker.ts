import { JointMessages } from "./joint-messages.js";

/** Flushes at the end of a tick: after all that is ready to run has run, before the loop waits for I/O. */
export class Ticker {
  /** What is flushed in one turn may share its messages. */
  readonly messages = new JointMessages();
  #dirty: Flushable[] = [];

  add(flushable: Flushable): void {
    // `nextTick` from a promise's continuation runs once no continuation is left, so that the answers of all handlers
    // that settle together leave together.
    if (this.#dirty.push(flushable) === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const flushable of dirty) flushable.flush();
    this.messages.clear();
  }
}

export interface Flushable {
  /** Does not throw: others have their turn after it. */
  flush(): void;
}
