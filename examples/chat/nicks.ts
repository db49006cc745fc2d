/** Whose nickname is whose. A name is free again when nothing was heard of its holder for a while. */
export class Nicks {
  readonly #now: () => number;
  readonly #claims = new Map<string, Claim>();

  /** @param now milliseconds; for tests. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes a name for a guest, or keeps it. @returns false where somebody else has it. */
  claim(nick: string, guest: string): boolean {
    const nowMs = this.#now();
    this.#forget(nowMs - holdMs);
    const key = nick.toLowerCase();
    const claim = this.#claims.get(key);
    if (claim && claim.guest !== guest) return false;
    // Deleted first, so that the map stays in the order of `heardAtMs`.
    this.#claims.delete(key);
    this.#claims.set(key, { guest, heardAtMs: nowMs });
    return true;
  }

  #forget(beforeMs: number): void {
    for (const [key, { heardAtMs }] of this.#claims) {
      if (heardAtMs >= beforeMs) return;
      this.#claims.delete(key);
    }
  }
}

interface Claim {
  readonly guest: string;
  readonly heardAtMs: number;
}

const holdMs = 10 * 60_000;
