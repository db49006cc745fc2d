import type { Gap, Update } from "./subscription.js";

/** The gap that is left where an update is dropped that a loop has not read. */
export function gapOf(update: Update<unknown>): Gap {
  return update.type === "gap" ? update : { type: "gap", reason: "overflow", from: update.offset, to: update.offset };
}

/** After a restart the offsets before it mean nothing; otherwise the earlier reason stands for both. */
export function mergeGaps(first: Update<unknown>, second: Update<unknown>): Gap {
  const [earlier, later] = [gapOf(first), gapOf(second)];
  return later.reason === "restarted" ? later : { ...earlier, to: later.to };
}
