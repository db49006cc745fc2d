import { schemaError } from "@hawser/core";
import type { BoundTopic } from "../bind-topic.js";
import type { PeerSubscriber } from "../connections/peer.js";
import type { Member, RevokeOptions } from "../implementation.js";
import { validateNow } from "../validate.js";
import { keyOf } from "./channels.js";
import type { AttendedTopic, Rooms } from "./presence/rooms.js";
import { revoke } from "./revoke.js";
import { topicTree } from "./topic-tree.js";

/** The tree of `server.topics`: per topic, how to end subscriptions, and who is present. */
export function controlsOf(
  topics: readonly BoundTopic[],
  { subscribers, rooms }: { readonly subscribers: () => Iterable<PeerSubscriber>; readonly rooms: Rooms },
): object {
  return topicTree(topics, (topic) => ({
    revoke: (options: RevokeOptions<unknown, unknown> = {}) => revoke(topic, options, subscribers()),
    members: async (params?: unknown): Promise<readonly Member<unknown>[]> => {
      if (!topic.presence) throw schemaError(`topics.${topic.path}.presence`, "nobody is present: declare it");
      const valid = topic.params && validateNow(topic.params, params, `${topic.path} params`);
      return rooms.members(topic as AttendedTopic, keyOf(topic, valid));
    },
  }));
}
