import type { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";
import type { Pattern } from "./pattern.js";
import type { PatternOptions, PatternSubscription } from "./pattern-subscription.js";

/** Subscribes to the instances of a topic that a list or a pattern of params selects. For generated stubs. */
export function subscribeAll<Params, Event>(
  connection: Connection,
  topic: TopicDescriptor<Params, Event>,
  params: readonly Params[] | Pattern<Params>,
  options: PatternOptions<Params, Event> = {},
): PatternSubscription<Params, Event> {
  throw new Error(`not yet: ${connection.status.state} ${topic.path} ${String(params)} ${String(options.since)}`);
}
