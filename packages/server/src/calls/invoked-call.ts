import type { MiddlewareCall } from "./middleware.js";

/** A call as what runs its handler sees it. */
export interface InvokedCall extends MiddlewareCall {
  input: unknown;
  /** @throws why nobody waits for the answer any more, if that is so. */
  throwIfOver(): void;
  /** Runs the handler, which from now on has begun. */
  begin(handler: BoundHandler, input: unknown): unknown;
  /** Adds to the context of all that follows. */
  extend(added: object): void;
}

/** A handler with its middleware around it. */
export type BoundHandler = (input: unknown, call: InvokedCall) => unknown;
