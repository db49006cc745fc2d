import type { Gap } from "@hawser/client";
import type { Quake, Quotes } from "../quotes.client.js";
import { LiveList } from "./live-list.js";

export interface QuakeFeedOptions {
  /** The earthquakes of the last day of the replay, oldest first. */
  readonly onChange: (quakes: readonly Quake[]) => void;
  /** An earthquake that is later than all of them; `onChange` follows. */
  readonly onQuake: (quake: Quake) => void;
  /** Another earthquake was published. */
  readonly onEvent: () => void;
  readonly onGap: (gap: Gap) => void;
}

/** The earthquakes of the last day of the replay, from a magnitude that may be changed. */
export class QuakeFeed {
  readonly #live: Quotes;
  readonly #options: QuakeFeedOptions;
  #quakes: readonly Quake[] = [];
  #list: LiveList<Quake> | undefined;

  constructor(live: Quotes, options: QuakeFeedOptions) {
    this.#live = live;
    this.#options = options;
  }

  /** Leaves the subscription from one magnitude for another. */
  show(minMagnitude: number): void {
    this.#list?.close();
    this.#keep(this.#quakes.filter((quake) => quake.magnitude >= minMagnitude));
    this.#list = new LiveList<Quake>({
      subscribe: (options) => this.#live.quakes.felt.subscribe({ minMagnitude }, options),
      load: () => this.#live.quakes.recent({ minMagnitude, limit: maxPerDay }),
      onHistory: (quakes) => this.#keep(quakes),
      add: (quake) => {
        const last = this.#quakes.at(-1);
        if (last && !isLater(quake, last)) return;
        this.#options.onQuake(quake);
        this.#keep([...this.#quakes, quake]);
      },
      onEvent: this.#options.onEvent,
      onGap: this.#options.onGap,
    });
  }

  /** Keeps those that are of the same day and the same round of the replay as the last. */
  #keep(quakes: readonly Quake[]): void {
    const last = quakes.at(-1);
    this.#quakes = quakes.filter((quake) => last && quake.round === last.round && ageOf(quake, last) < 1);
    this.#options.onChange(this.#quakes);
  }
}

/** More than there are in any day of the data. */
const maxPerDay = 400;

/** How long before another it happened, in days. */
export function ageOf(quake: Quake, last: Quake): number {
  return (last.time.getTime() - quake.time.getTime()) / 86_400_000;
}

function isLater(a: Quake, b: Quake): boolean {
  return a.round > b.round || (a.round === b.round && a.time > b.time);
}
