import { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";
import { InstanceList } from "./instance-list.js";
import { invalidInput, unencodable } from "./invalid-input.js";
import { any, type Pattern } from "./pattern.js";
import { PatternMatches } from "./pattern-matches.js";
import { PatternSubscriber } from "./pattern-subscriber.js";
import type { PatternOptions, PatternSubscription } from "./pattern-subscription.js";
import { positive } from "./positive.js";
import { checkSince } from "./since.js";

/**
 * Subscribes to the instances of a topic that a list or a pattern of params selects; equal params of a list count once.
 * What cannot be meant or encoded ends the subscription with `invalid_input`. For generated stubs.
 */
export function subscribeAll<Params, Event>(
  connection: Connection,
  topic: TopicDescriptor<Params, Event>,
  params: readonly Params[] | Pattern<Params>,
  options: PatternOptions<Params, Event> = {},
): PatternSubscription<Params, Event> {
  const subscriber = new PatternSubscriber(options);
  const { bufferSize, since } = options;
  try {
    if (bufferSize !== undefined) positive("bufferSize", bufferSize);
    checkSince(since);
    const open = Array.isArray(params) ? [] : openIn(topic, params as Pattern<Params>);
    if (open.length === 0) {
      const list = (Array.isArray(params) ? params : [params]) as readonly Params[];
      new InstanceList<Params, Event>().begin(subscriber, { connection, topic, list, since });
    } else {
      const given = givenIn(params as Pattern<Params>);
      const host = Connection.hostOf(connection);
      new PatternMatches(subscriber, { host, topic, given, open, since }).begin();
    }
  } catch (error) {
    // The caller hears of it as of any other end: by its loop or its `onEnd`.
    queueMicrotask(() => subscriber.end(unencodable(error, `the params of ${topic.path}`)));
  }
  return subscriber;
}

/** The names of the params that are left open. */
function openIn<Params>(
  { path, wildcards = [] }: TopicDescriptor<Params, unknown>,
  pattern: Pattern<Params>,
): string[] {
  const open = Object.entries(pattern).flatMap(([name, value]) => (value === any ? [name] : []));
  const closed = open.find((name) => !wildcards.includes(name));
  if (closed === undefined) return open;
  throw invalidInput(`the schema lets nobody leave the param ${closed} of ${path} open`, [closed]);
}

function givenIn<Params>(pattern: Pattern<Params>): Partial<Params> {
  const given = Object.entries(pattern).filter(([, value]) => value !== any && value !== undefined);
  return Object.fromEntries(given) as Partial<Params>;
}
