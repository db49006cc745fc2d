import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { keysFingerprint, serveKeys } from "./keys-server.js";
import { overTransports } from "./over-transports.js";

const text = expect.any(String);

/** A call of a procedure with a key. */
function call(id: number, path: string | number, input: unknown, key: unknown, timeoutMs: unknown = null): unknown[] {
  return [2, id, path, input, timeoutMs, key];
}

overTransports("idempotent calls", (rig) => {
  describe("a repeated key", () => {
    test("is answered with the first outcome, metadata included, and its handler does not run", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      const outcome = [{ run: 1, text: "a" }, { run: 1 }];
      expect(await client.exchange(call(0, "once", "a", "k1"))).toEqual([[3, 0, ...outcome]]);
      expect(await client.exchange(call(1, "once", "a", "k1"), call(2, "once", "a", "k1"))).toEqual([
        [3, 1, ...outcome],
        [3, 2, ...outcome],
      ]);
      expect(runs).toEqual(["once k1"]);
    });

    test("is the same on another connection, and in the other encoding", async () => {
      const { port, runs } = await serveKeys(rig);
      const maps = await rig.open(port);
      const positional = await rig.open(port, { fingerprint: keysFingerprint });
      expect(await maps.exchange(call(0, "once", "a", "k1"))).toEqual([[3, 0, { run: 1, text: "a" }, { run: 1 }]]);
      expect(await positional.exchange(call(0, 2, "a", "k1"))).toEqual([[3, 0, [1, "a"], [1]]]);
      expect(await positional.exchange(call(0, 2, "b", "k2"))).toEqual([[3, 0, [2, "b"], [2]]]);
      expect(await maps.exchange(call(0, "once", "b", "k2"))).toEqual([[3, 0, { run: 2, text: "b" }, { run: 2 }]]);
      expect(runs).toEqual(["once k1", "once k2"]);
    });

    test("while the first runs waits for its outcome", async () => {
      const { port, runs, answer } = await serveKeys(rig);
      const [first, second] = [await rig.open(port), await rig.open(port)];
      expect(await first.exchange(call(0, "wait", "x", "k1"))).toEqual([]);
      expect(await first.exchange(call(1, "wait", "x", "k1"))).toEqual([]);
      expect(await second.exchange(call(0, "wait", "x", "k1"))).toEqual([]);
      answer("x");
      const answers = [await first.receive(), await first.receive()];
      expect(answers.sort()).toEqual([
        [3, 0, 1],
        [3, 1, 1],
      ]);
      expect(await second.receive()).toEqual([3, 0, 1]);
      expect(runs).toEqual(["wait k1"]);
    });

    test("that waits may be cancelled by itself, or run into its own deadline", async () => {
      const { port, runs, answer } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange(call(0, "wait", "x", "k1"), call(1, "wait", "x", "k1"));
      expect(await client.exchange([5, 1])).toEqual([[4, 1, "cancelled", text]]);
      client.send(call(1, "wait", "x", "k1", 50));
      expect(await client.receive()).toEqual([4, 1, "timeout", text]);
      answer("x");
      expect(await client.receive()).toEqual([3, 0, 1]);
      expect(runs).toEqual(["wait k1"]);
    });

    test("of another procedure has nothing to do with it", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange(call(0, "once", "a", "k1"));
      expect(await client.exchange(call(0, "other", "a", "k1"))).toEqual([[3, 0, "a"]]);
      expect(runs).toEqual(["once k1", "other k1"]);
    });

    test("of a procedure without an output is answered without one", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      expect(await client.exchange(call(0, "silent", null, "k1"), call(1, "silent", null, "k1"))).toEqual([
        [3, 0],
        [3, 1],
      ]);
      expect(runs).toHaveLength(1);
    });

    test.each([
      ["declared", [4, 0, "Refused", "no, thank you", { at: new Date(5) }], [[5]]],
      ["forbidden", [4, 0, "forbidden", "not you"], []],
      ["broken", [4, 0, "internal", "the handler failed"], []],
    ])("is answered with the first error, too: %s", async (how, error, positionalData) => {
      const { port, runs } = await serveKeys(rig);
      const maps = await rig.open(port);
      const positional = await rig.open(port, { fingerprint: keysFingerprint });
      for (let round = 0; round < 2; round++) {
        expect(await maps.exchange(call(0, "fail", how, "k1"))).toEqual([error]);
      }
      expect(await positional.exchange(call(0, 0, how, "k1"))).toEqual([[...error.slice(0, 4), ...positionalData]]);
      expect(runs).toEqual(["fail k1"]);
    });

    test("whose input is wrong never ran, and leaves the key free", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      expect((await client.exchange(call(0, "once", 5, "k1")))[0]?.[2]).toBe("invalid_input");
      expect((await client.exchange(call(0, "once", "a", "k1")))[0]?.[0]).toBe(3);
      expect(runs).toEqual(["once k1"]);
    });

    test("of a call that was cancelled is answered alike: it may have run", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange(call(0, "wait", "x", "k1"));
      const cancelled = [4, 0, "cancelled", text];
      expect(await client.exchange([5, 0])).toEqual([cancelled]);
      expect(await client.exchange(call(0, "wait", "x", "k1"))).toEqual([cancelled]);
      expect(runs).toEqual(["wait k1"]);
    });
  });

  describe("the end of the connection", () => {
    test("does not end the call, and its answer waits for who comes back", async () => {
      const { port, runs, aborted, answer } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange(call(0, "wait", "x", "k1"));
      client.vanish();
      await client.closed;
      const next = await rig.open(port);
      expect(await next.exchange(call(0, "wait", "x", "k1"))).toEqual([]);
      answer("x");
      expect(await next.receive()).toEqual([3, 0, 1]);
      expect([runs, aborted]).toEqual([["wait k1"], []]);
    });

    test("does not end its deadline", async () => {
      const { port, server, aborted } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange(call(0, "wait", "x", "k1", 100));
      client.vanish();
      await eventually("the server has noticed", () => server.connectionCount === 0);
      await eventually("the handler is told", () => aborted.length === 1);
      expect(aborted).toEqual(["timeout"]);
    });

    test("ends a call of the same procedure without a key", async () => {
      const { port, aborted } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange([2, 0, "wait", "x"]);
      client.vanish();
      await eventually("the handler is told", () => aborted.length === 1);
      expect(aborted).toEqual(["connection_lost"]);
    });
  });

  describe("keys", () => {
    test("are not needed", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      await client.exchange([2, 0, "once", "a"], [2, 1, "once", "a"], call(2, "once", "a", null));
      expect(runs).toEqual(["once undefined", "once undefined", "once undefined"]);
    });

    test("have 1 to 128 bytes", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      for (const key of ["k", "x".repeat(128), "é".repeat(64), "\0"]) {
        expect((await client.exchange(call(0, "once", "a", key)))[0]?.[0], key).toBe(3);
      }
      expect(runs).toHaveLength(4);
      for (const key of ["", "x".repeat(129), "é".repeat(65), 5, true, ["k"], { k: 1 }, Buffer.of(1)]) {
        expect(await client.exchange(call(0, "once", "a", key)), String(key)).toEqual([
          [4, 0, "invalid_input", text, { issues: [{ path: [], message: text }] }],
        ]);
      }
      expect(runs).toHaveLength(4);
    });

    test("are incompatible with a procedure that is not idempotent", async () => {
      const { port, runs } = await serveKeys(rig);
      const client = await rig.open(port);
      expect(await client.exchange(call(0, "plain", "a", "k1"))).toEqual([[4, 0, "incompatible", text]]);
      expect(runs).toEqual([]);
    });
  });

  test("maxIdempotencyKeys: one more is answered with limit_exceeded, and those that are known as before", async () => {
    const { port, runs } = await serveKeys(rig, { limits: { maxIdempotencyKeys: 2 } });
    const client = await rig.open(port);
    await client.exchange(call(0, "other", "a", "k1"), call(1, "other", "b", "k2"));
    const exceeded = [4, 0, "limit_exceeded", text, { limit: "maxIdempotencyKeys", max: 2 }];
    expect(await client.exchange(call(0, "other", "c", "k3"))).toEqual([exceeded]);
    expect(await client.exchange(call(0, "other", "a", "k1"), call(1, "plain", "a", null))).toEqual([
      [3, 0, "a"],
      [3, 1, "a"],
    ]);
    expect(runs).toEqual(["other k1", "other k2", "plain undefined"]);
  });

  test("an outcome is kept for 10 seconds past the deadline, at most for the window of the procedure", async () => {
    const lifetimesMs: number[] = [];
    const { port } = await serveKeys(rig, {
      idempotency: {
        store: {
          claim: (_key, lifetimeMs) => {
            lifetimesMs.push(lifetimeMs);
            return { state: "run" };
          },
          settle: () => undefined,
          release: () => undefined,
        },
      },
    });
    const client = await rig.connect(port);
    await client.hello("", null, 20_000);
    const timeoutsMs = [5_000, null, 500_000, 0];
    await client.exchange(...timeoutsMs.map((timeoutMs, id) => call(id, "silent", null, "k1", timeoutMs)));
    await client.exchange(...timeoutsMs.map((timeoutMs, id) => call(id, "long", null, "k1", timeoutMs)));
    const seconds = lifetimesMs.map((lifetimeMs) => Math.round(lifetimeMs / 1_000));
    expect(seconds).toEqual([15, 30, 300, 300, 15, 30, 510, 1_000]);
  });

  test("a call whose answer nobody took is over before the server has drained", async () => {
    const { port, server, answer } = await serveKeys(rig);
    const client = await rig.open(port);
    await client.exchange(call(0, "wait", "x", "k1"));
    client.vanish();
    await eventually("the server has noticed", () => server.connectionCount === 0);
    let isDrained = false;
    const drained = server.drain({ graceMs: 4_000 }).then(() => {
      isDrained = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isDrained).toBe(false);
    answer("x");
    await drained;
  });

  test("a call that nobody comes back for hears that the server has closed", async () => {
    const { port, server, aborted } = await serveKeys(rig);
    const [vanished, waiting] = [await rig.open(port), await rig.open(port)];
    await vanished.exchange(call(0, "wait", "x", "k1"));
    await waiting.exchange(call(0, "wait", "y", "k2"));
    vanished.vanish();
    await eventually("the server has noticed", () => server.connectionCount === 1);
    await server.close({ graceMs: 50 });
    await eventually("both are told", () => aborted.length === 2);
    expect(aborted).toEqual(["closed", "closed"]);
  });
});
