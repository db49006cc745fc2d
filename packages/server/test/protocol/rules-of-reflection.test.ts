import { describe, expect, test } from "vitest";
import { overTransports } from "./over-transports.js";
import { rulesFingerprint, rulesSchema, serveRules } from "./rules-server.js";

const text = expect.any(String);

overTransports("reflection", (rig) => {
  test.each(["", rulesFingerprint])("tells the shape of the schema as JSON, fingerprint %j", async (fingerprint) => {
    const { port } = await serveRules(rig, { reflection: true });
    const client = await rig.open(port, { fingerprint });
    const [answer] = await client.exchange([31, 4]);
    expect(answer?.slice(0, 2)).toEqual([3, 4]);
    expect(JSON.parse(answer?.[2] as string)).toEqual(rulesSchema.shape);
  });

  test("is refused where the server is not set up to tell it, with the remedy", async () => {
    const { port } = await serveRules(rig);
    const client = await rig.open(port);
    expect(await client.exchange([31, 0], [2, 0, "add", { a: 1, b: 2 }])).toEqual([
      [4, 0, "forbidden", expect.stringContaining("createServer(schema, { reflection: true })")],
      [3, 0, 3],
    ]);
  });

  test("is only for who was welcomed", async () => {
    const { port } = await serveRules(rig, { reflection: true });
    const client = await rig.connect(port);
    client.send([31, 0]);
    expect((await client.closed).code).toBe(4400);
    expect(client.frames).toEqual([]);
  });

  describe("is asked for like a call", () => {
    test("whose ids it shares", async () => {
      const { port } = await serveRules(rig, { reflection: true });
      const client = await rig.open(port);
      client.send([2, 0, "wait", "x"], [31, 0]);
      expect((await client.closed).code).toBe(4400);
    });

    test("whose number in flight bounds it", async () => {
      const { port, waiting } = await serveRules(rig, { reflection: true, limits: { maxCallsInFlight: 1 } });
      const client = await rig.open(port);
      expect(await client.exchange([2, 0, "wait", "x"], [31, 1])).toEqual([
        [4, 1, "limit_exceeded", text, { limit: "maxCallsInFlight", max: 1 }],
      ]);
      waiting.get("x")?.answer("done");
      expect(await client.receive()).toEqual([3, 0, "done"]);
      expect((await client.exchange([31, 1]))[0]?.slice(0, 2)).toEqual([3, 1]);
    });

    test("and not of a server that is going away", async () => {
      const { server, port } = await serveRules(rig, { reflection: true });
      const client = await rig.open(port);
      client.send([2, 0, "wait", "x"]);
      const drained = server.drain({ graceMs: 2_000 });
      await client.until(() => client.frames.length >= 2);
      client.frames.length = 0;
      client.send([12, 0], [31, 1]);
      expect(await client.receive()).toEqual([4, 1, "unavailable", text]);
      await client.close();
      await drained;
    });
  });
});
