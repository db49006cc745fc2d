import { HawserError } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { type Identity, type IdentityServer, identityFingerprint, serveIdentity } from "./identity-server.js";
import { overTransports } from "./over-transports.js";
import type { RawClient } from "./raw-client.js";
import { settle } from "./settle.js";

const text = expect.any(String);

overTransports("identity", (rig) => {
  const open = async ({ port }: IdentityServer, name = "ada", rooms = ["a", "b"], fingerprint = "") => {
    const client = await rig.connect(port);
    expect((await client.hello(fingerprint, { name, rooms }))[0]).toBe(1);
    return client;
  };
  /** The answer to `auth`, and what it changed. */
  const renew = (client: RawClient, id: number, name: string, rooms: readonly string[]) =>
    settle(client, [19, id, { name, rooms }]);
  const whoami = async (client: RawClient) => (await client.exchange([2, 99, "whoami"]))[0]?.[2];

  describe.each(["", identityFingerprint])("auth, fingerprint %j", (fingerprint) => {
    test("is answered with a result without output, and what follows is the new identity's", async () => {
      const served = await serveIdentity(rig);
      const client = await open(served, "ada", ["a"], fingerprint);
      expect(await client.exchange([19, 0, { name: "bob", rooms: [] }], [2, 1, "whoami"])).toEqual([
        [3, 0],
        [3, 1, "bob"],
      ]);
      expect(served.previous).toEqual([undefined, "ada"]);
    });

    test("that is refused is unauthenticated, and the identity stays what it was", async () => {
      const served = await serveIdentity(rig);
      const client = await open(served, "ada", ["a"], fingerprint);
      client.send([6, 0, "room", { name: "a" }]);
      await client.receive();
      expect(await renew(client, 0, "mallory", [])).toEqual([[4, 0, "unauthenticated", "not you"]]);
      for (const wrong of [null, 5, { name: 5, rooms: [] }, {}, ["ada", []]]) {
        expect(await client.exchange([19, 0, wrong])).toEqual([[4, 0, "unauthenticated", text]]);
      }
      expect(await client.exchange([19, 0])).toEqual([[4, 0, "unauthenticated", text]]);
      expect(await whoami(client)).toBe("ada");
      served.server.publish.room({ name: "a" }, "still here");
      expect((await client.receive())[3]).toBe("still here");
      expect(served.faults).toEqual([]);
    });
  });

  test("over which nobody can decide is internal, and the identity stays what it was", async () => {
    const served = await serveIdentity(rig);
    const client = await open(served);
    expect(await renew(client, 0, "broken", [])).toEqual([[4, 0, "internal", text]]);
    expect(await whoami(client)).toBe("ada");
    expect(served.faults).toEqual(["Error: the database is away"]);
  });

  test("as long as it is not decided over, the identity is the one before", async () => {
    const served = await serveIdentity(rig);
    const client = await open(served);
    expect(await renew(client, 0, "slow", [])).toEqual([]);
    expect(await whoami(client)).toBe("ada");
    served.decide();
    expect(await client.receive()).toEqual([3, 0]);
    expect(await whoami(client)).toBe("slow");
  });

  test("of several the latest stays, in whatever order they are decided over", async () => {
    const served = await serveIdentity(rig);
    const client = await open(served);
    expect(await renew(client, 0, "slow", [])).toEqual([]);
    expect(await renew(client, 1, "bob", [])).toEqual([[3, 1]]);
    served.decide();
    expect((await client.receive()).slice(0, 2)).toEqual([3, 0]);
    expect(await whoami(client)).toBe("bob");
  });

  test("auth has an id among those of calls", async () => {
    const served = await serveIdentity(rig);
    const client = await open(served);
    client.send([19, 0, { name: "slow", rooms: [] }], [2, 0, "whoami"]);
    expect((await client.closed).code).toBe(4400);
    served.decide();
  });

  test("auth may be given up with the connection", async () => {
    const served = await serveIdentity(rig);
    const client = await open(served);
    await renew(client, 0, "slow", []);
    client.vanish();
    await eventually("the server has noticed", () => served.server.connectionCount === 0);
    served.decide();
    expect(served.faults).toEqual([]);
  });

  test("auth values that are decided over are bounded like calls", async () => {
    const served = await serveIdentity(rig, { limits: { maxCallsInFlight: 3 } });
    const client = await open(served);
    const frames = Array.from({ length: 100 }, (_, id) => [19, id, { name: "slow", rooms: [] }]);
    const answers = await client.exchange(...frames);
    expect(answers).toHaveLength(97);
    expect(answers[0]).toEqual([4, 3, "limit_exceeded", text, { limit: "maxCallsInFlight", max: 3 }]);
    served.decide();
    await client.until(() => client.frames.length === 3);
  });

  test("auth values that are decided over need no place among the calls, and take none", async () => {
    const served = await serveIdentity(rig, { limits: { maxCallsInFlight: 1 } });
    const client = await open(served);
    const answers = await client.exchange([2, 0, "guard", "a"], [19, 1, { name: "slow", rooms: [] }], [5, 0]);
    expect(answers).toEqual([[4, 0, "cancelled", text]]);
    await eventually("the handler has ended", () => served.ended.length === 1);
    expect(await whoami(client)).toBe("ada");
    served.decide();
    expect(await client.receive()).toEqual([3, 1]);
  });

  describe("what goes on is decided anew", () => {
    test("subscriptions that lost access end with forbidden, the others go on", async () => {
      const served = await serveIdentity(rig);
      const client = await open(served);
      await client.exchange([6, 0, "room", { name: "a" }], [6, 1, "room", { name: "b" }]);
      const answers = await renew(client, 0, "ada", ["b", "c"]);
      expect(answers).toEqual([
        [3, 0],
        [10, 0, "forbidden", text],
      ]);
      served.server.publish.room({ name: "a" }, "not for you");
      served.server.publish.room({ name: "b" }, "for you");
      expect(await client.receive()).toEqual([8, expect.any(Number), 1, "for you"]);
      expect(await client.exchange([9, 0])).toEqual([]);
      // The id is free again.
      expect((await client.exchange([6, 0, "room", { name: "c" }]))[0]?.slice(0, 2)).toEqual([7, 0]);
    });

    test.each([
      ["calls", 2, "guard"],
      ["streams", 14, "watch"],
    ])("%s whose handlers demand a right end with forbidden, the others go on", async (_what, kind, path) => {
      const served = await serveIdentity(rig);
      const client = await open(served);
      const start = (id: number, room: string) => (kind === 2 ? [2, id, path, room] : [14, id, path, 2, room]);
      await settle(client, start(0, "a"), start(1, "b"));
      const answers = await renew(client, 2, "ada", ["b"]);
      expect(answers).toEqual([
        [3, 2],
        [4, 0, "forbidden", "no right to a"],
      ]);
      await eventually("the handler is told", () => served.ended.length === 1);
      expect(served.ended).toEqual(["a: forbidden"]);
      expect(await settle(client, [5, 0], [5, 1])).toEqual([[4, 1, "cancelled", text]]);
    });

    test("where a check fails the right is lost, and the server is told", async () => {
      const served = await serveIdentity(rig);
      const client = await open(served);
      await client.exchange([6, 0, "room", { name: "a" }], [2, 0, "guard", "a"]);
      const answers = await renew(client, 1, "ada", ["a", "broken"]);
      expect(answers.map((frame) => frame.slice(0, 3))).toEqual([
        [3, 1],
        [10, 0, "internal"],
        [4, 0, "forbidden"],
      ]);
      expect(served.faults).toHaveLength(2);
    });

    test("a right that nobody has is refused at the start", async () => {
      const served = await serveIdentity(rig);
      const client = await open(served);
      expect(await settle(client, [2, 0, "guard", "z"], [14, 1, "watch", 2, "z"])).toEqual([
        [4, 0, "forbidden", "no right to z"],
        [4, 1, "forbidden", "no right to z"],
      ]);
    });

    test("a subscription that was being decided over is so for the new identity", async () => {
      let decide: (() => void)[] = [];
      const served = await serveIdentity(rig, {
        topics: {
          room: {
            authorize: async ({ name }, { context }) => {
              await new Promise<void>((resolve) => decide.push(resolve));
              return (context as Identity).rooms.includes(name);
            },
          },
        },
      });
      const client = await open(served);
      expect(await client.exchange([6, 0, "room", { name: "a" }])).toEqual([]);
      expect(await renew(client, 0, "ada", [])).toEqual([[3, 0]]);
      for (const go of decide.splice(0)) go();
      await eventually("it is asked again", () => decide.length > 0);
      for (const go of decide) go();
      decide = [];
      expect(await client.receive()).toEqual([10, 0, "forbidden", text]);
    });
  });

  describe("an identity that expires", () => {
    /** Identities last so many milliseconds as their first room says. */
    const authExpiry = ({ rooms: [lifeMs] }: Identity) =>
      lifeMs === "never" ? undefined : new Date(Date.now() + Number(lifeMs));

    test("is announced with authExpiring, then the connection closes with 4419", async () => {
      const served = await serveIdentity(rig, { authExpiry });
      const startedAtMs = performance.now();
      const client = await open(served, "ada", ["400"]);
      const [kind, graceMs] = await client.receive();
      expect(kind).toBe(20);
      expect(graceMs).toBeGreaterThan(0);
      expect(graceMs).toBeLessThanOrEqual(40);
      expect((await client.closed).code).toBe(4419);
      expect(performance.now() - startedAtMs).toBeGreaterThan(380);
    });

    test("goes on with another one", async () => {
      const served = await serveIdentity(rig, { authExpiry });
      const client = await open(served, "ada", ["2000"]);
      client.send([2, 0, "guard", "2000"]);
      expect((await client.receive())[0]).toBe(20);
      expect(await renew(client, 1, "ada", ["never", "2000"])).toEqual([[3, 1]]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await whoami(client)).toBe("ada");
      expect(served.ended).toEqual([]);
    });

    test("does not go on with one that is refused", async () => {
      const served = await serveIdentity(rig, { authExpiry });
      const client = await open(served, "ada", ["500"]);
      expect((await client.receive())[0]).toBe(20);
      expect((await renew(client, 1, "mallory", ["never"]))[0]?.[2]).toBe("unauthenticated");
      expect((await client.closed).code).toBe(4419);
    });

    test("is over at once where it has expired before", async () => {
      const served = await serveIdentity(rig, { authExpiry });
      const client = await rig.connect(served.port);
      client.send([0, "", { name: "ada", rooms: ["-1000"] }]);
      expect((await client.closed).code).toBe(4419);
    });

    test("is none where nobody can say when: 4500, in hello and later", async () => {
      const served = await serveIdentity(rig, {
        authExpiry: ({ name }) => {
          if (name !== "ada") throw new HawserError("forbidden", "no");
          return undefined;
        },
      });
      const client = await open(served);
      client.send([19, 0, { name: "bob", rooms: [] }]);
      expect((await client.closed).code).toBe(4500);
      const other = await rig.connect(served.port);
      other.send([0, "", { name: "bob", rooms: [] }], [2, 0, "whoami"]);
      expect((await other.closed).code).toBe(4500);
      await eventually("nobody is left", () => served.server.connectionCount === 0);
      expect(served.faults).toHaveLength(2);
    });
  });
});
