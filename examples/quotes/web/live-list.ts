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
 * Joins a call for the past and a subscription to what comes: whenever the subscription becomes active, which is at
 * the start and after every reconnect, the past is loaded again, and nothing that comes meanwhile is lost.
 */
export class LiveList<Event> {
  readonly #options: LiveListOptions<Event>;
  readonly #subscription: Subscription<Event>;
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
      onGap: options.onGap,
      onStatus: (status) => {
        if (status === "active") void this.#load();
      },
    });
    if (this.#subscription.status === "active") void this.#load();
  }

  close(): void {
    this.#early = undefined;
    void this.#subscription.unsubscribe();
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
    this.#options.onHistory(history);
    for (const event of early) this.#options.add(event);
  }
}
