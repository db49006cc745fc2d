import type { Middleware, MiddlewareCall, Next } from "../calls/middleware.js";
import { isPromise } from "../is-promise.js";
import { Places } from "./places.js";
import { wholeNumber } from "./whole-number.js";

export interface ConcurrencyLimitOptions<Context = unknown> {
  /** Calls with the same key that may run at the same time. */
  readonly max: number;
  /** Calls with the same key share the places: a connection, a user. Absent: all calls that pass here. */
  readonly key?: (call: MiddlewareCall<Context>) => string;
  /**
   * Calls with the same key that may wait for a place, first come, first served; 0: none waits.
   * @default 0
   */
  readonly queue?: number;
}

/**
 * Lets so many calls run at the same time and refuses more with `limit_exceeded`, whose data is
 * `{ limit: "concurrency", max }`. A call has its place until it is over, a stream until its end, and until its handler is
 * done, should that go on after the caller gave up. One that waits leaves the queue when its caller gives up.
 *
 * @throws HawserError `invalid_schema` at an option that is out of range.
 */
export function concurrencyLimit<Context = unknown>(options: ConcurrencyLimitOptions<Context>): Middleware<Context> {
  const max = wholeNumber("concurrencyLimit.max", options.max, { min: 1 });
  const queue = wholeNumber("concurrencyLimit.queue", options.queue ?? 0, { min: 0 });
  const { key = () => "" } = options;
  const placesByKey = new Map<string, Places>();

  return (call, next) => {
    const places = placesOf(key(call));
    if (places.take()) return inPlace(places, call, next);
    if (places.waiting >= queue) {
      throw call.refuse("limit_exceeded", `too many calls run; at most ${max} may`, { limit: "concurrency", max });
    }
    return waitFor(places, call).then(() => inPlace(places, call, next));
  };

  function placesOf(name: string): Places {
    let places = placesByKey.get(name);
    if (!places) {
      places = new Places(max, () => placesByKey.delete(name));
      placesByKey.set(name, places);
    }
    return places;
  }
}

/** Goes on, and gives the place back when both the call and its handler are done. */
function inPlace(places: Places, call: MiddlewareCall, next: Next): unknown {
  let atWork = 2;
  const done = (): void => {
    atWork -= 1;
    if (atWork === 0) places.free();
  };
  call.onEnd(done);
  let output: unknown;
  try {
    output = next();
  } catch (error) {
    done();
    throw error;
  }
  if (isPromise(output)) return Promise.resolve(output).finally(done);
  done();
  return output;
}

/** Resolves when the call has a place. */
function waitFor(places: Places, call: MiddlewareCall): Promise<void> {
  return new Promise((enter, reject) => {
    places.wait(enter);
    call.onEnd(() => {
      if (places.giveUp(enter)) reject(call.refuse("unavailable", "the call was over before it had a place"));
    });
  });
}
