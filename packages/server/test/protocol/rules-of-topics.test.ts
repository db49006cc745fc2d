import { describe, expect, test } from "vitest";
import { overTransports } from "./over-transports.js";
import { rulesFingerprint, serveRules } from "./rules-server.js";

const string = expect.any(String);

overTransports("topics", (rig) => {
  describe("subscribed", () => {
    test("the offset is that of the latest event, the next event has one more", async () => {
      const { port, server } = await serveRules(rig);
      const first = await rig.open(port);
      const [subscribed] = await first.exchange([6, 3, "news"]);
      expect(subscribed).toEqual([7, 3, expect.any(Number), string, 0]);
      const [, , channel, epoch] = subscribed as [number, number, number, string];
      for (const news of ["a", "b", "c"]) server.publish.news(news);
      expect(await first.exchange()).toEqual([[23, channel, 1, ["a", "b", "c"]]]);
      const second = await rig.open(port);
      expect(await second.exchange([6, 0, "news"])).toEqual([[7, 0, expect.any(Number), epoch, 3]]);
      server.publish.news("d");
      expect(await second.exchange()).toEqual([[8, expect.any(Number), 4, "d"]]);
      expect(await first.exchange()).toEqual([[8, channel, 4, "d"]]);
    });

    test("each instance has its own events and offsets, whatever the order of the params' keys", async () => {
      const { port, server } = await serveRules(rig);
      const client = await rig.open(port);
      const frames = await client.exchange(
        [6, 0, "room", { name: "a", floor: 1 }],
        [6, 1, "room", { floor: 1, name: "a" }],
        [6, 2, "room", { name: "a" }],
        [6, 3, "room", { name: "b", floor: 1 }],
      );
      await client.until(() => frames.length + client.frames.length === 4);
      const subscribed = [...frames, ...client.frames.splice(0)].sort(([, a], [, b]) => Number(a) - Number(b));
      const channels = subscribed.map(([, , channel]) => channel);
      const epochs = subscribed.map(([, , , epoch]) => epoch);
      expect(channels[0]).toBe(channels[1]);
      expect(new Set(channels).size).toBe(3);
      expect(new Set(epochs).size).toBe(3);
      server.publish.room({ name: "b", floor: 1 }, "to b");
      server.publish.room({ floor: 1, name: "a" }, "to a");
      server.publish.room({ name: "nobody" }, "to nobody");
      expect(await client.exchange()).toEqual([
        [8, channels[3], 1, "to b"],
        [8, channels[0], 1, "to a"],
      ]);
    });

    test("a subscription by number has positional params and events", async () => {
      const { port, server } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint: rulesFingerprint });
      client.send([6, 0, 2, [null, "a"]]);
      expect(await client.receive()).toEqual([7, 0, 0, string, 0]);
      server.publish.room({ name: "a" }, "hi");
      expect(await client.receive()).toEqual([8, 0, 1, "hi"]);
    });
  });

  test("subscribers of either encoding get the same event in theirs", async () => {
    const { port, server } = await serveRules(rig);
    const maps = await rig.open(port);
    const positional = await rig.open(port, { fingerprint: rulesFingerprint });
    for (const client of [maps, positional]) await client.exchange([6, 0, "log"]);
    server.publish.log({ line: "hi", at: new Date(5) });
    expect(await maps.exchange()).toEqual([[8, 0, 1, { line: "hi", at: new Date(5) }]]);
    expect(await positional.exchange()).toEqual([[8, 0, 1, [5, "hi"]]]);
  });

  describe("refusals", () => {
    test.each([
      ["unknown_topic", "nope", undefined, undefined],
      ["unknown_topic", "add", undefined, undefined],
      ["unknown_topic", ["length"], undefined, undefined],
      ["invalid_input", "room", { name: 5 }, { issues: [{ path: ["name"], message: string, code: string }] }],
      ["invalid_input", "room", undefined, { issues: [{ path: [], message: string, code: string }] }],
      ["forbidden", "room", { name: "closed" }, undefined],
      ["internal", "room", { name: "broken" }, undefined],
    ])("%s for %j with %j", async (code, topic, params, data) => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port, { fingerprint: rulesFingerprint });
      client.send(params === undefined ? [6, 0, topic] : [6, 0, topic, params]);
      expect(await client.receive()).toEqual([10, 0, code, string, ...(data === undefined ? [] : [data])]);
      // The id is free again.
      client.send([6, 0, "news"]);
      expect((await client.receive()).slice(0, 2)).toEqual([7, 0]);
    });
  });

  describe("ids", () => {
    test("one in use ends the connection with 4400", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([6, 0, "news"], [6, 0, "room", { name: "a" }]);
      expect((await client.closed).code).toBe(4400);
    });

    test("one whose subscription is not decided yet is in use", async () => {
      const { port, waiting } = await serveRules(rig);
      const client = await rig.open(port);
      client.send([6, 0, "room", { name: "?" }], [6, 0, "news"]);
      expect((await client.closed).code).toBe(4400);
      waiting.get("?")?.answer("yes");
    });

    test("one that has ended may be used again", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      const frames = await client.exchange([6, 0, "news"], [9, 0], [6, 0, "news"], [9, 0]);
      expect(frames.map(([kind, id]) => [kind, id])).toEqual([
        [7, 0],
        [10, 0],
        [7, 0],
        [10, 0],
      ]);
    });
  });

  describe("channels", () => {
    test("subscriptions of a connection to one instance share a channel, and each event comes once", async () => {
      const { port, server } = await serveRules(rig);
      const client = await rig.open(port);
      const [first, second] = await client.exchange([6, 0, "news"], [6, 1, "news"]);
      expect(second?.slice(2)).toEqual(first?.slice(2));
      server.publish.news("a");
      expect(await client.exchange()).toEqual([[8, first?.[2], 1, "a"]]);
      expect(await client.exchange([9, 0])).toEqual([[10, 0]]);
      server.publish.news("b");
      expect(await client.exchange()).toEqual([[8, first?.[2], 2, "b"]]);
      expect(await client.exchange([9, 1])).toEqual([[10, 1]]);
      server.publish.news("c");
      expect(await client.exchange()).toEqual([]);
    });

    test("the number may come to mean another instance, which a later subscribed says", async () => {
      const { port, server } = await serveRules(rig);
      const client = await rig.open(port);
      for (const name of ["a", "b", "c", "a"]) {
        client.send([6, 0, "room", { name }]);
        const [kind, , channel, , offset] = await client.receive();
        expect(kind).toBe(7);
        server.publish.room({ name }, `to ${name}`);
        expect(await client.receive()).toEqual([8, channel, Number(offset) + 1, `to ${name}`]);
        expect(await client.exchange([9, 0])).toEqual([[10, 0]]);
      }
    });
  });

  describe("unsubscribe", () => {
    test("it is answered with ended, after which no event follows", async () => {
      const { port, server } = await serveRules(rig);
      const [leaving, staying] = [await rig.open(port), await rig.open(port)];
      await leaving.exchange([6, 0, "news"]);
      await staying.exchange([6, 0, "news"]);
      server.publish.news("a");
      expect(await leaving.exchange([9, 0])).toEqual([
        [8, 0, 1, "a"],
        [10, 0],
      ]);
      server.publish.news("b");
      expect(await leaving.exchange()).toEqual([]);
      expect(await staying.exchange()).toEqual([
        [8, 0, 1, "a"],
        [8, 0, 2, "b"],
      ]);
    });

    test("an id that is not in use has no answer", async () => {
      const { port } = await serveRules(rig);
      const client = await rig.open(port);
      const frames = await client.exchange([9, 0], [6, 1, "news"], [9, 1], [9, 1], [9, 2]);
      expect(frames.map(([kind, id]) => [kind, id])).toEqual([
        [7, 1],
        [10, 1],
      ]);
    });

    test("one that is not decided yet ends once, whatever the decision", async () => {
      const { port, server, waiting } = await serveRules(rig);
      for (const decision of ["yes", "no"]) {
        const client = await rig.open(port);
        await client.exchange([6, 0, "room", { name: "?" }]);
        expect(await client.exchange([9, 0], [9, 0])).toEqual([[10, 0]]);
        waiting.get("?")?.answer(decision);
        server.publish.room({ name: "?" }, "to nobody");
        expect(await client.exchange()).toEqual([]);
      }
    });
  });

  describe("epochs", () => {
    test("who comes back in the same epoch can tell how many events it missed", async () => {
      const { port, server } = await serveRules(rig);
      const client = await rig.open(port);
      const [subscribed] = await client.exchange([6, 0, "news"], [9, 0]);
      for (const news of ["a", "b"]) server.publish.news(news);
      const [again] = await client.exchange([6, 0, "news"]);
      expect(again).toEqual([7, 0, expect.any(Number), subscribed?.[3], 2]);
    });

    test("a server that was restarted counts anew, in another epoch", async () => {
      const epochs = new Set();
      for (let restart = 0; restart < 2; restart++) {
        const { port, server } = await serveRules(rig);
        const client = await rig.open(port);
        const [subscribed] = await client.exchange([6, 0, "news"]);
        epochs.add(subscribed?.[3]);
        server.publish.news("a");
        expect(await client.exchange()).toEqual([[8, expect.any(Number), 1, "a"]]);
      }
      expect(epochs.size).toBe(2);
    });
  });
});
