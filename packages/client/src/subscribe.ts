import { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";
import { Subscriptions } from "./subscriptions.js";

/**
 * Subscribes to an instance of a topic. What cannot be meant or encoded ends the subscription with `invalid_input`. For
 * generated stubs.
 */
export function subscribe<Params, Event>(
  connection: Connection,
  topic: TopicDescriptor<Params, Event>,
  params: Params,
  options: SubscribeOptions<Event> = {},
): Subscription<Event> {
  return Connection.hostOf(connection).only(Subscriptions).subscribe(topic, params, options);
}
