import type { BoundTopic } from "../bind.js";
import type { PeerSubscriber } from "../connections/peer.js";
import type { RevokeOptions } from "../implementation.js";
import { validateNow } from "../validate.js";
import { keyOf } from "./channels.js";
import { topicTree } from "./topic-tree.js";

/** The tree of `server.topics`: per topic, how to end subscriptions. */
export function revokersOf(topics: readonly BoundTopic[], subscribers: () => Iterable<PeerSubscriber>): object {
  return topicTree(topics, (topic) => ({
    revoke: ({
      params,
      where,
      message = "the right to subscribe was revoked",
    }: RevokeOptions<unknown, unknown> = {}) => {
      const isOne = topic.params !== undefined && params !== undefined;
      const key = isOne ? keyOf(topic, validateNow(topic.params.type, params, `${topic.path} params`)) : undefined;
      let count = 0;
      for (const subscriber of [...subscribers()]) {
        if (subscriber.revoke({ topic, key, where, message })) count += 1;
      }
      return count;
    },
  }));
}
