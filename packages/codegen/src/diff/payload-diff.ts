import type { Shape } from "@hawser/core";
import { breaksNothing, consequencesOf, type Draft, type Position } from "./change.js";
import { changed } from "./found.js";
import type { ShapeDiff } from "./shape-diff.js";

export interface Payloads {
  readonly path: string;
  readonly position: Position;
  /** Absent where nothing is declared. */
  readonly before: Shape | undefined;
  readonly after: Shape | undefined;
}

/** What has changed of a payload. One that is not declared is not written, and not looked at by who reads it. */
export function diffPayload(payloads: Payloads, shapes: ShapeDiff): Draft[] {
  const { path, position, before, after } = payloads;
  if (!before && !after) return [];
  const drafts = before && after ? shapes.compare(before, after, { path, position }).drafts : [lone(payloads, shapes)];
  return drafts.map((draft) => ({ consequences: consequencesOf[position], ...draft }));
}

function lone({ path, position, before, after }: Payloads, shapes: ShapeDiff): Draft {
  // Only who declares it reads anything: nothing, then.
  const readsNothing = shapes.breaks(before ?? nothing, after ?? nothing, position);
  const reader = (position === "sent") === (before !== undefined) ? "newClient" : "oldClient";
  const breaks = { ...breaksNothing, [reader]: readsNothing[reader] };
  return changed(path, before ? "is not declared any more" : "is declared now", { before, after, breaks });
}

const nothing: Shape = { kind: "undefined" };
