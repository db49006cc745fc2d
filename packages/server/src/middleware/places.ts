/** So many places, and who waits for one. */
export class Places {
  readonly #waiters = new Set<() => void>();
  #taken = 0;

  /** @param onEmpty called when the last place is given back and nobody waits */
  constructor(
    private readonly max: number,
    private readonly onEmpty: () => void,
  ) {}

  /** How many wait. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Takes a place. @returns whether there was one. */
  take(): boolean {
    if (this.#taken === this.max) return false;
    this.#taken += 1;
    return true;
  }

  /** Waits in line: `enter` is called when the place is taken for it. */
  wait(enter: () => void): void {
    this.#waiters.add(enter);
  }

  /** Leaves the line. @returns whether it was there; otherwise it has a place. */
  giveUp(enter: () => void): boolean {
    return this.#waiters.delete(enter);
  }

  /** Gives a place back: to who waits longest, if anyone does. */
  free(): void {
    const [next] = this.#waiters;
    if (next) {
      this.#waiters.delete(next);
      next();
      return;
    }
    this.#taken -= 1;
    if (this.#taken === 0) this.onEmpty();
  }
}
