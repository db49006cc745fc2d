import { type Items, isItems } from "@hawser/core";
import { type Context, context } from "@opentelemetry/api";
import { isPromise } from "../is-promise.js";

/**
 * Of what a handler returned for an output that streams: the same items, made within a context. A generator runs in the
 * context of whoever asks it for an item, and that is not its caller.
 */
export function within(active: Context, returned: unknown): unknown {
  if (isPromise(returned)) return returned.then((late) => within(active, late));
  return isItems(returned) ? itemsWithin(active, returned) : returned;
}

function itemsWithin(active: Context, items: Items<unknown>): Items<unknown> {
  return Symbol.asyncIterator in items
    ? { [Symbol.asyncIterator]: () => iteratorWithin(active, items[Symbol.asyncIterator]()) }
    : { [Symbol.iterator]: () => iteratorWithin(active, items[Symbol.iterator]()) };
}

function iteratorWithin<Step>(active: Context, iterator: Steps<Step>): Steps<Step> {
  return {
    next: () => context.with(active, () => iterator.next()),
    // Absent where the items have none to be told of an early end.
    ...(iterator.return && { return: () => context.with(active, () => (iterator as Required<Steps<Step>>).return()) }),
  };
}

/** An iterator, sync or async, as streams are read. */
interface Steps<Step> {
  next(): Step;
  return?(): Step;
}
