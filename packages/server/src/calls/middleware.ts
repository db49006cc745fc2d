import type { ErrorTypes, SchemaMetadata } from "@hawser/core";
import type { Call } from "./call.js";

/**
 * Code around handlers: sees the call, may refuse it by throwing, changes what goes in and comes out, and adds to the
 * context. Runs after the input was validated and before the output is.
 *
 * ```ts
 * const timing: Middleware = async (call, next) => {
 *   const startedMs = performance.now();
 *   try {
 *     return await next();
 *   } finally {
 *     histogram.record(performance.now() - startedMs, { path: call.path });
 *   }
 * };
 * ```
 *
 * Where it is not async and returns what `next` returns, a call that needs no waiting is still answered at once.
 */
export type Middleware<Context = unknown, Added extends object = object> = (
  call: MiddlewareCall<Context>,
  next: Next<Added>,
) => unknown;

/** A call as middleware sees it: of any procedure. */
export interface MiddlewareCall<Context = unknown> extends Call<Context, ErrorTypes> {
  /** What the handler gets; where it is a stream, an async iterable. */
  readonly input: unknown;
  readonly streams: "input" | "output" | "both" | undefined;
}

/**
 * Goes on with the next middleware or the handler. Returns what that returns: the output, a promise of it, or the
 * iterable of an output stream.
 */
export type Next<Added extends object = object> = object extends Added
  ? (change?: Change<Added>) => unknown
  : (change: Change<Added> & { readonly context: Added }) => unknown;

export interface Change<Added extends object> {
  /**
   * Joined to `call.context` for all that follows; its keys go over those of the same name. What is joined are copies of
   * own properties, so `authenticate` returns plain objects where middleware adds to them. It stays for the whole call,
   * also when the caller presents another identity meanwhile: a right that may be lost belongs into `call.require`, over
   * keys that `authenticate` set.
   */
  readonly context?: Added;
  /** Takes the place of the input, which is not validated again. */
  readonly input?: unknown;
}

/** Handlers that stand behind middleware, made by {@link withMiddleware}; goes where handlers of `Node` are due. */
export interface Guarded<Node, Context, Metadata extends SchemaMetadata = SchemaMetadata> {
  readonly [guarded]: (context: Context, metadata: Metadata) => Node;
}

/** Only a type: what a guard is made of is the server's business. */
declare const guarded: unique symbol;
