/** Tells when the guest begins to type, and when that is over. */
export class TypingSignal {
  readonly #tell: (isTyping: boolean) => void;
  /** Runs while they type. */
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
    const goesOn = this.#pause !== undefined;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.stop(), pauseMs);
    if (!goesOn) this.#tell(true);
  }

  /** The message was sent, or given up. */
  stop(): void {
    if (this.#pause === undefined) return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#tell(false);
  }
}

const pauseMs = 4_000;
