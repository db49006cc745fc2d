import { attempt, type Work } from "../attempt.js";
import type { Page, ReadFrom } from "./broker.js";
import type { Channel } from "./channel.js";
import type { Since } from "./since.js";

export interface Beginning {
  readonly channel: Channel;
  readonly since: Since;
  /** The subscription begins after this offset, with a page if there was something to read. */
  readonly next: (offset: number, page?: Page) => void;
  readonly failed: (cause: unknown) => void;
}

/** Finds where a subscription to a channel begins. */
export function begin(work: Work, { channel, since, next, failed }: Beginning): void {
  channel.settle();
  const from = readFrom(channel, since);
  if (!from) {
    next(channel.position.offset);
    return;
  }
  attempt<Page>(
    work,
    () => channel.read(from),
    (page) => next("after" in from ? Math.min(from.after.offset, page.after) : page.after, page),
    failed,
  );
}

function readFrom({ topic, position }: Channel, since: Since): ReadFrom | undefined {
  if (since === "now") return topic.retention.retain ? { last: 1 } : undefined;
  // What another epoch counted says nothing about this one: all that is kept is new.
  if ("after" in since && since.after.epoch !== position.epoch) return { last: Number.MAX_SAFE_INTEGER };
  return since;
}
