/** Who is typing in the open room. Somebody of whom nothing is heard for a while has stopped. */
export class Typists {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** In the order in which they began. */
  get nicks(): string[] {
    return [...this.#timers.keys()];
  }

  heard(nick: string, isTyping: boolean): void {
    clearTimeout(this.#timers.get(nick));
    if (isTyping)
      this.#timers.set(
        nick,
        setTimeout(() => this.heard(nick, false), silenceMs),
      );
    else this.#timers.delete(nick);
    this.#onChange();
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#onChange();
  }
}

/** Twice the interval in which a typing page repeats itself. */
const silenceMs = 6_000;
