import { isPromise } from "./validate.js";

/** Something of a connection that may be over before a promise settles. */
export interface Work {
  readonly isOver: boolean;
  /** Called when a step did not finish at once, so that the peer can end the work meanwhile. */
  pending(): void;
}

/** Runs a step and goes on with its result: at once, or when its promise settles, unless the work is over by then. */
export function attempt(
  work: Work,
  step: () => unknown,
  next: (value: unknown) => void,
  failed: (error: unknown) => void,
): void {
  let value: unknown;
  try {
    value = step();
  } catch (error) {
    failed(error);
    return;
  }
  if (!isPromise(value)) {
    next(value);
    return;
  }
  work.pending();
  value.then(
    (value) => {
      if (!work.isOver) next(value);
    },
    (error: unknown) => {
      if (!work.isOver) failed(error);
    },
  );
}
