import { defineSchema, fingerprintOf, procedure } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { overTransports } from "./over-transports.js";
import { nothing } from "./plain-msgpack.js";
import { rulesFingerprint, serveRules } from "./rules-server.js";

overTransports("frames", (rig) => {
  describe("messages", () => {
    test("a text message ends the connection with 4400", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      client.socket.send("hello");
      expect((await client.closed).code).toBe(4400);
    });

    test("how frames are spread over messages has no meaning", async () => {
      const { port } = await serveRules(rig);
      const frames = [
        [0, ""],
        [2, 0, "add", { a: 1, b: 2 }],
        [6, 0, "news"],
        [11, 7],
      ];
      const joined = await rig.connect(port);
      joined.send(...frames);
      const single = await rig.connect(port);
      for (const frame of frames) single.send(frame);
      for (const client of [joined, single]) {
        await client.until(() => client.frames.length === 4);
        expect(client.frames.map(([kind]) => kind).sort()).toEqual([1, 12, 3, 7]);
      }
    });
  });

  describe("encodings", () => {
    test("paths are understood in both, numbers in the positional one", async () => {
      const { port } = await serveRules(rig);
      const positional = await rig.open(port, { fingerprint: rulesFingerprint });
      expect(await positional.exchange([2, 0, "add", { a: 1, b: 2 }], [2, 1, 0, [1, 2]])).toEqual([
        [3, 0, 3],
        [3, 1, 3],
      ]);
      const maps = await rig.open(port);
      expect(await maps.exchange([2, 0, "add", { a: 1, b: 2 }], [2, 1, 0, [1, 2]], [6, 0, 0])).toEqual([
        [3, 0, 3],
        [4, 1, "unknown_procedure", expect.any(String)],
        [10, 0, "unknown_topic", expect.any(String)],
      ]);
    });

    test("what the server sends is in the welcome's encoding, whatever the client's form", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint: rulesFingerprint });
      expect(await client.exchange([2, 0, "fail", "declared"])).toEqual([
        [4, 0, "Refused", "no, thank you", [new Date(5)]],
      ]);
    });

    test("procedures are numbered by their dotted paths in UTF-16 code units", async () => {
      const leaf = (name: string) => ({ handler: () => name, declaration: procedure({ output: z.string() }) });
      const pick = <K extends "handler" | "declaration">(key: K) => ({
        ﬀ: leaf("ﬀ")[key],
        "🪢": leaf("🪢")[key],
        z: { a: { b: leaf("z.a.b")[key] } },
        Z: leaf("Z")[key],
        b: leaf("b")[key],
        aa: leaf("aa")[key],
        "a-b": leaf("a-b")[key],
        a: { b: leaf("a.b")[key], "🪢": leaf("a.🪢")[key], ﬀ: leaf("a.ﬀ")[key] },
      });
      const schema = defineSchema({ name: "order", procedures: pick("declaration") });
      const { port } = await rig.serve(schema, { procedures: pick("handler") });
      const client = await rig.open(port, { fingerprint: fingerprintOf(schema.shape) });
      const answers = await client.exchange(...Array.from({ length: 10 }, (_, number) => [2, number, number]));
      expect(answers.map(([, , name]) => name)).toEqual([
        "Z",
        "a-b",
        "a.b",
        "a.🪢",
        "a.ﬀ",
        "aa",
        "b",
        "z.a.b",
        "🪢",
        "ﬀ",
      ]);
    });
  });

  describe("kinds and ids", () => {
    test.each([1, 3, 4, 7, 8, 10, 13, 18, 20, 21, 255, -1, 1.5, "5", null])(
      "kind %j, which no client may send, ends the connection with 4400",
      async (kind) => {
        const { port } = await serveRules(rig);
        const client = await rig.open(port);
        client.send([kind, 0]);
        expect((await client.closed).code).toBe(4400);
      },
    );

    const kindsWithId = [2, 5, 6, 9, 11, 12, 14, 15, 16, 17, 19, 31];
    test.each(kindsWithId)(
      "a frame of kind %j whose id is no whole number ends the connection with 4400",
      async (kind) => {
        const { port } = await serveRules(rig);
        for (const id of [1.5, -1, 2 ** 53, "0", null, Number.NaN, Infinity, true, 5n, [0]]) {
          const client = await rig.open(port);
          client.send([kind, id, "nothing"]);
          expect((await client.closed).code, String(id)).toBe(4400);
        }
      },
    );

    test("an id may have any of msgpack's number formats", async () => {
      const { port } = await serveRules(rig);
      const formats = ["07", "cc07", "cd0007", "ce00000007", "cf0000000000000007", "d007", "d10007", "d200000007"];
      for (const id of [...formats, "d30000000000000007", "ca40e00000", "cb401c000000000000"]) {
        const client = await rig.open(port);
        client.socket.send(Buffer.from(`920b${id}`, "hex"));
        expect(await client.receive(), id).toEqual([12, 7]);
      }
    });

    test("an id may be as large as 2^53 - 1", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      for (const id of [0, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
        expect(await client.exchange([2, id, "add", { a: 1, b: 2 }])).toEqual([[3, id, 3]]);
      }
    });

    test("elements that are missing at the end are nil, and a missing payload is undefined", async () => {
      const { port } = await serveRules(rig);
      for (const fingerprint of ["", rulesFingerprint]) {
        const client = await rig.open(port, { fingerprint });
        expect(await client.exchange([2, 0], [2, 1, "nothing"], [2, 2, "echo", null], [2, 3, "echo"], [6, 0])).toEqual([
          [4, 0, "unknown_procedure", expect.any(String)],
          [3, 1],
          [3, 2, null],
          [3, 3, nothing],
          [10, 0, "unknown_topic", expect.any(String)],
        ]);
      }
    });

    test("elements beyond those that a frame has are ignored", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.connect(port);
      client.send([0, "", null, null, null, "more"]);
      expect((await client.receive())[0]).toBe(1);
      expect(
        await client.exchange(
          [2, 0, "echo", 1, null, null, null, null, "more"],
          [6, 0, "news", null, 2],
          [5, 9, 9],
          [12, 1, 1],
        ),
      ).toEqual([
        [3, 0, 1],
        [7, 0, 0, expect.any(String), 0],
      ]);
      expect(await client.exchange([2, 0, "nothing", "an input that is not declared"])).toEqual([[3, 0]]);
    });
  });

  describe("ping and pong", () => {
    test("a ping is answered at once, also while a call runs", async () => {
      const { port, waiting } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([2, 0, "wait", "x"], [11, 0], [11, 70_000]);
      expect([await client.receive(), await client.receive()]).toEqual([
        [12, 0],
        [12, 70_000],
      ]);
      waiting.get("x")?.answer("done");
      expect(await client.receive()).toEqual([3, 0, "done"]);
    });

    test("a pong that nobody asked for is no mistake", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      expect(await client.exchange([12, 5])).toEqual([]);
    });
  });
});
