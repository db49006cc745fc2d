/**
 * Tells the operator, once per origin, that a page was refused: the page itself learns only that its socket failed, so
 * whoever develops it would otherwise see nothing on either side.
 */
export class RefusedOrigins {
  readonly #told = new Set<string>();

  /** @param notice prints a line. */
  constructor(private readonly notice: (line: string) => void = console.warn) {}

  tell(origin: string): void {
    if (this.#told.has(origin) || this.#told.size >= maxOrigins) return;
    this.#told.add(origin);
    const shown = JSON.stringify(origin.slice(0, 200));
    this.notice(`hawser: refused a page from ${shown}; if it is yours, add it to the option \`origins\``);
  }
}

/** Anybody can send any origin, and a log is not theirs to fill. */
const maxOrigins = 50;
