import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { holdsInTime } from "../../test/property.js";
import { settled } from "../../test/settled.js";
import type { Wire } from "../wire/wire.js";
import { Credit } from "./credit.js";
import { Pump } from "./pump.js";
import { StreamBuffer, type StreamBufferOptions } from "./stream-buffer.js";

/** A buffer of numbers with a window of 100 bytes, and what it asked of the sender. */
function create(options: Partial<StreamBufferOptions<number>> = {}) {
  const grant = vi.fn<(bytes: number) => void>();
  const stop = vi.fn<() => void>();
  const buffer = new StreamBuffer<number>({ windowBytes: 100, read: (wire) => wire, grant, stop, ...options });
  return { buffer, grant, stop };
}

const item = (value: number) => ({ done: false, value });
const end = { done: true, value: undefined };

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const one of source) items.push(one);
  return items;
}

describe("reading", () => {
  test("items in their order, then the end", async () => {
    const { buffer, stop } = create();
    for (const n of [1, 2, 3]) expect(buffer.push(n, 1)).toBe(true);
    buffer.end();
    expect(await all(buffer)).toEqual([1, 2, 3]);
    expect(await buffer.next()).toEqual(end);
    expect(stop).not.toHaveBeenCalled();
  });

  test("a reader that came first gets what comes later", async () => {
    const { buffer } = create();
    const first = buffer.next();
    expect(await settled(first)).toBe(false);
    buffer.push(1, 1);
    expect(await first).toEqual(item(1));
  });

  test("several next at once are served in their order, and the end is for all the others", async () => {
    const { buffer } = create();
    const steps = [buffer.next(), buffer.next(), buffer.next(), buffer.next()];
    buffer.push(1, 1);
    buffer.push(2, 1);
    buffer.end();
    expect(await Promise.all(steps)).toEqual([item(1), item(2), end, end]);
  });

  test("asynchronous reads hold up nobody but who asked", async () => {
    const waiting: ((value: number) => void)[] = [];
    const { buffer } = create({ read: () => new Promise((resolve) => waiting.push(resolve)) });
    buffer.push("a", 1);
    buffer.push("b", 1);
    const first = buffer.next();
    const second = buffer.next();
    waiting[1]?.(2);
    expect(await second).toEqual(item(2));
    expect(await settled(first)).toBe(false);
    waiting[0]?.(1);
    expect(await first).toEqual(item(1));
  });

  test("undefined is an item like any other", async () => {
    const buffer = new StreamBuffer({ windowBytes: 9, read: () => undefined, grant: () => {}, stop: () => {} });
    buffer.push(undefined, 1);
    expect(await buffer.next()).toEqual({ done: false, value: undefined });
  });

  test("an item is read when it is asked for, and not before", async () => {
    const read = vi.fn((wire: Wire) => wire as number);
    const { buffer } = create({ read });
    buffer.push(1, 1);
    buffer.push(2, 1);
    await buffer.next();
    expect(read).toHaveBeenCalledOnce();
  });

  test("100,000 small items cost no more each than a few", async () => {
    const costOf = async (items: number): Promise<number> => {
      const { buffer } = create({ windowBytes: Number.POSITIVE_INFINITY });
      const startedMs = performance.now();
      for (let i = 0; i < items; i++) buffer.push(i, 1);
      buffer.end();
      for await (const _ of buffer);
      return (performance.now() - startedMs) / items;
    };
    await costOf(10_000);
    const few = await costOf(10_000);
    // What is quadratic takes ten times as much for each; the rest is room for a busy machine.
    expect(await costOf(100_000)).toBeLessThan(Math.max(few, 0.001) * 5);
  });
});

describe("credit", () => {
  test("an item without credit is not taken", async () => {
    const { buffer } = create();
    expect(buffer.push(1, 99)).toBe(true);
    expect(buffer.push(2, 1)).toBe(true);
    expect(buffer.push(3, 1)).toBe(false);
    buffer.end();
    expect(await all(buffer)).toEqual([1, 2]);
  });

  test("an item may be larger than the window, and the next is due when all of it is paid", async () => {
    const { buffer, grant } = create();
    expect(buffer.push(1, 1000)).toBe(true);
    expect(buffer.push(2, 1)).toBe(false);
    await buffer.next();
    expect(grant.mock.calls).toEqual([[1000]]);
    expect(buffer.push(2, 1)).toBe(true);
  });

  test("nothing is granted for what nobody reads", () => {
    const { buffer, grant } = create();
    for (let i = 0; i < 10; i++) buffer.push(i, 10);
    expect(grant).not.toHaveBeenCalled();
  });

  test("it is granted by halves of the window", async () => {
    const { buffer, grant } = create();
    for (let i = 0; i < 10; i++) buffer.push(i, 10);
    for (let i = 0; i < 4; i++) await buffer.next();
    expect(grant).not.toHaveBeenCalled();
    await buffer.next();
    expect(grant.mock.calls).toEqual([[50]]);
    for (let i = 0; i < 5; i++) await buffer.next();
    expect(grant.mock.calls).toEqual([[50], [50]]);
  });

  test("what a waiting reader takes at once is granted as well", async () => {
    const { buffer, grant } = create();
    const step = buffer.next();
    buffer.push(1, 60);
    expect(grant.mock.calls).toEqual([[60]]);
    await step;
  });

  test("nothing is granted after the end", async () => {
    const { buffer, grant } = create();
    buffer.push(1, 100);
    buffer.end();
    await all(buffer);
    expect(grant).not.toHaveBeenCalled();
  });

  test("a sender is held to its credit though nobody reads any further", async () => {
    const { buffer } = create();
    await buffer.return();
    expect(buffer.push(1, 60)).toBe(true);
    expect(buffer.push(2, 60)).toBe(true);
    expect(buffer.push(3, 1)).toBe(false);
  });
});

describe("the end", () => {
  test("fail: what came is still read, then the error is told once", async () => {
    const { buffer, stop } = create();
    buffer.push(1, 1);
    buffer.fail(new Error("lost"));
    expect(await buffer.next()).toEqual(item(1));
    await expect(buffer.next()).rejects.toThrow("lost");
    expect(await buffer.next()).toEqual(end);
    expect(stop).not.toHaveBeenCalled();
  });

  test("abort: what came and was not read is forgotten", async () => {
    const { buffer, stop } = create();
    buffer.push(1, 1);
    buffer.abort(new Error("cancelled"));
    await expect(all(buffer)).rejects.toThrow("cancelled");
    expect(await buffer.next()).toEqual(end);
    expect(stop).not.toHaveBeenCalled();
  });

  test.each(["fail", "abort"] as const)("%s with readers waiting: the first is told, the others end", async (how) => {
    const { buffer } = create();
    const steps = [buffer.next(), buffer.next(), buffer.next()];
    buffer[how](new Error("cancelled"));
    await expect(steps[0]).rejects.toThrow("cancelled");
    expect(await Promise.all(steps.slice(1))).toEqual([end, end]);
  });

  test.each(["fail", "abort"] as const)("%s with nothing as the error is an error still", async (how) => {
    const { buffer } = create();
    buffer[how](undefined);
    expect(await buffer.next().catch((error: unknown) => ["rejected", error])).toEqual(["rejected", undefined]);
  });

  test("abort takes the place of an end that was not read yet", async () => {
    const { buffer } = create();
    buffer.push(1, 1);
    buffer.end();
    buffer.abort(new Error("timeout"));
    await expect(buffer.next()).rejects.toThrow("timeout");
  });

  test("the first of end and fail holds", async () => {
    const ended = create().buffer;
    ended.end();
    ended.fail(new Error("late"));
    expect(await ended.next()).toEqual(end);

    const failed = create().buffer;
    failed.fail(new Error("first"));
    failed.end();
    await expect(failed.next()).rejects.toThrow("first");
  });

  test("after the end was told, abort changes nothing, and neither does what still comes", async () => {
    const { buffer } = create();
    buffer.end();
    expect(await buffer.next()).toEqual(end);
    buffer.abort(new Error("late"));
    buffer.push(1, 1);
    expect(await buffer.next()).toEqual(end);
  });

  test("an error that nobody asks for bothers nobody", async () => {
    const unhandled = vi.fn();
    process.once("unhandledRejection", unhandled);
    const { buffer } = create();
    buffer.abort(new Error("unread"));
    await buffer.return();
    expect(await settled(new Promise(() => {}))).toBe(false);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("a reader that leaves", () => {
  test("tells the sender to stop, once, and finds nothing any more", async () => {
    const { buffer, stop, grant } = create();
    buffer.push(1, 100);
    expect(await buffer.return()).toEqual(end);
    await buffer.return();
    expect(stop).toHaveBeenCalledOnce();
    expect(await buffer.next()).toEqual(end);
    expect(grant).not.toHaveBeenCalled();
  });

  test("by breaking out of its loop", async () => {
    const { buffer, stop } = create();
    buffer.push(1, 1);
    buffer.push(2, 1);
    for await (const one of buffer) {
      expect(one).toBe(1);
      break;
    }
    expect(stop).toHaveBeenCalledOnce();
  });

  test("while next waits, which ends", async () => {
    const { buffer } = create();
    const steps = [buffer.next(), buffer.next()];
    await buffer.return();
    expect(await Promise.all(steps)).toEqual([end, end]);
  });

  test("while an item is read: that read still gives its item", async () => {
    let give = (_value: number): void => {};
    const { buffer } = create({
      read: () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    });
    buffer.push(1, 1);
    const step = buffer.next();
    await buffer.return();
    give(1);
    expect(await step).toEqual(item(1));
    expect(await buffer.next()).toEqual(end);
  });

  test("after the end: there is nobody to stop", async () => {
    const { buffer, stop } = create();
    buffer.push(1, 1);
    buffer.end();
    await buffer.return();
    expect(stop).not.toHaveBeenCalled();
  });

  test("is not called back by what comes later", async () => {
    const { buffer } = create();
    await buffer.return();
    buffer.push(1, 1);
    buffer.fail(new Error("late"));
    buffer.abort(new Error("late"));
    expect(await buffer.next()).toEqual(end);
  });
});

describe.each(["throws", "rejects"])("a read that %s", (how) => {
  const read = (wire: Wire): number | Promise<number> => {
    if (wire !== "bad") return wire;
    if (how === "throws") throw new Error("no such item");
    return Promise.reject(new Error("no such item"));
  };

  test("fails, and ends the stream", async () => {
    const { buffer, stop } = create({ read });
    for (const wire of [1, "bad", 3]) buffer.push(wire, 1);
    expect(await buffer.next()).toEqual(item(1));
    await expect(buffer.next()).rejects.toThrow("no such item");
    expect(await buffer.next()).toEqual(end);
    expect(stop).toHaveBeenCalledOnce();
  });

  test("with readers waiting: the one whose item it was is told, the others end", async () => {
    const { buffer, stop } = create({ read });
    const steps = [buffer.next(), buffer.next(), buffer.next()];
    buffer.push("bad", 1);
    await expect(steps[0]).rejects.toThrow("no such item");
    expect(await Promise.all(steps.slice(1))).toEqual([end, end]);
    expect(stop).toHaveBeenCalledOnce();
  });

  test("of the last item: there is nobody to stop", async () => {
    const { buffer, stop } = create({ read });
    buffer.push("bad", 1);
    buffer.end();
    await expect(buffer.next()).rejects.toThrow("no such item");
    expect(stop).not.toHaveBeenCalled();
  });
});

test("any items, window, network and reader: within the credit, in order, complete, and never stuck", async () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 500 })), {
    maxLength: 60,
  });
  /** Turns of the microtask queue that somebody takes, over and over. */
  const pauses = fc.array(fc.nat(6), { minLength: 1, maxLength: 8 });

  await holdsInTime(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 100 }), pauses, pauses, async (sizes, windowBytes, slow, far) => {
      const largest = Math.max(0, ...sizes);
      const credit = new Credit(windowBytes);
      const toReceiver = line(far);
      const toSender = line(far);
      const taken: boolean[] = [];
      let unreadBytes = 0;
      const buffer = new StreamBuffer<number>({
        windowBytes,
        read: (index: number) => {
          unreadBytes -= sizes[index] as number;
          return index % 2 === 0 ? index : Promise.resolve(index);
        },
        grant: (bytes) => toSender(() => credit.grant(bytes)),
        stop: () => expect.unreachable(),
      });
      const pump = new Pump(sizes.keys(), {
        ready: () => (credit.isOpen ? undefined : credit.wait()),
        send: (index) => {
          const bytes = sizes[index] as number;
          credit.spend(bytes);
          unreadBytes += bytes;
          expect(unreadBytes).toBeLessThan(windowBytes + largest);
          toReceiver(() => taken.push(buffer.push(index, bytes)));
        },
      });

      const received: number[] = [];
      const read = async (): Promise<void> => {
        for await (const index of buffer) {
          received.push(index);
          await turns(slow[index % slow.length]);
        }
      };
      const send = async (): Promise<void> => {
        await pump.run();
        toReceiver(() => buffer.end());
      };
      expect(await settled(Promise.all([send(), read()]))).toBe(true);
      expect(received).toEqual([...sizes.keys()]);
      expect(taken).toEqual(sizes.map(() => true));
      expect(unreadBytes).toBe(0);
    }),
    300,
  );
});

/** A network's way in one direction: everything arrives in order, each thing a little later. */
function line(pauses: readonly number[]): (arrive: () => void) => void {
  let last = Promise.resolve();
  let sent = 0;
  return (arrive) => {
    const pause = pauses[sent++ % pauses.length];
    last = last.then(() => turns(pause)).then(arrive);
  };
}

async function turns(count = 0): Promise<void> {
  for (let i = 0; i < count; i++) await undefined;
}
