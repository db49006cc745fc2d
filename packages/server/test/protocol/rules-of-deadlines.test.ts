import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { overTransports } from "./over-transports.js";
import { rulesFingerprint, serveRules } from "./rules-server.js";
import { settle } from "./settle.js";
import { forms, serveStreams } from "./streams-server.js";

const text = expect.any(String);
const timeout = (id: number) => [4, id, "timeout", text];

overTransports("deadlines", (rig) => {
  describe.each(["", rulesFingerprint])("of a call, fingerprint %j", (fingerprint) => {
    const wait = fingerprint === "" ? "wait" : 5;

    test("past it the answer is timeout, once, and the handler is told", async () => {
      const { port, waiting, aborted } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint });
      const startedAtMs = performance.now();
      client.send([2, 0, wait, "stubborn", 80]);
      expect(await client.receive()).toEqual(timeout(0));
      const tookMs = performance.now() - startedAtMs;
      expect(tookMs).toBeGreaterThan(70);
      expect(tookMs).toBeLessThan(1_000);
      expect(aborted).toEqual([["stubborn", "timeout"]]);
      waiting.get("stubborn")?.answer("too late");
      expect(await client.exchange([5, 0])).toEqual([]);
      expect(await client.exchange([2, 0, "add", { a: 1, b: 2 }])).toEqual([[3, 0, 3]]);
    });

    test("before it nothing happens", async () => {
      const { port, waiting } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint });
      await client.exchange([2, 0, wait, "x", 60_000]);
      waiting.get("x")?.answer("done");
      expect(await client.receive()).toEqual([3, 0, "done"]);
    });
  });

  test("the earliest of many comes first, whatever their order", async () => {
    const { port, aborted } = await serveRules(rig);
    const client = await rig.open(port);
    client.send([2, 0, "wait", "c", 150], [2, 1, "wait", "a", 30], [2, 2, "wait", "b", 90], [2, 3, "wait", "d", 1e15]);
    for (const id of [1, 2, 0]) expect(await client.receive()).toEqual(timeout(id));
    expect(aborted.map(([name]) => name)).toEqual(["a", "b", "c"]);
    expect(await client.exchange([5, 3])).toEqual([[4, 3, "cancelled", text]]);
  });

  test("one that the hello brings is that of every call without its own, and 0 says never", async () => {
    const { port, aborted } = await serveRules(rig);
    const client = await rig.connect(port);
    await client.hello("", null, 80);
    client.send([2, 0, "wait", "default"], [2, 1, "wait", "nil", null], [2, 2, "wait", "never", 0]);
    client.send([2, 3, "wait", "own", 60_000]);
    expect([await client.receive(), await client.receive()].sort()).toEqual([timeout(0), timeout(1)]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await client.exchange([5, 2], [5, 3])).toEqual([
      [4, 2, "cancelled", text],
      [4, 3, "cancelled", text],
    ]);
    expect(aborted.map(([name, code]) => `${name} ${code}`).sort()).toEqual([
      "default timeout",
      "never cancelled",
      "nil timeout",
      "own cancelled",
    ]);
  });

  test("without any a call has none", async () => {
    const { port } = await serveRules(rig);
    const client = await rig.open(port);
    client.send([2, 0, "wait", "x"]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await client.exchange([5, 0])).toEqual([[4, 0, "cancelled", text]]);
  });

  test("one that is no number from 0 is invalid_input", async () => {
    const { port } = await serveRules(rig);
    const client = await rig.open(port);
    for (const timeoutMs of [-1, Number.NaN, "80", true, [80], 5n]) {
      const [answer] = await client.exchange([2, 0, "add", { a: 1, b: 2 }, timeoutMs]);
      expect(answer).toEqual([4, 0, "invalid_input", text, { issues: [{ path: [], message: text }] }]);
    }
    for (const timeoutMs of [0.5, 2 ** 60, Infinity]) {
      expect(await client.exchange([2, 0, "add", { a: 1, b: 2 }, timeoutMs])).toEqual([[3, 0, 3]]);
    }
  });

  test("a hello whose timeoutMs or windowBytes is no number above 0 ends the connection with 4400", async () => {
    const { port } = await serveRules(rig);
    for (const rest of [[-1], ["5"], [Number.NaN], [null, 0], [null, -5], [null, "all"]]) {
      const client = await rig.connect(port);
      client.send([0, "", null, ...rest]);
      expect((await client.closed).code, String(rest)).toBe(4400);
    }
  });

  test("the server's own, maxHandlerMs, is answered with limit_exceeded, unless the caller's is earlier", async () => {
    const { port, aborted } = await serveRules(rig, { limits: { maxHandlerMs: 100 } });
    const client = await rig.open(port);
    client.send([2, 0, "wait", "a"], [2, 1, "wait", "b", 60_000], [2, 2, "wait", "c", 30], [2, 3, "wait", "d", 0]);
    expect(await client.receive()).toEqual(timeout(2));
    const exceeded = (id: number) => [4, id, "limit_exceeded", text, { limit: "maxHandlerMs", max: 100 }];
    const answers = [await client.receive(), await client.receive(), await client.receive()];
    expect(answers.sort()).toEqual([exceeded(0), exceeded(1), exceeded(3)]);
    expect(aborted.slice(1).map(([, code]) => code)).toEqual(["limit_exceeded", "limit_exceeded", "limit_exceeded"]);
  });

  describe.each(forms)("of a stream, in $encoding", (form) => {
    test.each(["count", "collect", "double"])("past it %s ends with timeout, and so does its handler", async (path) => {
      const { port, ends } = await serveStreams(rig);
      const client = await rig.open(port, { fingerprint: form.fingerprint });
      const [streams, input] =
        path === "count" ? [2, form.payload({ to: 2, ending: "hang" })] : [path === "collect" ? 1 : 3, null];
      client.send([14, 0, form.name(path), streams, input, 80]);
      if (path !== "count") client.send([15, 0, form.payload({ n: 4 })]);
      await client.until(() => client.frames.some(([kind]) => kind === 4));
      expect(client.frames.splice(0).at(-1)).toEqual(timeout(0));
      await eventually("the handler has ended", () => ends.length === 1);
      expect(ends).toEqual([`${path}: timeout`]);
      expect(await client.exchange([15, 0, form.payload({ n: 4 })], [16, 0, 5], [17, 0], [5, 0])).toEqual([]);
    });

    test("it has none without its own, whatever the hello and the server say", async () => {
      const { port } = await serveStreams(rig, { limits: { maxHandlerMs: 50 } });
      const client = await rig.connect(port);
      await client.hello(form.fingerprint, null, 50);
      client.send([14, 0, form.name("collect"), 1], [14, 1, form.name("collect"), 1, null, 0]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await settle(client, [17, 0], [15, 1, form.payload({ n: 1 })])).toEqual([[3, 0, []]]);
      client.send([17, 1]);
      expect(await client.receive()).toEqual([3, 1, [1]]);
    });
  });
});
