import type { BoundTopic } from "../bind-topic.js";
import type { PublishOptions } from "../implementation.js";
import type { Observers } from "../observers.js";
import { validateNow } from "../validate.js";
import type { Position } from "./broker.js";
import type { Channels } from "./channels.js";
import { topicTree } from "./topic-tree.js";

/** The tree of `server.publish`: a function per topic, with another one for several events at once. */
export function publishersOf(
  topics: readonly BoundTopic[],
  channels: Channels,
  observers: Observers | undefined,
): object {
  return topicTree(topics, (topic) => {
    const publish = (params: unknown, events: readonly unknown[], options: PublishOptions = {}): Published => {
      if (!observers) return publishAll(topic, channels, { params, events, options });
      return observers.publish({ path: topic.path, events: events.length }, () =>
        publishAll(topic, channels, { params, events, options }),
      );
    };
    if (topic.params) {
      return Object.assign(
        (params: unknown, event: unknown, options?: PublishOptions) => publish(params, [event], options),
        { batch: publish },
      );
    }
    return Object.assign((event: unknown, options?: PublishOptions) => publish(undefined, [event], options), {
      batch: (events: readonly unknown[], options?: PublishOptions) => publish(undefined, events, options),
    });
  });
}

type Published = Position | Promise<Position>;

interface Publishing {
  readonly params: unknown;
  readonly events: readonly unknown[];
  readonly options: PublishOptions;
}

function publishAll(topic: BoundTopic, channels: Channels, { params, events, options }: Publishing): Published {
  // The order of events is the order of publish, so nothing may be awaited in between.
  const validParams = topic.params && validateNow(topic.params, params, `${topic.path} params`);
  const valid = events.map((event) => validateNow(topic.event, event, `${topic.path} event`));
  return channels.publish(topic, validParams, valid, options.except);
}
