import type { Position } from "./change.js";

/** Where two types stand that are compared. */
export interface Place {
  readonly path: string;
  readonly position: Position;
  /** Types that have a name are looked into here, because what a change does depends on what is around them. */
  readonly isInline?: true;
}
