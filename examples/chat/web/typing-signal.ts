/** Tells the others that the guest is typing: at once, again while it lasts, and when it is over. */
export class TypingSignal {
  readonly #tell: (isTyping: boolean) => void;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (isTyping: boolean) => void) {
    this.#tell = tell;
  }

  /** The guest has changed what they are about to say. */
  typed(text: string): void {
    if (text.trim() === "") {
      this.stop();
      return;
    }
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.stop(), pauseMs);
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < repeatMs) return;
    this.#toldAtMs = nowMs;
    this.#tell(true);
  }

  /** The message was sent, or given up. */
  stop(): void {
    clearTimeout(this.#pause);
    if (this.#toldAtMs === Number.NEGATIVE_INFINITY) return;
    this.#toldAtMs = Number.NEGATIVE_INFINITY;
    this.#tell(false);
  }
}

const repeatMs = 3_000;
const pauseMs = 4_000;
