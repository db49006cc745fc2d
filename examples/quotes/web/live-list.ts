import { type Gap, isHawserError, type SubscribeOptions, type Subscription } from "@hawser/client";

export interface LiveListOptions<Event> {
  readonly subscribe: (options: SubscribeOptions<Event>) => Subscription<Event>;
  /** Fetches what was published lately, oldest first. */
  readonly load: () => Promise<readonly Event[]>;
  /** What was kept before is stale; this is what there is. */
  readonly onHistory: (history: readonly Event[]) => void;
  /** Adds one to what is kept. It may be part of the history, too. */
  readonly add: (event: Event) => void;
  /** Another event was published. */
  readonly onEvent: () => void;
  readonly onGap: (gap: Gap) => void;
}

/**
 * Joins a call for the past and a subscription to what comes. A subscription that comes back goes on where it was, and
 * the past is loaded again only where a gap says that it could not. What is missed while there is a connection stays
 * missing: one that is too slow is not to be asked for more. Nothing that comes while the past is loaded is lost.
 */
export class LiveList<Event> {
  readonly #options: LiveListOptions<Event>;
  readonly #subscription: Subscription<Event>;
  /** What is kept is nothing yet, or does not lead up to what comes. */
  #isStale = true;
  /** What came while the history was under way; `undefined` at other times. A later load has a list of its own. */
  #early: Event[] | undefined;

  constructor(options: LiveListOptions<Event>) {
    this.#options = options;
    this.#subscription = options.subscribe({
      onEvent: (event) => {
        this.#early?.push(event);
        options.add(event);
        options.onEvent();
      },
      onGap: (gap) => {
        options.onGap(gap);
        if (!isLoadedAgain(gap)) return;
        this.#isStale = true;
        this.#freshen();
      },
      onStatus: () => this.#freshen(),
    });
    this.#freshen();
  }

  close(): void {
    this.#early = undefined;
    void this.#subscription.unsubscribe();
  }

  #freshen(): void {
    if (this.#isStale && this.#subscription.status === "active") void this.#load();
  }

  async #load(): Promise<void> {
    const early: Event[] = [];
    this.#early = early;
    let history: readonly Event[];
    try {
      history = await this.#options.load();
    } catch (error) {
      // The next connection loads it.
      if (isHawserError(error) && error.code === "connection_lost") return;
      throw error;
    }
    if (this.#early !== early) return;
    this.#early = undefined;
    this.#isStale = false;
    this.#options.onHistory(history);
    for (const event of early) this.#options.add(event);
  }
}

/** Whether the list is loaded anew after a gap, so that nothing is missing in it. */
export function isLoadedAgain({ reason }: Gap): boolean {
  return reason === "restarted" || reason === "disconnected" || reason === "expired";
}
