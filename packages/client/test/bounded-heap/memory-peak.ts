/** The most memory that this process took from now on above what it has now, looked at every few milliseconds. */
export class MemoryPeak {
  readonly #startBytes = process.memoryUsage.rss();
  #peakBytes = 0;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#look();
    this.#timer = setInterval(() => this.#look(), 10);
  }

  /** Of all that the system gave it: what lies in the heap, in buffers beside it, and in native queues. */
  get bytes(): number {
    this.#look();
    return this.#peakBytes;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#peakBytes = Math.max(this.#peakBytes, process.memoryUsage.rss() - this.#startBytes);
  }
}
