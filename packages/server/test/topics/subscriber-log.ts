import type { Wire } from "@hawser/core";

/** What one subscription was told, in order. */
export type LogEntry =
  | { readonly kind: "began"; readonly epoch: string; readonly offset: number }
  | { readonly kind: "event"; readonly offset: number; readonly event: Wire }
  | { readonly kind: "gap"; readonly to: number; readonly reason: string };

/**
 * What is wrong with the log of a subscriber: events that came twice, in another order, or are missing without a gap; gaps
 * over what had come.
 *
 * @param resumedFrom offsets that the subscriber asked to go on from, by the index of the entry `began` that answered
 */
export function flawsOf(log: readonly LogEntry[], resumedFrom: ReadonlyMap<number, number> = new Map()): string[] {
  const flaws: string[] = [];
  let at: number | undefined;
  for (const [index, entry] of log.entries()) {
    if (entry.kind === "began") {
      const asked = resumedFrom.get(index);
      if (asked !== undefined && asked !== entry.offset)
        flaws.push(`asked to go on from ${asked}, got ${entry.offset}`);
      at = entry.offset;
      continue;
    }
    const reached = entry.kind === "gap" ? entry.to : entry.offset;
    if (at === undefined) flaws.push(`${entry.kind} ${reached} before the beginning`);
    else if (reached <= at) flaws.push(`${entry.kind} ${reached} behind ${at}`);
    else if (entry.kind === "event" && reached > at + 1) flaws.push(`event ${reached} follows upon ${at}`);
    at = reached;
  }
  return flaws;
}

/** The log of a subscription out of the frames of its connection, which has no other. */
export function logOf(frames: readonly Wire[][]): LogEntry[] {
  return frames.flatMap(([kind, , second, third, fourth]): LogEntry[] => {
    if (kind === 7) return [{ kind: "began", epoch: third, offset: fourth }];
    if (kind === 8) return [{ kind: "event", offset: second, event: third }];
    if (kind === 21) return [{ kind: "gap", to: second, reason: third }];
    if (kind !== 23) return [];
    return third.map((event: Wire, index: number) => ({ kind: "event", offset: second + index, event }));
  });
}
