import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { LateBroker } from "../topics/late-broker.js";
import { eventually } from "./eventually.js";
import { overTransports } from "./over-transports.js";
import { type Identity, keyOf, presenceForms, servePresence } from "./presence-server.js";
import type { RawClient } from "./raw-client.js";
import { settle } from "./settle.js";

const string = expect.any(String);
const { maps, positional } = presenceForms;

overTransports("presence", (rig) => {
  describe.each(Object.entries(presenceForms))("in %s", (_, { fingerprint, room, input, output }) => {
    test("who only watches is told who is there, and of everything that changes", async () => {
      const { port } = await servePresence(rig);
      const [watcher, ann] = [await rig.open(port, { fingerprint }), await rig.open(port, { fingerprint })];
      // A member that is nil is as good as a missing one.
      expect(await watcher.exchange([24, 0, ...room("a")], [24, 1, ...room("a"), null])).toEqual([
        [26, 0, 5_000, null, []],
        [26, 1, 5_000, null, []],
      ]);
      const [members] = await ann.exchange([24, 7, ...room("a"), [keyOf("ann"), input("ann")]]);
      const self = members?.[3];
      expect(members).toEqual([26, 7, 5_000, string, [[self, output("ann")]]]);
      expect(await ann.exchange([25, 7, 7, input("busy")])).toEqual([
        [27, 7, [[self, output("busy")]]],
        [3, 7],
      ]);
      expect(await ann.exchange([9, 7])).toEqual([[10, 7]]);
      expect(await watcher.exchange()).toEqual(
        [[[self, output("ann")]], [[self, output("busy")]], [[self]]].flatMap((changes) => [
          [27, 0, changes],
          [27, 1, changes],
        ]),
      );
    });

    test("each instance has its own members", async () => {
      const { port, server } = await servePresence(rig);
      const client = await rig.open(port, { fingerprint });
      const [first, second] = await client.exchange(
        [24, 0, ...room("a"), [keyOf("ann"), input("ann")]],
        [24, 1, ...room("b"), [keyOf("ann"), input("elsewhere")]],
      );
      // The same key is the same member, wherever it is.
      expect(first?.[3]).toBe(second?.[3]);
      expect(first?.[4]).toEqual([[first?.[3], output("ann")]]);
      expect(second?.[4]).toEqual([[first?.[3], output("elsewhere")]]);
      const at = new Date(5);
      expect(await server.topics.room.members({ name: "a" })).toEqual([{ id: first?.[3], data: { name: "ann", at } }]);
      expect(await server.topics.room.members({ name: "nowhere" })).toEqual([]);
    });

    test("while too much waits for a connection nothing is sent, then members again with what holds by then", async () => {
      const limits = { maxEventBytes: 200_000, maxMemberBytes: 100_000, maxBufferedBytes: 16_777_216 };
      const { port, faults } = await servePresence(rig, { limits });
      const [slow, ann, bob] = [
        await rig.open(port, { fingerprint }),
        await rig.open(port, { fingerprint }),
        await rig.open(port, { fingerprint }),
      ];
      await slow.exchange([24, 3, ...room("a")]);
      const [members] = await ann.exchange([24, 0, ...room("a"), [keyOf("ann"), input("ann")]]);
      await bob.exchange([24, 0, ...room("a"), [keyOf("bob"), input("bob")]]);
      await slow.until(() => slow.frames.length === 2);
      slow.frames.length = 0;
      slow.socket.pause();
      // Far more bytes than kernels keep for a connection.
      const changeCount = 200;
      for (let count = 1; count <= changeCount; count++) {
        await ann.exchange([25, 0, 0, input(`${count} ${"x".repeat(90_000)}`)]);
        ann.messages.length = 0;
      }
      await ann.exchange([25, 0, 0, input("done")]);
      await bob.exchange([9, 0]);
      slow.socket.resume();
      const isTold = () => slow.frames.some(([kind, , changes]) => kind === 26 || names(changes).includes("done"));
      await slow.until(isTold);
      expect(slow.frames.length).toBeLessThan(changeCount);
      expect(slow.frames.filter(([kind]) => kind === 26)).toEqual([
        [26, 3, 5_000, null, [[members?.[3], output("done")]]],
      ]);
      slow.frames.length = 0;
      await ann.exchange([25, 0, 0, input("more")]);
      expect(await slow.exchange()).toEqual([[27, 3, [[members?.[3], output("more")]]]]);
      expect(faults).toEqual([]);
    });
  });

  test("attendees of either encoding are told the same in theirs, whoever tells it", async () => {
    const { port } = await servePresence(rig);
    const clients = { maps: await rig.open(port), positional: await rig.open(port, positional) };
    for (const client of Object.values(clients)) await client.exchange([24, 0, "room", { name: "a" }]);
    const [mine] = await clients.maps.exchange([24, 1, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
    expect(mine?.[0]).toBe(27);
    expect(await clients.positional.exchange()).toEqual([[27, 0, [[string, positional.output("ann")]]]]);
    clients.maps.frames.length = 0;
    await clients.positional.exchange([24, 1, ...positional.room("a"), [keyOf("bob"), positional.input("bob")]]);
    expect(await clients.maps.exchange()).toContainEqual([27, 0, [[string, maps.output("bob")]]]);
  });

  test("the data of an update is in the encoding of the attend frame, which its topic's name says", async () => {
    const { port } = await servePresence(rig);
    const client = await rig.open(port, positional);
    const [members] = await client.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
    expect(members?.[4]).toEqual([[string, positional.output("ann")]]);
    expect(await client.exchange([25, 0, 0, maps.input("busy")])).toEqual([
      [27, 0, [[string, positional.output("busy")]]],
      [3, 0],
    ]);
    expect(await client.exchange([25, 0, 0, positional.input("wrong")])).toEqual([
      [4, 0, "invalid_input", string, { issues: expect.any(Array) }],
    ]);
  });

  describe("attend is refused", () => {
    const key = keyOf("ann");
    const ann = { name: "ann" };
    const issues = { issues: expect.any(Array) };
    test.each<[code: string, what: string, rest: unknown[], data?: unknown]>([
      ["unknown_topic", "a topic that is none", ["nope"]],
      ["unknown_topic", "a number where the encoding is 1", [1, ["a"]]],
      ["incompatible", "a topic without presence", ["plain"]],
      ["invalid_input", "params that are missing", ["room"], issues],
      ["invalid_input", "params of another type", ["room", { name: 5 }], issues],
      ["invalid_input", "a member that is no array", ["room", { name: "a" }, { key, data: ann }], issues],
      ["invalid_input", "a member without anything", ["room", { name: "a" }, []], issues],
      ["invalid_input", "a key that is no text", ["room", { name: "a" }, [5, ann]], issues],
      ["invalid_input", "a key of 15 characters", ["room", { name: "a" }, ["x".repeat(15), ann]], issues],
      ["invalid_input", "a key of 129 characters", ["room", { name: "a" }, ["x".repeat(129), ann]], issues],
      ["invalid_input", "data that is missing", ["room", { name: "a" }, [key]], issues],
      ["invalid_input", "data of another type", ["room", { name: "a" }, [key, { name: "" }]], issues],
      ["forbidden", "who may not subscribe", ["room", { name: "closed" }]],
      ["forbidden", "a member that may not tell that", ["room", { name: "a" }, [key, { name: "forbidden" }]]],
    ])("%s: %s", async (code, _, rest, data) => {
      const { port, server, faults } = await servePresence(rig);
      const client = await rig.open(port);
      expect(await client.exchange([24, 0, ...rest])).toEqual([[10, 0, code, string, ...(data ? [data] : [])]]);
      // The id is free, and nobody has entered.
      expect(await client.exchange([24, 0, ...maps.room("a")])).toEqual([[26, 0, 5_000, null, []]]);
      expect(await server.topics.room.members({ name: "a" })).toEqual([]);
      expect(faults).toEqual([]);
    });

    test("internal, with the cause for the server alone: what nobody can decide", async () => {
      const { port, faults } = await servePresence(rig);
      const client = await rig.open(port);
      const frames = await client.exchange(
        [24, 0, ...maps.room("broken")],
        [24, 1, ...maps.room("a"), [key, { name: "broken" }]],
      );
      expect(frames).toEqual([
        [10, 0, "internal", string],
        [10, 1, "internal", string],
      ]);
      expect(JSON.stringify(frames)).not.toContain("database");
      expect(faults).toEqual(Array(2).fill("authorize room: Error: the database is away"));
    });

    test("keys of 16 and of 128 characters are taken", async () => {
      const { port } = await servePresence(rig);
      const client = await rig.open(port);
      for (const length of [16, 128]) {
        const frames = await client.exchange([24, length, ...maps.room("a"), ["x".repeat(length), ann]]);
        expect(frames.at(-1)?.slice(0, 4)).toEqual([26, length, 5_000, string]);
      }
    });

    test("nobody else learns the key", async () => {
      const { port } = await servePresence(rig);
      const client = await rig.open(port);
      expect(JSON.stringify(await client.exchange([24, 0, ...maps.room("a"), [key, ann]]))).not.toContain("key");
    });
  });

  describe("ids", () => {
    test("attendances share theirs with subscriptions: one in use ends the connection with 4400", async () => {
      const { port, decisions } = await servePresence(rig);
      for (const frames of [
        [
          [6, 0, "plain"],
          [24, 0, ...maps.room("a")],
        ],
        [
          [24, 0, ...maps.room("?")],
          [6, 0, "plain"],
        ],
      ]) {
        const client = await rig.open(port);
        client.send(...frames);
        expect((await client.closed).code).toBe(4400);
      }
      decisions.shift()?.(true);
    });

    test("updates share theirs with calls, and not with subscriptions", async () => {
      const { port, decisions } = await servePresence(rig);
      const client = await rig.open(port);
      await client.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
      client.send([25, 1, 0, { name: "?" }], [2, 1, "echo", 1]);
      expect((await client.closed).code).toBe(4400);
      decisions.shift()?.(true);
    });

    test("one that is not decided yet ends once, whatever the decision", async () => {
      const { port, decisions, server } = await servePresence(rig);
      for (const decision of [true, false]) {
        const client = await rig.open(port);
        const member = [keyOf("ann"), maps.input("ann")];
        expect(await client.exchange([24, 0, ...maps.room("?"), member], [9, 0], [9, 0])).toEqual([[10, 0]]);
        decisions.shift()?.(decision);
        expect(await settle(client)).toEqual([]);
        expect(decisions).toEqual([]);
        const members = server.topics.room.members({ name: "?" });
        expect(await members).toEqual([]);
      }
    });
  });

  describe("updateMember", () => {
    async function entered(overrides: Parameters<typeof servePresence>[1] = {}) {
      const served = await servePresence(rig, overrides);
      const [client, watcher] = [await rig.open(served.port), await rig.open(served.port)];
      const [members] = await client.exchange([24, 5, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
      expect(members?.slice(0, 2)).toEqual([26, 5]);
      await watcher.exchange([24, 0, ...maps.room("a")]);
      const expectUnchanged = async () => {
        expect(await watcher.exchange()).toEqual([]);
        expect(await client.exchange()).toEqual([]);
        const known = await served.server.topics.room.members({ name: "a" });
        expect(known.map(({ data }) => data.name)).toEqual(["ann"]);
      };
      return { ...served, client, watcher, self: members?.[3], expectUnchanged };
    }

    test.each<[code: string, what: string, rest: unknown[], data?: unknown]>([
      ["invalid_input", "an id that is not in use", [6, maps.input("b")], { issues: expect.any(Array) }],
      ["invalid_input", "an id that is none", ["5", maps.input("b")], { issues: expect.any(Array) }],
      ["invalid_input", "data that is missing", [5], { issues: expect.any(Array) }],
      ["invalid_input", "data of another type", [5, { name: 5 }], { issues: expect.any(Array) }],
      ["forbidden", "what it may not tell", [5, maps.input("forbidden")]],
      ["internal", "what nobody can decide", [5, maps.input("broken")]],
      ["limit_exceeded", "too much", [5, maps.input("x".repeat(1_100))], { limit: "maxMemberBytes", max: 1_024 }],
    ])("is refused with %s: %s", async (code, _, rest, data) => {
      const { client, expectUnchanged, faults } = await entered();
      expect(await client.exchange([25, 9, ...rest])).toEqual([[4, 9, code, string, ...(data ? [data] : [])]]);
      expect(faults).toEqual(code === "internal" ? ["presence room: Error: the database is away"] : []);
      await expectUnchanged();
    });

    test("is refused for who only watches, and for a subscription", async () => {
      const { watcher } = await entered();
      await watcher.exchange([6, 1, "plain"]);
      for (const id of [0, 1]) {
        expect(await watcher.exchange([25, 9, id, maps.input("b")])).toEqual([
          [4, 9, "invalid_input", string, { issues: expect.any(Array) }],
        ]);
      }
    });

    test("counts with the calls of its connection", async () => {
      const { client, decisions, watcher, self, expectUnchanged } = await entered({ limits: { maxCallsInFlight: 1 } });
      expect(await client.exchange([25, 1, 5, maps.input("?1")])).toEqual([]);
      expect(await client.exchange([25, 2, 5, maps.input("b")])).toEqual([
        [4, 2, "limit_exceeded", string, { limit: "maxCallsInFlight", max: 1 }],
      ]);
      await expectUnchanged();
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([
        [27, 5, [[self, maps.output("?1")]]],
        [3, 1],
      ]);
      expect(await watcher.exchange()).toEqual([[27, 0, [[self, maps.output("?1")]]]]);
      expect((await client.exchange([25, 2, 5, maps.input("b")])).at(-1)).toEqual([3, 2]);
    });

    test("one that is cancelled changes nothing, and is answered once", async () => {
      const { client, decisions, expectUnchanged } = await entered();
      expect(await client.exchange([25, 1, 5, maps.input("?")], [5, 1], [5, 1])).toEqual([[4, 1, "cancelled", string]]);
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([]);
      await expectUnchanged();
    });

    test("one whose attendance has ended by the time of its decision is refused", async () => {
      const { client, decisions, server } = await entered();
      expect(await client.exchange([25, 1, 5, maps.input("?")], [9, 5])).toEqual([[10, 5]]);
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([[4, 1, "forbidden", string]]);
      expect(await server.topics.room.members({ name: "a" })).toEqual([]);
    });

    test("the same data again is answered, and nobody hears of it", async () => {
      const { client, expectUnchanged } = await entered();
      expect(await client.exchange([25, 1, 5, maps.input("ann")])).toEqual([[3, 1]]);
      await expectUnchanged();
    });
  });

  describe("a connection that is lost", () => {
    const presenceGraceMs = 800;

    async function served() {
      const each = await servePresence(rig, { limits: { presenceGraceMs } });
      const [watcher, ann] = [await rig.open(each.port), await rig.open(each.port)];
      await watcher.exchange([24, 0, ...maps.room("a")]);
      const [members] = await ann.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
      expect(members?.[2]).toBe(presenceGraceMs);
      await watcher.exchange();
      return { ...each, watcher, ann, self: members?.[3] };
    }

    async function gone({ server }: { server: { connectionCount: number } }, count: number) {
      await eventually("the server has noticed", () => server.connectionCount === count);
    }

    test.each(["vanish", "close"] as const)("leaves the member for graceMs: %s", async (how) => {
      const each = await served();
      const startedAtMs = Date.now();
      each.ann[how]();
      await gone(each, 1);
      expect(await each.watcher.exchange()).toEqual([]);
      await each.watcher.until(() => each.watcher.frames.length > 0);
      expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(presenceGraceMs - 5);
      expect(each.watcher.frames).toEqual([[27, 0, [[each.self]]]]);
    });

    test("who is back within that time was not gone for anybody, again and again", async () => {
      const each = await served();
      let ann = each.ann;
      for (let count = 0; count < 5; count++) {
        ann.vanish();
        await gone(each, 1);
        ann = await rig.open(each.port);
        const [members] = await ann.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
        expect(members).toEqual([26, 0, presenceGraceMs, each.self, [[each.self, maps.output("ann")]]]);
      }
      await pause(presenceGraceMs + 100);
      expect(await each.watcher.exchange()).toEqual([]);
      expect(await ann.exchange()).toEqual([]);
    });

    test("who comes back with other data is told of by that alone", async () => {
      const each = await served();
      each.ann.vanish();
      await gone(each, 1);
      const again = await rig.open(each.port);
      await again.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("back")]]);
      await pause(presenceGraceMs + 100);
      expect(await each.watcher.exchange()).toEqual([[27, 0, [[each.self, maps.output("back")]]]]);
    });

    test("who comes back later is the same member", async () => {
      const each = await served();
      each.ann.vanish();
      await each.watcher.until(() => each.watcher.frames.length > 0);
      const again = await rig.open(each.port);
      const [members] = await again.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
      expect(members?.[3]).toBe(each.self);
      expect(await each.watcher.exchange()).toEqual([
        [27, 0, [[each.self]]],
        [27, 0, [[each.self, maps.output("ann")]]],
      ]);
    });

    test("another one with the same key is the same member, and stays when the first ends", async () => {
      const each = await served();
      const second = await rig.open(each.port);
      const [members] = await second.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("second")]]);
      expect(members).toEqual([26, 0, presenceGraceMs, each.self, [[each.self, maps.output("second")]]]);
      expect(await each.ann.exchange([9, 0])).toEqual([
        [27, 0, [[each.self, maps.output("second")]]],
        [10, 0],
      ]);
      each.ann.vanish();
      await pause(presenceGraceMs + 100);
      expect(await each.watcher.exchange()).toEqual([[27, 0, [[each.self, maps.output("second")]]]]);
      expect(await second.exchange([9, 0])).toEqual([[10, 0]]);
      expect(await each.watcher.exchange()).toEqual([[27, 0, [[each.self]]]]);
    });

    test("of two with the same key, what was sent last holds", async () => {
      const each = await served();
      const second = await rig.open(each.port);
      await second.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("second")]]);
      await each.ann.exchange([25, 0, 0, maps.input("first again")]);
      await second.exchange([9, 0]);
      expect(await each.watcher.exchange()).toEqual(
        ["second", "first again"].map((name) => [27, 0, [[each.self, maps.output(name)]]]),
      );
    });

    test("a server that closes does not wait for them", async () => {
      const each = await served();
      each.ann.vanish();
      each.watcher.vanish();
      await gone(each, 0);
      const startedAtMs = Date.now();
      await each.server.close({ graceMs: 5_000 });
      expect(Date.now() - startedAtMs).toBeLessThan(presenceGraceMs);
    });
  });

  describe("limits", () => {
    test("maxMembers: one more is refused, who only watches and who is one already is not", async () => {
      const { port } = await servePresence(rig, { limits: { maxMembers: 2 } });
      const client = await rig.open(port);
      const enter = async (id: number, name: string) =>
        (await client.exchange([24, id, ...maps.room("a"), [keyOf(name), maps.input(name)]])).at(-1);
      expect((await enter(0, "ann"))?.[0]).toBe(26);
      expect((await enter(1, "bob"))?.[0]).toBe(26);
      const excess = [10, 2, "limit_exceeded", string, { limit: "maxMembers", max: 2 }];
      expect(await enter(2, "cay")).toEqual(excess);
      expect((await enter(3, "ann"))?.[0]).toBe(26);
      expect((await client.exchange([24, 4, ...maps.room("a")])).at(-1)?.[0]).toBe(26);
      expect((await client.exchange([24, 5, ...maps.room("b"), [keyOf("cay"), maps.input("cay")]])).at(-1)?.[0]).toBe(
        26,
      );
      await client.exchange([9, 1]);
      expect((await enter(2, "cay"))?.[0]).toBe(26);
    });

    test("maxMembers: those who enter at once do not pass it either, on a broker that answers late", async () => {
      const broker = new LateBroker();
      const { port, server } = await servePresence(rig, { broker, limits: { maxMembers: 3 } });
      const client = await rig.open(port);
      const ids = Array.from({ length: 10 }, (_, id) => id);
      client.send(...ids.map((id) => [24, id, ...maps.room("a"), [keyOf(`${id}`), maps.input(`${id}`)]]));
      await client.until(() => client.frames.filter(([kind]) => kind === 10 || kind === 26).length === ids.length);
      expect(client.frames.filter(([kind]) => kind === 10)).toHaveLength(7);
      // The client is told of its own entries, too, as they are heard.
      await client.until(() => new Set(client.frames.flatMap(idsIn)).size === 3);
      expect(await server.topics.room.members({ name: "a" })).toHaveLength(3);
    });

    test("maxMemberBytes: what is told, in maps, may be so large and no larger", async () => {
      const { port } = await servePresence(rig, { limits: { maxMemberBytes: 1_024 } });
      for (const { fingerprint, room, input } of Object.values(presenceForms)) {
        const client = await rig.open(port, { fingerprint });
        // Map, keys, the head of the text, and a timestamp.
        const most = 1_024 - (1 + 5 + 3 + 3 + 10);
        const [members] = await client.exchange([24, 0, ...room("a"), [keyOf("ann"), input("x".repeat(most))]]);
        expect(members?.[0]).toBe(26);
        expect(await client.exchange([25, 0, 0, input("x".repeat(most + 1))])).toEqual([
          [4, 0, "limit_exceeded", string, { limit: "maxMemberBytes", max: 1_024 }],
        ]);
        expect(await client.exchange([24, 1, ...room("a"), [keyOf("bob"), input("x".repeat(most + 1))]])).toEqual([
          [10, 1, "limit_exceeded", string, { limit: "maxMemberBytes", max: 1_024 }],
        ]);
        await client.close();
      }
    });

    test("maxSubscriptions counts attendances, too, those of ended ones that are not decided included", async () => {
      const { port, decisions } = await servePresence(rig, { limits: { maxSubscriptions: 1 } });
      const client = await rig.open(port);
      const excess = { limit: "maxSubscriptions", max: 1 };
      await client.exchange([6, 0, "plain"]);
      expect(await client.exchange([24, 1, ...maps.room("a")])).toEqual([[10, 1, "limit_exceeded", string, excess]]);
      expect(await client.exchange([9, 0], [24, 1, ...maps.room("?")], [9, 1])).toEqual([
        [10, 0],
        [10, 1],
      ]);
      expect(await client.exchange([6, 0, "plain"])).toEqual([[10, 0, "limit_exceeded", string, excess]]);
      decisions.shift()?.(true);
      await settle(client);
      expect((await client.exchange([6, 0, "plain"]))[0]?.[0]).toBe(7);
    });

    test("nothing is left of what has ended, however it ended: every limit is 1", async () => {
      const limits = { maxSubscriptions: 1, maxMembers: 1, maxCallsInFlight: 1, presenceGraceMs: 1 };
      const { port, server, decisions } = await servePresence(rig, { limits });
      const enter = [24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]];
      const other = [24, 0, ...maps.room("a"), [keyOf("bob"), maps.input("bob")]];
      const isIn = async (client: RawClient, frame: unknown[]) => {
        expect((await client.exchange(frame)).at(-1)?.[0]).toBe(26);
      };
      for (let round = 0; round < 3; round++) {
        const client = await rig.open(port);
        await isIn(client, enter);
        expect((await client.exchange([25, 0, 0, maps.input("busy")])).at(-1)).toEqual([3, 0]);
        expect((await client.exchange([25, 0, 0, maps.input("forbidden")])).at(-1)?.[0]).toBe(4);
        await client.exchange([9, 0]);
        await isIn(client, other);
        expect(server.topics.room.revoke()).toBe(1);
        expect((await client.exchange())[0]?.[0]).toBe(10);
        await client.exchange([24, 0, ...maps.room("a"), [keyOf("cay"), maps.input("forbidden")]]);
        await client.exchange([24, 0, ...maps.room("?")]);
        decisions.shift()?.(false);
        expect((await settle(client))[0]).toEqual([10, 0, "forbidden", string]);
        await isIn(client, enter);
        client.vanish();
        await eventually("the server has noticed", () => server.connectionCount === 0);
        await pause(20);
        expect(await server.topics.room.members({ name: "a" })).toEqual([]);
      }
    });
  });

  describe("who loses the right to subscribe loses this too", () => {
    async function entered() {
      const served = await servePresence(rig);
      const [ann, bob] = [await rig.open(served.port), await rig.open(served.port)];
      const [members] = await ann.exchange([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
      await bob.exchange([24, 0, ...maps.room("a")]);
      return { ...served, ann, bob, self: members?.[3] };
    }

    test("by revocation: of an instance, of those that are meant, with the message", async () => {
      const { server, ann, bob, self } = await entered();
      const { revoke } = server.topics.room;
      expect(revoke({ params: { name: "b" } })).toBe(0);
      expect(
        revoke({ where: ({ params, context }) => params.name === "b" || (context as Identity).who !== "anybody" }),
      ).toBe(0);
      expect(await ann.exchange()).toEqual([]);

      expect(revoke({ params: { name: "a" }, message: "go away" })).toBe(2);
      expect((await ann.exchange()).at(-1)).toEqual([10, 0, "forbidden", "go away"]);
      expect(await bob.exchange()).toEqual([
        [27, 0, [[self]]],
        [10, 0, "forbidden", "go away"],
      ]);
      expect(await server.topics.room.members({ name: "a" })).toEqual([]);
      expect(await ann.exchange([25, 0, 0, maps.input("ann")])).toEqual([
        [4, 0, "invalid_input", string, { issues: expect.any(Array) }],
      ]);
    });

    test("by revocation while it is decided over", async () => {
      const { server, ann, decisions } = await entered();
      const member = [keyOf("bob"), maps.input("?")];
      await ann.exchange([24, 1, ...maps.room("b"), member], [24, 2, ...maps.room("?")], [6, 3, ...maps.room("?")]);
      expect(server.topics.room.revoke({ params: { name: "b" } })).toBe(1);
      expect(server.topics.room.revoke({ where: ({ params }) => params.name === "?" })).toBe(2);
      expect(await ann.exchange()).toEqual([1, 2, 3].map((id) => [10, id, "forbidden", string]));
      for (const decide of decisions.splice(0)) decide(true);
      server.publish.room({ name: "?" }, "to nobody");
      expect(await settle(ann)).toEqual([]);
      expect(await server.topics.room.members({ name: "b" })).toEqual([]);
    });

    test("by another identity that may not attend", async () => {
      const { ann, bob, self } = await entered();
      expect(await ann.exchange([19, 9, { who: "banned" }])).toEqual([
        [3, 9],
        [10, 0, "forbidden", string],
      ]);
      expect(await bob.exchange()).toEqual([[27, 0, [[self]]]]);
    });

    test("by another identity that may not tell what the member does; who only watches stays", async () => {
      const { ann, bob, self, asked } = await entered();
      expect(await bob.exchange([19, 9, { who: "mute" }])).toEqual([[3, 9]]);
      expect(await ann.exchange([25, 1, 0, maps.input("busy")])).toHaveLength(2);
      asked.length = 0;
      expect(await ann.exchange([19, 9, { who: "somebody" }])).toEqual([[3, 9]]);
      expect(asked).toEqual([["somebody", "a", "busy"]]);
      expect(await ann.exchange([19, 9, { who: "mute" }])).toEqual([
        [3, 9],
        [10, 0, "forbidden", string],
      ]);
      expect(await bob.exchange()).toEqual([
        [27, 0, [[self, maps.output("busy")]]],
        [27, 0, [[self]]],
      ]);
    });

    test.each([
      ["banned", "the right to attend was decided over", "?", "ann", true],
      ["banned", "the right to tell was decided over", "b", "?", false],
      ["mute", "the right to tell was decided over", "b", "?", true],
    ])("by becoming %s while %s", async (who, _, room, name, waitsAgain) => {
      const { ann, decisions, server } = await entered();
      expect(await ann.exchange([24, 1, ...maps.room(room), [keyOf("bob"), maps.input(name)]])).toEqual([]);
      expect((await ann.exchange([19, 9, { who }]))[0]).toEqual([3, 9]);
      decisions.shift()?.(true);
      // Everything is asked again for somebody else; a check that waits does so for everybody.
      const frames = await settle(ann);
      expect(decisions).toHaveLength(waitsAgain ? 1 : 0);
      decisions.shift()?.(false);
      frames.push(...(await settle(ann)));
      expect(frames).toContainEqual([10, 1, "forbidden", string]);
      expect(await server.topics.room.members({ name: room })).toEqual([]);
    });

    test("an update that is decided over is decided anew for another identity", async () => {
      const { ann, decisions, asked, server } = await entered();
      await ann.exchange([25, 1, 0, maps.input("?")]);
      await ann.exchange([19, 9, { who: "somebody" }]);
      asked.length = 0;
      decisions.shift()?.(true);
      expect(await settle(ann)).toEqual([]);
      expect(asked).toEqual([["somebody", "a", "?"]]);
      decisions.shift()?.(false);
      expect(await settle(ann)).toEqual([[4, 1, "forbidden", string]]);
      expect((await server.topics.room.members({ name: "a" })).map(({ data }) => data.name)).toEqual(["ann"]);
    });
  });

  test("on a broker that answers late: the same, only later, and nothing is heard after the end", async () => {
    const broker = new LateBroker();
    const { port, server, faults } = await servePresence(rig, { broker, limits: { presenceGraceMs: 300 } });
    const [ann, bob] = [await rig.open(port), await rig.open(port)];
    bob.send([24, 0, ...maps.room("a")]);
    expect(await bob.receive()).toEqual([26, 0, 300, null, []]);
    ann.send([24, 0, ...maps.room("b"), [keyOf("ann"), maps.input("ann")]], [25, 1, 0, maps.input("too early")]);
    expect((await ann.receive()).slice(0, 3)).toEqual([4, 1, "invalid_input"]);
    expect((await ann.receive()).slice(0, 2)).toEqual([26, 0]);
    ann.send([9, 0]);
    await ann.until(() => ann.frames.some(([kind]) => kind === 10));
    ann.frames.length = 0;
    ann.send([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]]);
    await ann.until(() => ann.frames.some(([kind]) => kind === 26));
    const self = ann.frames.find(([kind]) => kind === 26)?.[3];
    ann.send([25, 1, 0, maps.input("busy")]);
    await ann.until(() => ann.frames.some(([kind]) => kind === 3));
    ann.send([9, 0]);
    await bob.until(() => bob.frames.length === 3);
    expect(bob.frames.splice(0)).toEqual([
      [27, 0, [[self, maps.output("ann")]]],
      [27, 0, [[self, maps.output("busy")]]],
      [27, 0, [[self]]],
    ]);
    bob.send([9, 0]);
    await eventually("the broker is not listened to", () => broker.listenerCount === 0);
    // Who is gone before the broker has answered enters nothing for longer than the grace.
    ann.send([24, 0, ...maps.room("a"), [keyOf("ann"), maps.input("ann")]], [9, 0]);
    const lost = await rig.open(port);
    lost.send([24, 0, ...maps.room("a"), [keyOf("cay"), maps.input("cay")]]);
    lost.vanish();
    await pause(500);
    expect(await server.topics.room.members({ name: "a" })).toEqual([]);
    expect(broker.listenerCount).toBe(0);
    expect(faults).toEqual([]);
  });
});

/** Who is spoken of in a frame of members or of changes. */
function idsIn([kind, , third, , fifth]: unknown[]): unknown[] {
  const members = (kind === 26 ? fifth : kind === 27 ? third : []) as [unknown][];
  return members.map(([id]) => id);
}

/** The names of members in changes, in maps or positional. */
function names(changes: unknown): unknown[] {
  if (!Array.isArray(changes)) return [];
  return changes.map(([, data]) => (Array.isArray(data) ? data[1] : data?.name));
}
