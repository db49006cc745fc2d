import { describe, expect, test } from "vitest";
import { expectFlatMemory } from "./flat-memory.js";
import { overTransports } from "./over-transports.js";
import { policiesFingerprint, servePolicies } from "./policies-server.js";

const string = expect.any(String);
const at = new Date(7);

overTransports("publishing", (rig) => {
  describe("publish", () => {
    test("is answered with the position of the last event, and comes to everybody, the publisher too", async () => {
      const { port, asked } = await servePolicies(rig);
      const [client, other] = [await rig.open(port), await rig.open(port)];
      const [[, , channel, epoch] = []] = await client.exchange([6, 0, "open", { room: "a" }]);
      await other.exchange([6, 0, "open", { room: "a" }]);
      expect(await client.exchange([22, 5, "open", { room: "a" }, [{ text: "hi", at }]])).toEqual([
        [8, channel, 1, { text: "hi", at }],
        [3, 5, [epoch, 1]],
      ]);
      expect(await other.exchange()).toEqual([[8, channel, 1, { text: "hi", at }]]);
      expect(asked).toEqual([["a", ["hi"]]]);
    });

    test("by number has positional params and events; defaults are filled in", async () => {
      const { port } = await servePolicies(rig);
      const client = await rig.open(port, { fingerprint: policiesFingerprint });
      const maps = await rig.open(port);
      await maps.exchange([6, 0, "open", { room: "a" }]);
      expect(
        await client.exchange([
          22,
          0,
          3,
          ["a"],
          [
            [7, "hi"],
            [null, "ho"],
          ],
        ]),
      ).toEqual([[3, 0, [string, 2]]]);
      expect(await maps.exchange()).toEqual([
        [
          23,
          0,
          1,
          [
            { text: "hi", at },
            { text: "ho", at: new Date(5) },
          ],
        ],
      ]);
    });

    test("several events are one frame for a subscriber of either encoding", async () => {
      const { port, server } = await servePolicies(rig);
      const maps = await rig.open(port);
      const positional = await rig.open(port, { fingerprint: policiesFingerprint });
      for (const client of [maps, positional]) await client.exchange([6, 0, "drop"]);
      const events = [1, 2, 3].map((body) => ({ key: "k", body }));
      expect(server.publish.drop.batch(events)).toMatchObject({ offset: 3 });
      expect(await maps.exchange()).toEqual([[23, 0, 1, events]]);
      expect(await positional.exchange()).toEqual([
        [
          23,
          0,
          1,
          [
            [1, "k"],
            [2, "k"],
            [3, "k"],
          ],
        ],
      ]);
    });

    test("silent events come back as offsets only, to nobody else", async () => {
      const { port, server } = await servePolicies(rig);
      const [client, other] = [await rig.open(port), await rig.open(port)];
      for (const each of [client, other]) await each.exchange([6, 0, "open", { room: "a" }]);
      expect(
        await client.exchange([
          22,
          5,
          "open",
          { room: "a" },
          [
            { text: "x", at },
            { text: "y", at },
          ],
          true,
        ]),
      ).toEqual([
        [8, 0, 1],
        [8, 0, 2],
        [3, 5, [string, 2]],
      ]);
      expect(await other.exchange()).toEqual([
        [
          23,
          0,
          1,
          [
            { text: "x", at },
            { text: "y", at },
          ],
        ],
      ]);
      server.publish.open({ room: "a" }, { text: "z", at });
      expect(await client.exchange()).toEqual([[8, 0, 3, { text: "z", at }]]);
    });

    test("the server leaves a session out as well", async () => {
      const { port, server } = await servePolicies(rig);
      const client = await rig.connect(port);
      const [, , session] = await client.hello("");
      await client.exchange([6, 0, "drop"]);
      server.publish.drop({ key: "k", body: 1 }, { except: session as string });
      server.publish.drop({ key: "k", body: 2 }, { except: "somebody else" });
      expect(await client.exchange()).toEqual([
        [8, 0, 1],
        [8, 0, 2, { key: "k", body: 2 }],
      ]);
    });

    test("events of a client come in the order in which it sent them", async () => {
      const { port } = await servePolicies(rig);
      const client = await rig.open(port);
      await client.exchange([6, 0, "open", { room: "a" }]);
      const frames = Array.from({ length: 50 }, (_, id) => [22, id, "open", { room: "a" }, [{ text: `${id}` }], true]);
      const answers = await client.exchange(...frames);
      const acknowledged = answers
        .filter(([kind]) => kind === 3)
        .map(([, id, output]) => [id, (output as unknown[])[1]]);
      expect(acknowledged).toEqual(frames.map((_, id) => [id, id + 1]));
    });
  });

  describe("refusals publish nothing", () => {
    test.each([
      ["unknown_topic", "nope", { room: "a" }, [{ text: "x" }]],
      ["unknown_topic", 99, ["a"], [["x"]]],
      ["forbidden", "drop", null, [{ key: "k", body: 1 }]],
      ["forbidden", "open", { room: "closed" }, [{ text: "x" }]],
      ["internal", "open", { room: "broken" }, [{ text: "x" }]],
      ["invalid_input", "open", { room: 5 }, [{ text: "x" }]],
      ["invalid_input", "open", null, [{ text: "x" }]],
      ["invalid_input", "open", { room: "a" }, []],
      ["invalid_input", "open", { room: "a" }, null],
      ["invalid_input", "open", { room: "a" }, "events"],
      ["invalid_input", "open", { room: "a" }, { text: "x" }],
      ["invalid_input", "open", { room: "a" }, [{ text: "x" }, { text: "" }]],
      ["invalid_input", "open", { room: "a" }, [{ text: "x" }, 5]],
    ])("%s for %j with %j and %j", async (code, topic, params, events) => {
      const { port, server, faults } = await servePolicies(rig);
      const client = await rig.open(port, { fingerprint: policiesFingerprint });
      await client.exchange([6, 0, 3, ["a"]]);
      const answers = await client.exchange([22, 5, topic, params, events]);
      expect(answers.map((frame) => frame.slice(0, 4))).toEqual([[4, 5, code, string]]);
      expect(server.publish.open({ room: "a" }, { text: "first" })).toMatchObject({ offset: 1 });
      expect(faults).toEqual(code === "internal" ? ["publish open: Error: the database is away"] : []);
    });

    test("one that is not decided yet keeps its id, may be cancelled, and counts as a call", async () => {
      const { port, decisions, server } = await servePolicies(rig, { limits: { maxCallsInFlight: 1 } });
      const client = await rig.open(port);
      const publish = (id: number) => [22, id, "open", { room: "?" }, [{ text: "x" }]];
      expect((await client.exchange(publish(0), publish(1))).map((frame) => frame.slice(0, 3))).toEqual([
        [4, 1, "limit_exceeded"],
      ]);
      expect((await client.exchange([5, 0])).map((frame) => frame.slice(0, 3))).toEqual([[4, 0, "cancelled"]]);
      decisions.shift()?.(true);
      expect(await client.exchange()).toEqual([]);
      expect(server.publish.open({ room: "?" }, { text: "first" })).toMatchObject({ offset: 1 });
      await client.exchange(publish(0));
      client.send(publish(0));
      expect((await client.closed).code).toBe(4400);
      decisions.shift()?.(true);
    });

    test("a frame that is too large", async () => {
      const { port } = await servePolicies(rig, { limits: { maxFrameBytes: 1_000 } });
      const client = await rig.open(port);
      const answers = await client.exchange([22, 0, "open", { room: "a" }, [{ text: "x".repeat(2_000) }]]);
      expect(answers.map((frame) => frame.slice(0, 3))).toEqual([[4, 0, "limit_exceeded"]]);
    });

    test("items and ends for a publish end the connection with 4400", async () => {
      const { port, decisions } = await servePolicies(rig);
      for (const frame of [
        [15, 0, 1],
        [17, 0],
        [16, 0, 9],
      ]) {
        const client = await rig.open(port);
        client.send([22, 0, "open", { room: "?" }, [{ text: "x" }]], frame);
        expect((await client.closed).code).toBe(4400);
        decisions.shift()?.(true);
      }
    });
  });

  test("publishes without end, refused or not, leave nothing in memory", async () => {
    const { port, asked } = await servePolicies(rig);
    await expectFlatMemory(async () => {
      const client = await rig.open(port);
      await client.exchange([6, 0, "open", { room: "a" }]);
      for (let round = 0; round < 10; round++) {
        const frames = Array.from({ length: 300 }, (_, id) => [
          22,
          id,
          "open",
          { room: id % 3 === 0 ? "closed" : "a" },
          [{ text: id % 5 === 0 ? "" : "x".repeat(100) }],
          true,
        ]);
        expect((await client.exchange(...frames)).filter(([kind]) => kind !== 8)).toHaveLength(300);
        client.messages.length = asked.length = 0;
      }
      await client.close();
    }, 3);
  });
});

overTransports("revoking", (rig) => {
  test("subscriptions to one instance, or those that are picked, end with forbidden and the message", async () => {
    const { port, server } = await servePolicies(rig);
    const client = await rig.connect(port);
    const [, , session] = await client.hello("");
    const other = await rig.open(port);
    for (const each of [client, other]) {
      await each.exchange([6, 0, "open", { room: "a" }], [6, 1, "open", { room: "b" }], [6, 2, "open", { room: "b" }]);
    }
    const { open } = server.topics;
    expect(open.revoke({ params: { room: "a" }, message: "the room is closed" })).toBe(2);
    for (const each of [client, other]) {
      expect(await each.exchange()).toEqual([[10, 0, "forbidden", "the room is closed"]]);
    }
    expect(
      open.revoke({ where: (subscriber) => subscriber.session === session && subscriber.params.room === "b" }),
    ).toBe(2);
    expect(await client.exchange()).toEqual([
      [10, 1, "forbidden", string],
      [10, 2, "forbidden", string],
    ]);
    server.publish.open({ room: "b" }, { text: "hi", at });
    expect(await client.exchange()).toEqual([]);
    expect((await other.exchange()).map(([kind]) => kind)).toEqual([8]);
    expect(open.revoke()).toBe(2);
    expect(open.revoke()).toBe(0);
    // The id is free, and nothing keeps who may from subscribing again.
    expect((await client.exchange([6, 1, "open", { room: "b" }]))[0]?.slice(0, 2)).toEqual([7, 1]);
  });
});
