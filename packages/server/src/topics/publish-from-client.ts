import { kinds, type Wire } from "@hawser/core";
import { attempt } from "../attempt.js";
import type { BoundTopic } from "../bind-topic.js";
import type { Peer } from "../connections/peer.js";
import { readParams, readPayload } from "../payload.js";
import { limitExceeded, type Refusal, refusal } from "../refusal.js";
import { encodingOf, find, shown } from "../target.js";
import type { Checked } from "../validate.js";
import type { Position } from "./broker.js";
import { TopicAsking } from "./topic-asking.js";

/** Publishes what a client sends, where the schema and the topic's `authorizePublish` let it, and answers with the offset. */
export function publishFromClient(peer: Peer, [, id, target, params, events, isSilent]: readonly Wire[]): void {
  const { topics, limits } = peer.services;
  const topic = find(topics, target, peer);
  if (!topic) peer.sendError(id, refusal("unknown_topic", `the schema has no topic ${shown(target)}`));
  else if (!topic.publish) peer.sendError(id, refusal("forbidden", `no client may publish to ${topic.path}`));
  else if (!Array.isArray(events) || events.length === 0) {
    peer.sendError(id, refusal("invalid_input", "the events to publish are no list of at least one"));
  } else if (peer.runningCalls >= limits.maxCallsInFlight) {
    peer.sendError(id, limitExceeded("maxCallsInFlight", limits.maxCallsInFlight, "too many calls run at once"));
  } else {
    const publishing = new TopicAsking(peer, id, "a publish");
    attempt(
      publishing,
      () => readAll(peer, topic, { target, params, events }),
      (read) => {
        if ("code" in read) publishing.refuse(read);
        else publish(publishing, topic, { ...read, except: isSilent === true ? peer.session : undefined });
      },
      (cause) => publishing.fail(cause, { during: "publish", path: topic.path }),
    );
  }
}

interface Sent {
  readonly target: Wire;
  readonly params: Wire;
  readonly events: readonly Wire[];
}

interface Read {
  readonly params: unknown;
  readonly events: readonly unknown[];
}

/** Params and events, validated, or what is wrong with the first of them that is not valid. */
function readAll(
  peer: Peer,
  topic: BoundTopic,
  { target, params, events }: Sent,
): Read | Refusal | Promise<Read | Refusal> {
  const { definitions } = peer.services;
  const encoding = encodingOf(target);
  const checks = [
    readParams(topic, params, encoding, definitions),
    ...events.map((event) => readPayload(topic.publish, event, encoding, definitions)),
  ];
  return checks.some((check) => check instanceof Promise)
    ? Promise.all(checks).then(joined)
    : joined(checks as readonly Checked[]);
}

function joined(checks: readonly Checked[]): Read | Refusal {
  const values: unknown[] = [];
  for (const check of checks) {
    if (!check.ok) return check.error;
    values.push(check.value);
  }
  const [params, ...events] = values;
  return { params, events };
}

function publish(
  publishing: TopicAsking,
  topic: BoundTopic,
  { params, events, except }: Read & { readonly except: string | undefined },
): void {
  const { peer, id } = publishing;
  const { context, session } = peer;
  attempt(
    publishing,
    () => topic.authorizePublish?.(params, { context, session, events }),
    (allowed) => {
      if (allowed !== true) {
        publishing.refuse(refusal("forbidden", `not allowed to publish to ${topic.path}`));
        return;
      }
      attempt<Position>(
        publishing,
        () => {
          const { channels, observers } = peer.services;
          const publishAll = (): Position | Promise<Position> => channels.publish(topic, params, events, except);
          return observers ? observers.publish({ path: topic.path, events: events.length }, publishAll) : publishAll();
        },
        ({ epoch, offset }) => {
          publishing.finish();
          peer.send([kinds.result, id, [epoch, offset]]);
        },
        (cause) => publishing.fail(cause, { during: "publish", path: topic.path }),
      );
    },
    (cause) => publishing.fail(cause, { during: "publish", path: topic.path }),
  );
}
