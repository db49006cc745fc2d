import { isPromise } from "./is-promise.js";

/** Something of a connection that takes steps, and may be over before one of them has finished. */
export interface Work {
  /** Nobody waits for it any more: it takes no further step. */
  readonly isOver: boolean;
  /** A step did not finish at once. */
  pending(): void;
  /** That step finished, whether or not the work was over by then. */
  settled(): void;
}

/** Takes a step and goes on with its result: at once, or when its promise settles. `next` and `failed` do not throw. */
export function attempt<T>(
  work: Work,
  step: () => T | PromiseLike<T>,
  next: (value: T) => void,
  failed: (error: unknown) => void,
): void {
  let value: T | PromiseLike<T>;
  let promise: Promise<T> | undefined;
  try {
    value = step();
    // Not every object with a `then` keeps the promise of calling back once.
    if (isPromise(value)) promise = Promise.resolve(value as PromiseLike<T>);
  } catch (error) {
    // A step may itself be what ends the work.
    if (!work.isOver) failed(error);
    return;
  }
  if (!promise) {
    if (!work.isOver) next(value as T);
    return;
  }
  work.pending();
  promise.then(
    (value) => {
      work.settled();
      if (!work.isOver) next(value);
    },
    (error: unknown) => {
      work.settled();
      if (!work.isOver) failed(error);
    },
  );
}
