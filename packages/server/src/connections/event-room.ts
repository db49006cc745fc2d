/** Whether a peer takes events, as far as is known without asking its socket, and who waits until it does. */
export class EventRoom {
  readonly #maxEventBytes: number;
  /** Bytes of events that leave next. */
  #queuedBytes = 0;
  /** Bytes that waited in the socket when it was last looked at. */
  #waitingBytes = 0;
  #waiters: (() => void)[] | undefined;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** Little enough waits for the peer. */
  get isOpen(): boolean {
    return this.leftBytes > 0;
  }

  /** Nothing waited in the socket when it was last looked at. */
  get isUnburdened(): boolean {
    return this.#waitingBytes === 0;
  }

  /** Bytes of events that may be queued until it is not. */
  get leftBytes(): number {
    return this.#maxEventBytes - this.#queuedBytes - this.#waitingBytes;
  }

  get isAwaited(): boolean {
    return this.#waiters !== undefined;
  }

  queued(byteCount: number): void {
    this.#queuedBytes += byteCount;
  }

  /** What was queued is on its way. */
  flushed(): void {
    this.#queuedBytes = 0;
  }

  /** The socket was looked at. */
  waits(byteCount: number): void {
    this.#waitingBytes = byteCount;
  }

  /** Calls back once, when there is room again. */
  whenOpen(callback: () => void): void {
    this.#waiters ??= [];
    this.#waiters.push(callback);
  }

  /** Lets those in who wait, if there is room. Who finds none after the others waits again. */
  admit(): void {
    const waiters = this.#waiters;
    if (!this.isOpen || !waiters) return;
    this.#waiters = undefined;
    for (const callback of waiters) callback();
  }

  /** Nobody waits any more; the socket is gone. */
  discard(): void {
    this.#waiters = undefined;
  }
}
