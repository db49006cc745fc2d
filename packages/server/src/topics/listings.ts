import type { Ending, Listing, ListingListener } from "./broker.js";

/** Which logs have events, by topic. */
export class Listings {
  readonly #topics = new Map<string, Listed>();

  /** Lists a log, and tells who follows its topic. Does nothing where it is listed already. */
  add(log: string, { topic, params }: Listing): void {
    const { logs, followers } = this.#topic(topic);
    if (logs.has(log)) return;
    logs.set(log, params);
    for (const follower of [...followers]) follower.listed(log, params);
  }

  delete(log: string, topic: string): void {
    this.#topics.get(topic)?.logs.delete(log);
    this.#tidy(topic);
  }

  follow(topic: string, listener: ListingListener): Ending {
    const { logs, followers } = this.#topic(topic);
    followers.add(listener);
    for (const [log, params] of [...logs]) listener.listed(log, params);
    return {
      end: () => {
        followers.delete(listener);
        this.#tidy(topic);
      },
    };
  }

  #topic(name: string): Listed {
    let topic = this.#topics.get(name);
    if (!topic) {
      topic = { logs: new Map(), followers: new Set() };
      this.#topics.set(name, topic);
    }
    return topic;
  }

  #tidy(name: string): void {
    const topic = this.#topics.get(name);
    if (topic?.logs.size === 0 && topic.followers.size === 0) this.#topics.delete(name);
  }
}

interface Listed {
  /** The params of each, as they were listed. */
  readonly logs: Map<string, Uint8Array>;
  readonly followers: Set<ListingListener>;
}
