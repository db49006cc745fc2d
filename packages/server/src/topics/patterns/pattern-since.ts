import type { Wire } from "@hawser/core";
import type { Position } from "../broker.js";
import { readSince, type Since } from "../since.js";
import { stableText } from "../stable-text.js";
import { readOpenParams } from "./pattern.js";

/** Where a subscription to a pattern begins in each instance. */
export class PatternSince {
  readonly #all: Since;
  /** Where those are that the client knew, by what the pattern left open. */
  readonly #known: ReadonlyMap<string, Position> | undefined;

  private constructor(all: Since, known?: ReadonlyMap<string, Position>) {
    this.#all = all;
    this.#known = known;
  }

  /** @returns `undefined` for what is none. */
  static read(wire: Wire): PatternSince | undefined {
    if (Array.isArray(wire)) return PatternSince.#resumed(wire);
    const since = readSince(wire);
    return since && new PatternSince(since);
  }

  /** @param epoch what the instance counts in now: of one that the client did not know, everything is new. */
  of(open: Readonly<Record<string, unknown>>, epoch: string): Since {
    if (!this.#known) return this.#all;
    return { after: this.#known.get(stableText(open)) ?? { epoch, offset: 0 } };
  }

  static #resumed(list: readonly Wire[]): PatternSince | undefined {
    const known = new Map<string, Position>();
    for (const entry of list) {
      if (!Array.isArray(entry)) return undefined;
      const [wire, ...position] = entry;
      const open = readOpenParams(wire);
      const since = readSince(position);
      if (!open || !since || since === "now" || !("after" in since)) return undefined;
      known.set(stableText(open), since.after);
    }
    return new PatternSince("now", known);
  }
}
