import type { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";
import { encodeParams } from "./encoded-params.js";
import type { PatternSource, PatternSubscriber } from "./pattern-subscriber.js";
import type { PatternOptions } from "./pattern-subscription.js";
import { subscribe } from "./subscribe.js";
import type { SubscribeOptions, Subscription, SubscriptionStatus } from "./subscription.js";

export interface InstanceListOptions<Params, Event> {
  readonly connection: Connection;
  readonly topic: TopicDescriptor<Params, Event>;
  readonly list: readonly Params[];
  readonly since: PatternOptions<Params, Event>["since"];
}

/** The instances of a list of params: as many ordinary subscriptions, those of equal params once. */
export class InstanceList<Params, Event> implements PatternSource {
  readonly #subscriptions: Subscription<Event>[] = [];

  get status(): SubscriptionStatus {
    const statuses = new Set(this.#subscriptions.map(({ status }) => status));
    return (["waiting", "subscribing"] as const).find((status) => statuses.has(status)) ?? "active";
  }

  /** @throws HawserError `invalid_input` for params that cannot be encoded. */
  begin(subscriber: PatternSubscriber<Params, Event>, options: InstanceListOptions<Params, Event>): void {
    const { connection, topic, list } = options;
    const sinces = sincesOf(options);
    for (const [key, params] of new Map(list.map((params) => [encodeParams(topic, params).key, params]))) {
      const { subscription } = subscriber.add({ params, since: sinces(key) }, (options) =>
        subscribe(connection, topic, params, options),
      );
      this.#subscriptions.push(subscription);
    }
    subscriber.begin(this);
  }

  async leave(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.unsubscribe()));
  }
}

/** Where each of the instances begins, by its key. */
function sincesOf<Params, Event>({
  topic,
  since,
}: InstanceListOptions<Params, Event>): (key: string) => SubscribeOptions<Event>["since"] {
  if (since === undefined || typeof since === "number" || since instanceof Date) return () => since;
  const positions = new Map([...since].map(({ params, position }) => [encodeParams(topic, params).key, position]));
  return (key) => positions.get(key);
}
