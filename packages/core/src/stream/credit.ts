/** What the sender of a stream may still send. It spends; the receiver grants; at zero or below the sender waits. */
export class Credit {
  #bytes: number;
  #wake: (() => void) | undefined;

  /** @param windowBytes what the receiver takes before it grants anything. */
  constructor(windowBytes: number) {
    this.#bytes = windowBytes;
  }

  /**
   * Whether another item may leave. One may, however large it is, as long as anything is left. After {@link close} it
   * always is.
   */
  get isOpen(): boolean {
    return this.#bytes > 0;
  }

  spend(bytes: number): void {
    this.#bytes -= bytes;
  }

  grant(bytes: number): void {
    this.#bytes += bytes;
    if (this.isOpen) this.#wake?.();
  }

  /** Settles when there is credit, or after {@link close}. One sender may wait at a time. */
  wait(): Promise<void> {
    if (this.isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The stream is over, and what is sent goes nowhere: no sender waits for the receiver any longer. */
  close(): void {
    this.grant(Number.POSITIVE_INFINITY);
  }
}
