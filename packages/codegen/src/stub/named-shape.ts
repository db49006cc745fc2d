import type { Shape } from "@hawser/core";

/** A shape that the schema itself declares once, and the name of its type in the stub. */
export interface NamedShape {
  readonly type: string;
  readonly shape: Shape;
}
