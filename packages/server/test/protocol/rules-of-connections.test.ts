import { once } from "node:events";
import { connect } from "node:net";
import { defineSchema, fingerprintOf, HawserError } from "@hawser/core";
import { createServer } from "@hawser/server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { overTransports } from "./over-transports.js";
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
      // The server tells its operator, too.
      vi.spyOn(console, "warn").mockReturnValue();
      onTestFinished(() => void vi.restoreAllMocks());
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
      expect(body).toContain("going away");
      await transport.close();
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
        maxStreams: 9,
        streamWindowBytes: 10_000,
      };
      const { port } = await serveRules(rig, { limits });
      const sessions = new Set();
      for (const [fingerprint, encoding] of [
        ["", 1],
        ["0000000000000000", 1],
        [rulesFingerprint, 0],
      ] as const) {
        const welcome = await (await rig.connect(port)).hello(fingerprint);
        expect(welcome).toEqual([1, encoding, expect.any(String), [9_001, 9_000, 7, 8, 12_000, 9, 10_000]]);
        sessions.add(welcome[2]);
      }
      expect(sessions.size).toBe(3);
    });
  });
});
