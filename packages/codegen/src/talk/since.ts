import type { SubscribeOptions } from "@hawser/client";
import { UsageError } from "../usage-error.js";
import { durationMs } from "./duration.js";

/**
 * Where a subscription is to begin: `20` for so many of the latest events, `10m` for those of the last ten minutes, a time
 * for those since then, `epoch:offset` for what follows upon an event, `all` for whatever is kept.
 *
 * @throws UsageError for anything else.
 */
export function parseSince(text: string, nowMs: number): Since {
  if (text === "all") return new Date(0);
  if (/^\d+$/.test(text)) return Number(text);
  const agoMs = durationMs(text);
  if (agoMs !== undefined) return new Date(nowMs - agoMs);
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return time;
  }
  const [, epoch, offset] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (epoch !== undefined) return { epoch, offset: Number(offset) };
  throw new UsageError(
    `--since ${text}: expected a number of events (20), a duration (10m), a time (2026-01-31T12:00:00Z), a position (epoch:offset) or all.`,
  );
}

export type Since = NonNullable<SubscribeOptions<unknown>["since"]>;
