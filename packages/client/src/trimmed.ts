import type { Wire } from "@hawser/core";

/** A frame without the absent elements at its end, down to so many: a missing one and nil are the same there. */
export function trimmed<Frame extends Wire[]>(frame: Frame, length: number): Frame {
  while (frame.length > length && (frame.at(-1) ?? null) === null) frame.pop();
  return frame;
}
