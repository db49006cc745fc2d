/** Pseudo-random values, the same for the same seed. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  }

  /** A whole number from 0, below `end`. */
  whole(end: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * end);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.whole(choices.length)] as T;
  }

  word(): string {
    return this.of(vocabulary);
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.word()).join(" ");
  }
}

const vocabulary =
  `anchor beacon breeze cabin captain cargo chart compass coral current deck dock drift estuary ferry flag gale gull harbour
helm horizon hull island jetty keel kelp knot lagoon lantern leeward mast moor navigate ocean pier pilot port quay reef rigging rope rudder
sail seal sextant ship shore signal skiff squall stern storm strait swell tide tiller voyage wake wharf winch yacht`.split(
    /\s+/,
  );
