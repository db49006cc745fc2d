import { kinds, type Wire } from "@hawser/core";
import { attempt } from "../../attempt.js";
import type { Peer } from "../../connections/peer.js";
import { readPayload } from "../../payload.js";
import { invalidFrame, limitExceeded, type Refusal, refusal } from "../../refusal.js";
import { encodingOf } from "../../target.js";
import type { Checked } from "../../validate.js";
import { TopicAsking } from "../topic-asking.js";
import { Attendee } from "./attend.js";

/** Changes what a member tells of itself, where the topic's `authorizePresence` lets it. */
export function updateMember(peer: Peer, [, id, attendance, data]: readonly Wire[]): void {
  const { maxCallsInFlight } = peer.services.limits;
  const attendee = typeof attendance === "number" ? peer.subscribers.get(attendance) : undefined;
  if (!(attendee instanceof Attendee) || !attendee.isMember) {
    peer.sendError(id, invalidFrame("no member has entered under that id, or not yet"));
  } else if (peer.runningCalls >= maxCallsInFlight) {
    peer.sendError(id, limitExceeded("maxCallsInFlight", maxCallsInFlight, "too many calls run at once"));
  } else {
    const asking = new TopicAsking(peer, id, "an update of a member");
    const { presence, path } = attendee.topic;
    attempt<Checked>(
      asking,
      () => readPayload(presence.input, data, encodingOf(attendee.target), peer.services.definitions),
      (read) => {
        if (read.ok) update(asking, attendee, read.value);
        else asking.refuse(read.error);
      },
      (cause) => asking.fail(cause, { during: "presence", path }),
    );
  }
}

function update(asking: TopicAsking, attendee: Attendee, data: unknown): void {
  const { peer, id } = asking;
  const { path } = attendee.topic;
  const { context, session } = peer;
  const failed = (cause: unknown): void => asking.fail(cause, { during: "presence", path });
  attempt(
    asking,
    () => attendee.mayTell(data, { context, session }),
    (allowed) => {
      // What a member tells outlasts the identity with which it began to.
      if (peer.context !== context) update(asking, attendee, data);
      else if (allowed !== true) asking.refuse(refusal("forbidden", `not allowed to be present in ${path} like that`));
      else if (attendee.isOver) asking.refuse(refusal("forbidden", `no longer present in ${path}`));
      else {
        attempt<Refusal | undefined>(
          asking,
          () => attendee.update(data),
          (excess) => {
            if (excess) asking.refuse(excess);
            else {
              asking.finish();
              peer.send([kinds.result, id]);
            }
          },
          failed,
        );
      }
    },
    failed,
  );
}
