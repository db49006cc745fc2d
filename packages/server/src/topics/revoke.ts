import type { BoundTopic } from "../bind-topic.js";
import type { PeerSubscriber, Revocation } from "../connections/peer.js";
import type { RevokeOptions } from "../implementation.js";
import { validateNow } from "../validate.js";
import { keyOf } from "./channels.js";

/** Ends subscriptions to a topic, as the user's code asks. @returns how many. */
export function revoke(
  topic: BoundTopic,
  { params, where, message = "the right to subscribe was revoked" }: RevokeOptions<unknown, unknown>,
  subscribers: Iterable<PeerSubscriber>,
): number {
  const isOne = topic.params !== undefined && params !== undefined;
  const valid = isOne ? validateNow(topic.params, params, `${topic.path} params`) : undefined;
  const revocation: Revocation = {
    topic,
    key: isOne ? keyOf(topic, valid) : undefined,
    params: valid,
    where: where as Revocation["where"],
    message,
  };
  let count = 0;
  for (const subscriber of [...subscribers]) if (subscriber.revoke(revocation)) count += 1;
  return count;
}
