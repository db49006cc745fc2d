import type { CallOptions } from "./call-options.js";

/** The signals that end a call: its own and its parent's. */
export class CallSignals {
  readonly #signals: readonly AbortSignal[];
  #onAbort: ((event: Event) => void) | undefined;

  constructor({ signal, parent }: CallOptions) {
    this.#signals = [signal, parent?.signal].filter((each) => each !== undefined);
  }

  /** The one that was aborted before. */
  get aborted(): AbortSignal | undefined {
    return this.#signals.find(({ aborted }) => aborted);
  }

  listen(onAbort: (reason: unknown) => void): void {
    const listener = ({ target }: Event) => onAbort((target as AbortSignal).reason);
    this.#onAbort = listener;
    for (const signal of this.#signals) signal.addEventListener("abort", listener);
  }

  clear(): void {
    if (!this.#onAbort) return;
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#onAbort);
  }
}
