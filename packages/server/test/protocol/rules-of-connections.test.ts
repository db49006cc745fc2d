import { once } from "node:events";
import { connect } from "node:net";
import { defineSchema, fingerprintOf, HawserError, procedure } from "@hawser/core";
import { createServer } from "@hawser/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { overTransports } from "./over-transports.js";
import { nothing } from "./raw-client.js";
import { upgradeRequest } from "./raw-upgrade.js";
import { refusedUpgrade } from "./refused-upgrade.js";
import { rulesFingerprint, serveRules } from "./rules-server.js";

overTransports("connections", (rig) => {
  describe("upgrade", () => {
    test.each(["", "hawser.2", "graphql-ws, mqtt"])("the subprotocols %j are refused with 400", async (offered) => {
      const { port } = await serveRules(rig);
      const { status, body } = await refusedUpgrade(port, offered === "" ? {} : { "sec-websocket-protocol": offered });
      expect(status).toBe(400);
      expect(body).toContain("hawser.1");
    });

    test("the version that the server knows is confirmed", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.connect(port, { protocols: ["hawser.2", "hawser.1", "mqtt"] });
      expect(client.socket.protocol).toBe("hawser.1");
    });

    test("a foreign origin is refused with 403, the server's own is not", async () => {
      const { port } = await serveRules(rig);
      const foreign = { "sec-websocket-protocol": "hawser.1", origin: "https://elsewhere.example" };
      const { status, body } = await refusedUpgrade(port, foreign);
      expect(status).toBe(403);
      expect(body).toContain("https://elsewhere.example");
      await rig.connect(port, { headers: { origin: `http://127.0.0.1:${port}` } });
    });

    test("a server that is shutting down refuses with 503 what reaches it", async () => {
      const { port, server, waiting } = await serveRules(rig);
      const client = await rig.open(port);
      await client.exchange([2, 0, "wait", "x"]);
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      const isClosed = server.close({ graceMs: 4_000 });
      socket.write(upgradeRequest);
      const [answer] = await once(socket, "data");
      expect(String(answer)).toMatch(/^HTTP\/1\.1 503 /);
      socket.destroy();
      waiting.get("x")?.answer("done");
      await isClosed;
    });

    test("so does one whose transport goes on for others", async () => {
      const transport = await rig.createTransport();
      const server = createServer(defineSchema({ name: "empty" }), { procedures: {} });
      server.attach(transport);
      const { port } = await transport.listen({ port: 0, host: "127.0.0.1" });
      await server.close();
      const { status, body } = await refusedUpgrade(port, { "sec-websocket-protocol": "hawser.1" });
      expect(status).toBe(503);
      expect(body).toContain("closing");
      await transport.close();
    });
  });

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

  describe("hello", () => {
    test.each([[[11, 1]], [[2, 0, "nothing"]], [[1, 0]], [[0]], [[0, 5]], [[]]])(
      "a first frame %j ends the connection with 4400",
      async (frame) => {
        const { port } = await serveRules(rig);
        const client = await rig.connect(port);
        client.send(frame);
        expect((await client.closed).code).toBe(4400);
        expect(client.frames).toEqual([]);
      },
    );

    test("a second hello ends the connection with 4400", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([0, ""]);
      expect((await client.closed).code).toBe(4400);
    });

    test("what rides behind hello waits until it is accepted, in its message and in later ones", async () => {
      const decisions: ((context: object) => void)[] = [];
      const authenticate = () => new Promise<object>((decide) => decisions.push(decide));
      const { port } = await serveRules(rig, { authenticate });
      const client = await rig.connect(port);
      client.send([0, ""], [11, 1]);
      client.send([2, 0, "add", { a: 1, b: 2 }], [11, 2]);
      // An answer elsewhere shows that the server has had the time to answer here.
      await refusedUpgrade(port, {});
      expect(client.frames).toEqual([]);
      decisions.shift()?.({});
      await client.until(() => client.frames.length === 4);
      expect(client.frames.map(([kind]) => kind)).toEqual([1, 12, 3, 12]);
    });

    test("a refused hello ends with 4401 and the reason, and nothing behind it runs", async () => {
      const { port, waiting } = await serveRules(rig, {
        authenticate: async () => {
          throw new HawserError("unauthenticated", "the token has expired");
        },
      });
      const client = await rig.connect(port);
      client.send([0, ""], [2, 0, "wait", "x"]);
      const { code, reason } = await client.closed;
      expect([code, reason]).toEqual([4401, "the token has expired"]);
      expect(client.frames).toEqual([]);
      expect(waiting.size).toBe(0);
    });

    test("an auth value is self-describing, and one that is not of the declared type ends with 4401", async () => {
      const schema = defineSchema({ name: "guarded", auth: z.object({ until: z.date() }) });
      const seen: unknown[] = [];
      const authenticate = ({ auth }: { auth: unknown }) => {
        seen.push(auth);
        return {};
      };
      const { port } = await rig.serve(schema, { authenticate, procedures: {} });
      for (const fingerprint of ["", fingerprintOf(schema.shape)]) {
        const client = await rig.connect(port);
        expect((await client.hello(fingerprint, { until: new Date(5) }))[0]).toBe(1);
      }
      expect(seen).toEqual([{ until: new Date(5) }, { until: new Date(5) }]);
      for (const auth of [[], [null], [{}], [{ until: "soon" }], ["t0"], [[5]]]) {
        const client = await rig.connect(port);
        client.send([0, "", ...auth]);
        expect((await client.closed).code).toBe(4401);
      }
      expect(seen).toHaveLength(2);
    });

    test("a server that fails to decide ends with 4500 and keeps the cause to itself", async () => {
      const { port, faults } = await serveRules(rig, {
        authenticate: async () => {
          throw new Error("the database is away");
        },
      });
      const client = await rig.connect(port);
      client.send([0, ""]);
      const { code, reason } = await client.closed;
      expect(code).toBe(4500);
      expect(reason).not.toContain("database");
      expect(faults).toMatchObject([{ during: "authenticate" }]);
    });
  });

  describe("welcome", () => {
    test("it has the encoding, a session of its own for each connection, and the limits in their order", async () => {
      const limits = {
        maxBatchBytes: 9_001,
        maxFrameBytes: 9_000,
        maxCallsInFlight: 7,
        maxSubscriptions: 8,
        idleTimeoutMs: 12_000,
      };
      const { port } = await serveRules(rig, { limits });
      const sessions = new Set();
      for (const [fingerprint, encoding] of [
        ["", 1],
        ["0000000000000000", 1],
        [rulesFingerprint, 0],
      ] as const) {
        const welcome = await (await rig.connect(port)).hello(fingerprint);
        expect(welcome).toEqual([1, encoding, expect.any(String), [9_001, 9_000, 7, 8, 12_000]]);
        sessions.add(welcome[2]);
      }
      expect(sessions.size).toBe(3);
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

  describe("frames", () => {
    test.each([1, 3, 4, 7, 8, 10, 13, 14, 255, -1, 1.5, "5", null])(
      "kind %j, which no client may send, ends the connection with 4400",
      async (kind) => {
        const { port } = await serveRules(rig);
        const client = await rig.open(port);
        client.send([kind, 0]);
        expect((await client.closed).code).toBe(4400);
      },
    );

    const kindsWithId = [2, 5, 6, 9, 11, 12];
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
      client.send([0, "", null, "more"]);
      expect((await client.receive())[0]).toBe(1);
      expect(await client.exchange([2, 0, "echo", 1, "more"], [6, 0, "news", null, 2], [5, 9, 9], [12, 1, 1])).toEqual([
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
