import { describe, expect, test, vi } from "vitest";
import { settled } from "../../test/settled.js";
import { Credit } from "./credit.js";
import { isItems, Pump, type Sink } from "./pump.js";

/** A sink that always has room. */
function collect<T>(): { sink: Sink<T>; items: T[] } {
  const items: T[] = [];
  return { items, sink: { ready: () => undefined, send: (item) => void items.push(item) } };
}

/** Numbers from 0 without an end; `log` tells what happened to it. */
async function* count(log: string[] = []): AsyncGenerator<number> {
  try {
    for (let i = 0; ; i++) {
      log.push(`asked ${i}`);
      yield i;
    }
  } finally {
    log.push("finally");
  }
}

describe("what it moves", () => {
  const sources: Record<string, () => ConstructorParameters<typeof Pump<number>>[0]> = {
    "an array": () => [1, 2, 3],
    "an array of promises": () => [Promise.resolve(1), 2, Promise.resolve(3)],
    "a set": () => new Set([1, 2, 3]),
    "a generator": function* () {
      yield* [1, 2, 3];
    },
    "a generator of promises": function* () {
      yield* [1, 2, 3].map((n) => Promise.resolve(n));
    },
    "an async generator": async function* () {
      yield* [1, 2, 3];
    },
    "a ReadableStream": () =>
      new ReadableStream<number>({
        start(controller) {
          for (const n of [1, 2, 3]) controller.enqueue(n);
          controller.close();
        },
      }) as unknown as AsyncIterable<number>,
    "an async iterable without return": () => {
      const left = [1, 2, 3];
      return {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            const value = left.shift();
            return value === undefined ? { done: true as const, value } : { done: false as const, value };
          },
        }),
      };
    },
    "what is iterable both ways, asynchronously": () =>
      Object.assign([9, 9, 9], {
        [Symbol.asyncIterator]: async function* () {
          yield* [1, 2, 3];
        },
      }),
  };

  test.each(Object.entries(sources))("%s", async (_name, source) => {
    const { items, sink } = collect<number>();
    await new Pump(source(), sink).run();
    expect(items).toEqual([1, 2, 3]);
  });

  test("nothing, where there is nothing", async () => {
    const { items, sink } = collect();
    await new Pump([], sink).run();
    expect(items).toEqual([]);
  });

  test("one at a time: the next is asked for when the sink has taken the one before", async () => {
    const log: string[] = [];
    let taken = (): void => {};
    const pump = new Pump(count(log), {
      ready: () => undefined,
      send: (item) => {
        log.push(`sent ${item}`);
        return new Promise((resolve) => {
          taken = resolve;
        });
      },
    });
    const run = pump.run();
    expect(await settled(run)).toBe(false);
    expect(log).toEqual(["asked 0", "sent 0"]);
    taken();
    expect(await settled(run)).toBe(false);
    expect(log).toEqual(["asked 0", "sent 0", "asked 1", "sent 1"]);
    await pump.stop();
    taken();
    await run;
  });

  test("never ahead of the sink: a source is not asked for what could not leave", async () => {
    const log: string[] = [];
    const credit = new Credit(20);
    const pump = new Pump(count(log), {
      ready: () => (credit.isOpen ? undefined : credit.wait()),
      send: () => credit.spend(10),
    });
    const run = pump.run();
    expect(await settled(run)).toBe(false);
    expect(log).toEqual(["asked 0", "asked 1"]);
    credit.grant(1);
    expect(await settled(run)).toBe(false);
    expect(log).toEqual(["asked 0", "asked 1", "asked 2"]);
    await pump.stop();
    credit.close();
    await run;
  });
});

describe("what fails", () => {
  test.each([Symbol.asyncIterator, Symbol.iterator])("a source that throws at %s", (symbol) => {
    const source = {
      [symbol]() {
        throw new Error("no iterator");
      },
    };
    expect(() => new Pump(source as unknown as Iterable<number>, collect().sink)).toThrow("no iterator");
  });

  test("a source that throws, after the items that it gave", async () => {
    const { items, sink } = collect<number>();
    const pump = new Pump(
      (async function* () {
        yield 1;
        throw new Error("broken source");
      })(),
      sink,
    );
    await expect(pump.run()).rejects.toThrow("broken source");
    expect(items).toEqual([1]);
  });

  test("a promise among the items of a generator, which ends then", async () => {
    const ended = vi.fn();
    const { items, sink } = collect<number>();
    const pump = new Pump(
      (function* () {
        try {
          yield 1;
          yield Promise.reject(new Error("broken item"));
          yield 2;
        } finally {
          ended();
        }
      })(),
      sink,
    );
    await expect(pump.run()).rejects.toThrow("broken item");
    expect(items).toEqual([1]);
    expect(ended).toHaveBeenCalledOnce();
  });

  const failing: Record<string, Partial<Sink<number>>> = {
    "a sink that throws": {
      send: () => {
        throw new Error("broken sink");
      },
    },
    "a sink that rejects": { send: () => Promise.reject(new Error("broken sink")) },
    "a sink that is never ready again": { ready: () => Promise.reject(new Error("broken sink")) },
  };

  test.each(Object.entries(failing))("%s ends the source", async (_name, sink) => {
    const source = count();
    const ended = vi.spyOn(source, "return");
    await expect(new Pump(source, { ...collect<number>().sink, ...sink }).run()).rejects.toThrow("broken sink");
    expect(ended).toHaveBeenCalledOnce();
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });

  test("the first error is told, not what the source throws when it is ended because of it", async () => {
    const pump = new Pump(
      (function* () {
        try {
          yield 1;
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: what a careless source does
          throw new Error("broken finally");
        }
      })(),
      { ...collect<number>().sink, send: () => Promise.reject(new Error("broken sink")) },
    );
    await expect(pump.run()).rejects.toThrow("broken sink");
  });

  test("after it nothing is left to stop", async () => {
    const source = count();
    const pump = new Pump(source, { ...collect<number>().sink, send: () => Promise.reject(new Error("broken sink")) });
    await expect(pump.run()).rejects.toThrow("broken sink");
    const ended = vi.spyOn(source, "return");
    await pump.stop();
    expect(ended).not.toHaveBeenCalled();
  });
});

describe("stop", () => {
  test("ends a generator that waits at a yield, though the sink has no room", async () => {
    const log: string[] = [];
    const credit = new Credit(1);
    const pump = new Pump(count(log), {
      ready: () => (credit.isOpen ? undefined : credit.wait()),
      send: () => credit.spend(1),
    });
    const run = pump.run();
    expect(await settled(run)).toBe(false);
    await pump.stop();
    expect(log).toEqual(["asked 0", "finally"]);
    credit.close();
    await run;
    expect(log).toEqual(["asked 0", "finally"]);
  });

  test("before the first item: the source is never asked", async () => {
    const log: string[] = [];
    const { items, sink } = collect<number>();
    const pump = new Pump(count(log), sink);
    await pump.stop();
    await pump.run();
    expect([log, items]).toEqual([[], []]);
  });

  test("while the source is in an await: what it still gives is not sent, and its finally runs", async () => {
    const log: string[] = [];
    let give = (): void => {};
    const { items, sink } = collect<number>();
    const pump = new Pump(
      (async function* () {
        try {
          await new Promise<void>((resolve) => {
            give = resolve;
          });
          yield 1;
        } finally {
          log.push("finally");
        }
      })(),
      sink,
    );
    const run = pump.run();
    expect(await settled(run)).toBe(false);
    const stop = pump.stop();
    expect(await settled(Promise.race([stop, run]))).toBe(false);
    give();
    await Promise.all([stop, run]);
    expect([log, items]).toEqual([["finally"], []]);
  });

  test("while a promise among the items is waited for", async () => {
    let give = (_item: number): void => {};
    const { items, sink } = collect<number>();
    const pump = new Pump(
      [
        new Promise<number>((resolve) => {
          give = resolve;
        }),
      ],
      sink,
    );
    const run = pump.run();
    expect(await settled(run)).toBe(false);
    await pump.stop();
    give(1);
    await run;
    expect(items).toEqual([]);
  });

  test("what source or sink throws because of it is not an error of the stream", async () => {
    const signal = new AbortController();
    const { sink } = collect<number>();
    const bySource = new Pump(
      (async function* () {
        yield 1;
        await new Promise((_, reject) => signal.signal.addEventListener("abort", () => reject(signal.signal.reason)));
      })(),
      sink,
    );
    const bySink = new Pump(count(), {
      ...sink,
      send: () =>
        new Promise((_, reject) => signal.signal.addEventListener("abort", () => reject(signal.signal.reason))),
    });
    const runs = Promise.all([bySource.run(), bySink.run()]);
    expect(await settled(runs)).toBe(false);
    const stops = Promise.all([bySource.stop(), bySink.stop()]);
    signal.abort(new Error("aborted"));
    await Promise.all([runs, stops]);
  });

  test.each(["throws", "rejects"])("a source whose return %s says so to who stops it, and only there", async (how) => {
    const credit = new Credit(0);
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: 1 }),
        return: (): Promise<IteratorResult<number>> => {
          if (how === "throws") throw new Error("broken return");
          return Promise.reject(new Error("broken return"));
        },
      }),
    };
    const pump = new Pump<number>(source, { ...collect().sink, ready: () => credit.wait() });
    const run = pump.run();
    await expect(pump.stop()).rejects.toThrow("broken return");
    credit.close();
    await run;
  });

  test("a second time, and after the end, it does nothing", async () => {
    const source = count();
    const ended = vi.spyOn(source, "return");
    const pump = new Pump(source, collect<number>().sink);
    await Promise.all([pump.stop(), pump.stop()]);
    expect(ended).toHaveBeenCalledOnce();

    const none = { next: () => ({ done: true as const, value: undefined }), return: vi.fn() };
    const done = new Pump({ [Symbol.iterator]: () => none }, collect().sink);
    await done.run();
    await done.stop();
    expect(none.return).not.toHaveBeenCalled();
  });
});

test("what can be pumped", () => {
  const can = [[], new Set(), new Map(), new Uint8Array(), count(), new ReadableStream(), [][Symbol.iterator]()];
  const cannot = ["text", 5, null, undefined, {}, count, new Date(), Promise.resolve([])];
  expect(can.map(isItems)).toEqual(can.map(() => true));
  expect(cannot.map(isItems)).toEqual(cannot.map(() => false));
});
