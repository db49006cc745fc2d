/** Turns the steps of a replay into one even motion: it moves to each new position in the time that a step takes. */
export class Glide {
  readonly #maxStepMs: number;
  #from = 0;
  #to = 0;
  #startMs = Number.NEGATIVE_INFINITY;
  #stepMs = 0;

  /** @param maxStepMs the longest time for one step; 0 jumps. */
  constructor(maxStepMs: number) {
    this.#maxStepMs = maxStepMs;
  }

  get target(): number {
    return this.#to;
  }

  moveTo(position: number, nowMs: number): void {
    this.#from = this.at(nowMs);
    this.#stepMs = Math.min(this.#maxStepMs, nowMs - this.#startMs);
    this.#startMs = nowMs;
    this.#to = position;
  }

  jumpTo(position: number): void {
    this.#from = position;
    this.#to = position;
  }

  at(nowMs: number): number {
    if (this.#stepMs === 0) return this.#to;
    const share = Math.min(1, (nowMs - this.#startMs) / this.#stepMs);
    return this.#from + (this.#to - this.#from) * share;
  }
}
