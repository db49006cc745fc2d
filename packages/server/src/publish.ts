import { schemaError } from "@hawser/core";
import type { BoundTopic } from "./bind.js";
import type { Channels } from "./channels.js";
import { isPromise } from "./is-promise.js";
import { validate } from "./validate.js";

/** The tree of `server.publish`: one function per topic. */
export function publishersOf(topics: readonly BoundTopic[], channels: Channels): object {
  const root: Record<string, unknown> = {};
  for (const topic of topics) {
    const names = topic.path.split(".");
    let node = root;
    for (const name of names.slice(0, -1)) {
      node[name] ??= {};
      node = node[name] as Record<string, unknown>;
    }
    node[names.at(-1) as string] = topic.params
      ? (params: unknown, event: unknown) => publish(topic, channels, params, event)
      : (event: unknown) => publish(topic, channels, undefined, event);
  }
  return root;
}

function publish(topic: BoundTopic, channels: Channels, params: unknown, event: unknown): void {
  const validParams = topic.params && validateNow(topic.params.type, params, `${topic.path} params`);
  const validEvent = validateNow(topic.event.type, event, `${topic.path} event`);
  // Nobody ever listened, so nobody can miss it.
  channels.find(topic, validParams)?.publish(validEvent);
}

/** The order of events is the order of publish, so nothing may be awaited in between. */
function validateNow(type: Parameters<typeof validate>[0], value: unknown, what: string): unknown {
  const valid = validate(type, value);
  if (!isPromise(valid)) {
    if (valid.ok) return valid.value;
    throw valid.error;
  }
  valid.catch(() => {});
  throw schemaError(what, "a check is async; publish is synchronous, so check before it");
}
