import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serveEcho } from "./echo-server.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import { rulesFingerprint, serveRules } from "./rules-server.js";

overTransports("calls", (rig) => {
  describe("answers", () => {
    test("every call has exactly one, in whatever order they are ready", async () => {
      const { port, waiting } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([2, 0, "wait", "first"], [2, 1, "wait", "second"], [2, 2, "add", { a: 1, b: 2 }]);
      expect(await client.receive()).toEqual([3, 2, 3]);
      waiting.get("second")?.answer("2");
      expect(await client.receive()).toEqual([3, 1, "2"]);
      waiting.get("first")?.answer("1");
      expect(await client.receive()).toEqual([3, 0, "1"]);
      expect(await client.exchange()).toEqual([]);
    });

    test("a result has no output where the procedure declares none", async () => {
      const { port } = await serveRules(rig);
      for (const fingerprint of ["", rulesFingerprint]) {
        const client = await rig.open(port, { fingerprint });
        expect(await client.exchange([2, 0, "nothing"])).toEqual([[3, 0]]);
      }
    });
  });

  describe("ids", () => {
    test("one in use ends the connection with 4400", async () => {
      const { port, aborted } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([2, 5, "wait", "x"], [2, 5, "add", { a: 1, b: 2 }]);
      expect((await client.closed).code).toBe(4400);
      expect(client.frames).toEqual([]);
      expect(aborted).toEqual([["x", "closed"]]);
    });

    test("one that was answered may be used again, also in the same message", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      const call = [2, 0, "add", { a: 1, b: 2 }];
      expect(await client.exchange(call, call)).toEqual([
        [3, 0, 3],
        [3, 0, 3],
      ]);
      expect(await client.exchange([2, 0, "fail", "bug"], [2, 0, "nope"], call)).toHaveLength(3);
    });

    test("calls and subscriptions have ids of their own", async () => {
      const { port, waiting } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([2, 0, "wait", "x"], [6, 0, "news"]);
      expect((await client.receive())[0]).toBe(7);
      waiting.get("x")?.answer("done");
      expect(await client.receive()).toEqual([3, 0, "done"]);
    });
  });

  describe("cancel", () => {
    test("a call that runs is answered with cancelled, once, and its handler is told", async () => {
      const { port, waiting, aborted } = await serveRules(rig);
      const client = await rig.open(port);
      await client.exchange([2, 0, "wait", "stubborn"]);
      expect(await client.exchange([5, 0], [5, 0])).toEqual([[4, 0, "cancelled", expect.any(String)]]);
      expect(aborted).toEqual([["stubborn", "cancelled"]]);
      waiting.get("stubborn")?.answer("too late");
      expect(await client.exchange()).toEqual([]);
      expect(await client.exchange([2, 0, "add", { a: 1, b: 2 }])).toEqual([[3, 0, 3]]);
    });

    test("a call whose answer is on its way is left as it is", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      expect(await client.exchange([2, 0, "add", { a: 1, b: 2 }], [5, 0])).toEqual([[3, 0, 3]]);
    });

    test("an id that is not in use is left as it is", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      expect(await client.exchange([5, 0], [5, 99], [5, 2 ** 40])).toEqual([]);
    });

    test("the end of the connection tells the handlers of its calls", async () => {
      const { port, aborted } = await serveRules(rig);
      const client = await rig.open(port);
      await client.exchange([2, 0, "wait", "x"], [2, 1, "wait", "y"]);
      await client.close();
      await expect
        .poll(() => aborted)
        .toEqual([
          ["x", "connection_lost"],
          ["y", "connection_lost"],
        ]);
    });
  });

  describe("errors", () => {
    const issue = (path: (string | number)[]) => ({ path, message: expect.any(String), code: expect.any(String) });

    test.each(["maps", "positional"])("invalid_input, %s", async (encoding) => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint: encoding === "maps" ? "" : rulesFingerprint });
      const [call] = encoding === "maps" ? [[2, 0, "add", { a: "1", b: 2 }]] : [[2, 0, 0, ["1", 2]]];
      const data = { issues: [issue(["a"])] };
      expect(await client.exchange(call)).toEqual([[4, 0, "invalid_input", expect.stringContaining("a:"), data]]);
      // The data is self-describing in either encoding, and no payload of another structure ends the connection.
      for (const payload of [null, 5, "x", true, [], {}, [[]], Buffer.of(1), new Date(0), [1, 2, 3].map(String)]) {
        const [answer] = await client.exchange([2, 0, encoding === "maps" ? "add" : 0, payload]);
        expect(answer).toMatchObject([4, 0, "invalid_input", expect.any(String), { issues: expect.any(Array) }]);
      }
    });

    test("invalid_input lists the first 20 issues", async () => {
      const echo = await serveEcho(rig, { type: z.array(z.int()) });
      const { answer } = await echo.maps("type", encodeFrames([Array.from({ length: 1_000 }, () => "one")]));
      expect((answer[4] as { issues: unknown[] }).issues).toEqual(
        Array.from({ length: 20 }, (_, index) => issue([index])),
      );
    });

    test("unknown_procedure, by path, by number and by neither", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint: rulesFingerprint });
      const names = ["nope", "", "add.", "constructor", "__proto__", "news", 99, -1, 1.5, 2 ** 40];
      for (const name of [...names, null, true, ["length"], [["add"]], {}, Buffer.of(0), new Date(0), 5n]) {
        expect(await client.exchange([2, 0, name, { a: 1, b: 2 }])).toEqual([
          [4, 0, "unknown_procedure", expect.any(String)],
        ]);
      }
    });

    test.each(["maps", "positional"])("a declared one, %s", async (encoding) => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint: encoding === "maps" ? "" : rulesFingerprint });
      expect(await client.exchange([2, 0, "fail", "declared"])).toEqual([
        [4, 0, "Refused", "no, thank you", encoding === "maps" ? { why: new Date(5) } : [new Date(5)]],
      ]);
    });

    test("forbidden", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      expect(await client.exchange([2, 0, "fail", "forbidden"])).toEqual([[4, 0, "forbidden", "not you"]]);
    });

    test.each(["bug", "a wrong output", "data that cannot travel"])(
      "internal, for %s, and nothing of the cause",
      async (how) => {
        const { port, faults } = await serveRules(rig);
        const client = await rig.open(port);
        expect(await client.exchange([2, 0, "fail", how])).toEqual([[4, 0, "internal", "the handler failed"]]);
        expect(faults).toMatchObject([{ during: "call", path: "fail" }]);
      },
    );
  });
});
