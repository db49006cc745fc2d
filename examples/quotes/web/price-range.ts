/** The part of a price axis that is to be seen, with some air above and below the prices. */
export class PriceRange {
  #low = 0;
  #high = 0;

  get low(): number {
    return this.#low;
  }

  /** As long as there were no prices, it is one above `low`. */
  get high(): number {
    return this.#high || 1;
  }

  /**
   * Moves towards what shows all the prices.
   * @param ease how far, from 0 to 1. The first time it goes all the way.
   */
  fit(prices: readonly (number | null)[], ease: number): void {
    const known = prices.filter((price) => price !== null);
    if (known.length === 0) return;
    const low = Math.min(...known);
    const high = Math.max(...known);
    const air = Math.max((high - low) * 0.12, high * 0.1);
    const share = this.#high === 0 ? 1 : ease;
    this.#low += (Math.max(0, low - air) - this.#low) * share;
    this.#high += (high + air - this.#high) * share;
  }
}
