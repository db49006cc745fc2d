import type { BoundTopic } from "../bind-topic.js";

/** Something per topic, in the schema's tree. */
export function topicTree(topics: readonly BoundTopic[], make: (topic: BoundTopic) => unknown): object {
  const root: Record<string, unknown> = {};
  for (const topic of topics) {
    const names = topic.path.split(".");
    let node = root;
    for (const name of names.slice(0, -1)) {
      node[name] ??= {};
      node = node[name] as Record<string, unknown>;
    }
    node[names.at(-1) as string] = make(topic);
  }
  return root;
}
