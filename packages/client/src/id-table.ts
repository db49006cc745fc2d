/** Things by the smallest free integer, so that ids on the wire stay one byte long. */
export class IdTable<T> {
  readonly #items: (T | undefined)[] = [];
  /** One bit per id, set while the id is free; every id beyond the last word is free. */
  readonly #free: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): number {
    const id = this.#take();
    this.#items[id] = item;
    this.#size += 1;
    return id;
  }

  /** `id` comes from the peer: it may be anything. */
  get(id: number): T | undefined {
    return typeof id === "number" ? this.#items[id] : undefined;
  }

  /** Frees the id of an item that is in the table. */
  delete(id: number): void {
    this.#items[id] = undefined;
    this.#free[id >>> 5] = (this.#free[id >>> 5] ?? noneTaken) | (1 << (id & 31));
    this.#size -= 1;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const item of this.#items) if (item !== undefined) yield item;
  }

  #take(): number {
    for (let word = 0; ; word++) {
      const bits = this.#free[word] ?? noneTaken;
      if (bits === 0) continue;
      const bit = 31 - Math.clz32(bits & -bits);
      this.#free[word] = bits & ~(1 << bit);
      return word * 32 + bit;
    }
  }
}

const noneTaken = -1;
