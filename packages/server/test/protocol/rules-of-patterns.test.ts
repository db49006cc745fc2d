import type { Wire } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { LateBroker } from "../topics/late-broker.js";
import { flawsOf, logOf } from "../topics/subscriber-log.js";
import { eventually } from "./eventually.js";
import { overTransports } from "./over-transports.js";
import { type PatternsServer, patternsFingerprint, servePatterns } from "./patterns-server.js";
import type { RawClient } from "./raw-client.js";
import { settle } from "./settle.js";

const number = expect.any(Number);
const string = expect.any(String);
const issues = { issues: expect.any(Array) };

/** All symbols of market "x". */
const allOfX = ["prices", { market: "x" }, ["symbol"]] as const;

overTransports("patterns", (rig) => {
  function publisher({ server }: PatternsServer) {
    return (market: string, symbol: string, body: number, board?: number) =>
      server.publish.prices({ market, symbol, ...(board !== undefined && { board }) }, { key: "k", body });
  }

  describe.each([
    ["maps", "", "prices", (body: number) => ({ key: "k", body })],
    ["positional", patternsFingerprint, 5, (body: number) => [body, "k"]],
  ] as const)("in %s", (_, fingerprint, target, eventOf) => {
    test("what there is comes as matched, then patternSubscribed; later ones with their first event", async () => {
      const served = await servePatterns(rig);
      const publish = publisher(served);
      publish("x", "a", 1);
      publish("x", "b", 1);
      publish("x", "b", 2);
      publish("y", "a", 1);
      const client = await rig.open(served.port, { fingerprint });
      const frames = await client.exchange([28, 4, target, { market: "x" }, ["symbol"]]);
      expect(frames).toEqual([
        [29, 4, { symbol: "a" }, number, string, 1],
        [29, 4, { symbol: "b" }, number, string, 2],
        [30, 4],
      ]);
      const [channelA, channelB] = frames.map(([, , , channel]) => channel);
      expect(channelA).not.toBe(channelB);
      expect(frames[0]?.[4]).not.toBe(frames[1]?.[4]);
      publish("x", "b", 3);
      publish("y", "b", 1);
      publish("x", "c", 1);
      publish("x", "c", 2);
      publish("x", "a", 2);
      const later = await client.exchange();
      const channelC = later[1]?.[3];
      expect(later).toEqual([
        [8, channelB, 3, eventOf(3)],
        [29, 4, { symbol: "c" }, channelC, string, 0],
        [23, channelC, 1, [eventOf(1), eventOf(2)]],
        [8, channelA, 2, eventOf(2)],
      ]);
      expect([channelA, channelB]).not.toContain(channelC);
    });

    test("a client that comes back goes on in each instance, and gets all of those that came to be meanwhile", async () => {
      const served = await servePatterns(rig);
      const publish = publisher(served);
      for (const symbol of ["a", "b", "c"]) publish("x", symbol, 1);
      const client = await rig.open(served.port, { fingerprint });
      const first = await client.exchange([28, 0, target, { market: "x" }, ["symbol"]]);
      const epochs = first.map(([, , , , epoch]) => epoch);
      client.vanish();
      for (let body = 2; body <= 3; body++) publish("x", "a", body);
      for (let body = 2; body <= 9; body++) publish("x", "c", body);
      for (let body = 1; body <= 2; body++) publish("x", "new", body);
      for (let body = 1; body <= 7; body++) publish("x", "more", body);
      const again = await rig.open(served.port, { fingerprint });
      const since = ["a", "b", "c"].map((symbol, index) => [{ symbol }, epochs[index], 1]);
      const frames = await again.exchange([28, 0, target, { market: "x" }, ["symbol"], since]);
      const channels = new Map(frames.flatMap(([kind, , open, channel]) => (kind === 29 ? [[channel, open]] : [])));
      expect(
        frames.filter(([kind]) => kind === 29).map(([, , open, , epoch, offset]) => [open, epoch, offset]),
      ).toEqual([
        [{ symbol: "a" }, epochs[0], 1],
        [{ symbol: "b" }, epochs[1], 1],
        [{ symbol: "c" }, epochs[2], 1],
        [{ symbol: "new" }, string, 0],
        [{ symbol: "more" }, string, 0],
      ]);
      expect(frames.at(-1)).toEqual([30, 0]);
      const told = frames
        .filter(([kind]) => kind !== 29 && kind !== 30)
        .map(([kind, channel, ...rest]) => [kind, channels.get(channel), ...rest]);
      const bodies = (from: number, to: number) =>
        Array.from({ length: to - from + 1 }, (_, index) => eventOf(from + index));
      expect(told).toEqual([
        [23, { symbol: "a" }, 2, bodies(2, 3)],
        [21, { symbol: "c" }, 4, "expired"],
        [23, { symbol: "c" }, 5, bodies(5, 9)],
        [23, { symbol: "new" }, 1, bodies(1, 2)],
        [21, { symbol: "more" }, 2, "expired"],
        [23, { symbol: "more" }, 3, bodies(3, 7)],
      ]);
    });
  });

  describe("what a pattern covers", () => {
    /** The open params of those that are told of. */
    async function matches(client: RawClient, ...rest: unknown[]): Promise<unknown[]> {
      const frames = await client.exchange([28, 0, ...rest], [9, 0]);
      expect(frames.at(-2)).toEqual([30, 0]);
      return frames.slice(0, -2).map(([, , open]) => open);
    }

    test("those whose params have the given values, whatever the open ones are", async () => {
      const served = await servePatterns(rig);
      const publish = publisher(served);
      publish("x", "a", 1);
      publish("x", "a", 1, 7);
      publish("y", "a", 1);
      publish("y", "b", 1, 7);
      const client = await rig.open(served.port);
      expect(await matches(client, "prices", { market: "x" }, ["symbol"])).toEqual([{ symbol: "a" }]);
      expect(await matches(client, "prices", { board: 7, market: "y" }, ["symbol"])).toEqual([{ symbol: "b" }]);
      expect(await matches(client, "prices", { symbol: "a" }, ["market"])).toEqual([{ market: "x" }, { market: "y" }]);
      expect(await matches(client, "prices", {}, ["symbol", "market", "symbol"])).toEqual([
        { symbol: "a", market: "x" },
        { symbol: "a", market: "y" },
      ]);
      expect(await matches(client, "prices", { board: 8 }, ["symbol", "market"])).toEqual([]);
      // What is given for an open param is not looked at.
      expect(await matches(client, "prices", { market: "x", symbol: "b" }, ["symbol"])).toHaveLength(1);
    });

    test("an instance without an event is told of with its first", async () => {
      const served = await servePatterns(rig);
      const client = await rig.open(served.port);
      expect(await client.exchange([6, 1, "prices", { market: "x", symbol: "a" }], [28, 0, ...allOfX])).toEqual([
        [7, 1, number, string, 0],
        [30, 0],
      ]);
      publisher(served)("x", "a", 1);
      const [matched, event] = await client.exchange();
      expect(matched).toEqual([29, 0, { symbol: "a" }, number, string, 0]);
      expect(event).toEqual([8, matched?.[3], 1, { key: "k", body: 1 }]);
      expect(await client.exchange()).toEqual([]);
    });

    test("open params of every type come back as they were, and are known again", async () => {
      const served = await servePatterns(rig);
      const publish = (at: Date | undefined, big: bigint, list: number[]) =>
        served.server.publish.typed({ ...(at && { at }), big, list }, { key: "k", body: 1 });
      publish(new Date(7), 2n ** 70n, [1, 2]);
      publish(undefined, 5n, []);
      const client = await rig.open(served.port);
      const open = ["at", "big", "list"];
      const frames = await client.exchange([28, 0, "typed", {}, open], [9, 0]);
      const opens = frames.slice(0, 2).map(([, , each]) => each);
      expect(opens).toEqual([
        { at: new Date(7), big: 2n ** 70n, list: [1, 2] },
        { big: 5n, list: [] },
      ]);
      const since = frames.slice(0, 2).map(([, , each, , epoch, offset]) => [each, epoch, offset]);
      publish(undefined, 5n, []);
      const again = await client.exchange([28, 0, "typed", {}, open, since]);
      expect(again.map(([kind, , third, , , offset]) => [kind, kind === 29 ? offset : third])).toEqual([
        [29, 1],
        [29, 1],
        [8, 2],
        [30, undefined],
      ]);
    });
  });

  describe("since", () => {
    async function serveSome() {
      const served = await servePatterns(rig);
      const publish = publisher(served);
      for (let body = 1; body <= 3; body++) publish("x", "a", body);
      publish("x", "b", 1);
      return { ...served, client: await rig.open(served.port) };
    }

    /** By symbol: the offset at which it begins, and the bodies that came. */
    async function begin(client: RawClient, topic: string, since: unknown): Promise<Record<string, unknown[]>> {
      const given = topic === "prices" ? { market: "x" } : {};
      const frames = await client.exchange([28, 0, topic, given, ["symbol"], since], [9, 0]);
      const begun: Record<string, unknown[]> = {};
      const names = new Map<unknown, string>();
      for (const [kind, second, third, fourth, , offset] of frames) {
        if (kind === 29) {
          const { symbol } = third as { symbol: string };
          names.set(fourth, symbol);
          begun[symbol] = [offset];
        } else if (kind !== 30 && kind !== 10) {
          const list = kind === 21 ? [`gap ${third} ${fourth}`] : kind === 23 ? (fourth as object[]) : [fourth];
          begun[names.get(second) as string]?.push(
            ...list.map((each) => (typeof each === "string" ? each : (each as { body: number }).body)),
          );
        }
      }
      return begun;
    }

    test.each<[what: string, since: unknown, a: unknown[], b: unknown[]]>([
      ["absent: what comes", undefined, [3], [1]],
      ["nil: what comes", null, [3], [1]],
      ["a number: so many of the latest of each", 2, [1, 2, 3], [0, 1]],
      ["0: none", 0, [3], [1]],
      ["a date: what was published then or later", new Date(0), [0, 1, 2, 3], [0, 1]],
      ["a date to come", new Date(Date.now() + 60_000), [3], [1]],
      ["an empty list: everything that is kept", [], [0, 1, 2, 3], [0, 1]],
      ["another epoch: everything that is kept", [[{ symbol: "a" }, "another", 2]], [0, 1, 2, 3], [0, 1]],
      [
        "an instance that there is not",
        [
          [{ symbol: "z" }, "e", 2],
          [{}, "e", 2],
        ],
        [0, 1, 2, 3],
        [0, 1],
      ],
    ])("%s", async (_, since, a, b) => {
      const { client } = await serveSome();
      expect(await begin(client, "prices", since)).toEqual({ a, b });
    });

    test("where the latest event is retained: that, of each", async () => {
      const { client, server } = await serveSome();
      for (const symbol of ["a", "a", "b"]) server.publish.latest({ symbol }, { key: "k", body: 7 });
      expect(await begin(client, "latest", undefined)).toEqual({ a: [1, 7], b: [0, 7] });
    });

    test("a list where nothing is kept: gaps", async () => {
      const { client, server } = await serveSome();
      const publish = (symbol: string) => server.publish.drop({ symbol }, { key: "k", body: 7 });
      publish("a");
      const [[, , , , epoch] = []] = await client.exchange([28, 0, "drop", {}, ["symbol"]], [9, 0]);
      for (const symbol of ["a", "b"]) publish(symbol);
      expect(await begin(client, "drop", [[{ symbol: "a" }, epoch, 1]])).toEqual({
        a: [1, "gap 2 expired"],
        b: [0, "gap 1 expired"],
      });
    });

    test.each([
      ["a text", "now"],
      ["a negative number", -1],
      ["a fraction", 1.5],
      ["true", true],
      ["a map", {}],
      ["a position", ["e", 1]],
      ["a list of numbers", [1]],
      ["a list of empty lists", [[]]],
      ["open params that are no map", [["a", "e", 1]]],
      ["no epoch", [[{ symbol: "a" }, 1, 1]]],
      ["no offset", [[{ symbol: "a" }, "e"]]],
      ["a negative offset", [[{ symbol: "a" }, "e", -1]]],
      ["one of two that is none", [[{ symbol: "a" }, "e", 1], null]],
    ])("cannot be %s", async (_, since) => {
      const { client } = await serveSome();
      expect(await client.exchange([28, 0, ...allOfX, since])).toEqual([[10, 0, "invalid_input", string, issues]]);
    });
  });

  test("an instance that several subscriptions of a connection cover has one channel, and each event comes once", async () => {
    const served = await servePatterns(rig);
    const publish = publisher(served);
    publish("x", "a", 1);
    const client = await rig.open(served.port);
    const frames = await client.exchange(
      [6, 0, "prices", { market: "x", symbol: "a" }],
      [28, 1, ...allOfX],
      [28, 2, "prices", {}, ["market", "symbol"]],
    );
    const channel = frames[0]?.[2];
    expect(frames).toEqual([
      [7, 0, channel, string, 1],
      [29, 1, { symbol: "a" }, channel, string, 1],
      [30, 1],
      [29, 2, { market: "x", symbol: "a" }, channel, string, 1],
      [30, 2],
    ]);
    publish("x", "a", 2);
    expect(await client.exchange([9, 1], [9, 0])).toEqual([
      [8, channel, 2, { key: "k", body: 2 }],
      [10, 1],
      [10, 0],
    ]);
    publish("x", "a", 3);
    expect(await client.exchange([9, 2])).toEqual([
      [8, channel, 3, { key: "k", body: 3 }],
      [10, 2],
    ]);
    publish("x", "a", 4);
    publish("x", "b", 1);
    expect(await client.exchange()).toEqual([]);
  });

  describe("is refused", () => {
    test.each<[code: string, what: string, rest: unknown[], data?: unknown]>([
      ["unknown_topic", "a topic that is none", ["nope", {}, ["symbol"]]],
      ["unknown_topic", "a number where the encoding is 1", [5, { market: "x" }, ["symbol"]]],
      ["forbidden", "a topic without wildcards", ["plain", {}, ["symbol"]]],
      ["invalid_input", "nothing that is open", ["prices", { market: "x", symbol: "a" }, []], issues],
      ["invalid_input", "open that is missing", ["prices", { market: "x", symbol: "a" }], issues],
      ["invalid_input", "open that is no array", ["prices", { market: "x" }, "symbol"], issues],
      ["invalid_input", "an open param that may not be", ["prices", { market: "x" }, ["symbol", "board"]], issues],
      ["invalid_input", "an open param that is none", ["prices", { market: "x" }, ["toString"]], issues],
      ["invalid_input", "an open param that is no text", ["prices", { market: "x" }, [["symbol"]]], issues],
      ["invalid_input", "given that is no map", ["prices", ["x"], ["symbol"]], issues],
      ["invalid_input", "given that is missing", ["prices", null, ["symbol"]], issues],
      [
        "invalid_input",
        "a given param that is missing",
        ["prices", {}, ["symbol"]],
        { issues: [{ path: ["market"], message: string }] },
      ],
      [
        "incompatible",
        "a given param that there is not",
        ["prices", { market: "x", nope: 1 }, ["symbol"]],
        { path: ["nope"], expected: "undefined" },
      ],
      ["invalid_input", "a given param of another type", ["prices", { market: 5 }, ["symbol"]], issues],
      ["invalid_input", "a given param that is not valid", ["prices", { market: "" }, ["symbol"]], issues],
      ["forbidden", "what authorizePattern does not allow", ["prices", { market: "closed" }, ["symbol"]]],
      ["internal", "what nobody can decide", ["prices", { market: "broken" }, ["symbol"]]],
    ])("with %s: %s", async (code, _, rest, data) => {
      const { port, faults } = await servePatterns(rig);
      const client = await rig.open(port);
      const [ended, ...others] = await client.exchange([28, 0, ...rest]);
      expect([ended, ...others]).toEqual([[10, 0, code, string, ...(data ? [data] : [])]]);
      expect(JSON.stringify(ended)).not.toContain("database");
      expect(faults).toEqual(code === "internal" ? ["authorize prices: Error: the database is away"] : []);
      expect(await client.exchange([28, 0, ...allOfX])).toEqual([[30, 0]]);
    });

    test("authorizePattern is asked with what is given, and nothing else is asked", async () => {
      const { port, asked } = await servePatterns(rig);
      const client = await rig.open(port);
      await client.exchange([28, 0, "prices", { board: 1, symbol: "ignored" }, ["market", "symbol"]]);
      await client.exchange([28, 1, ...allOfX]);
      expect(asked).toEqual([
        ["anybody", { board: 1 }],
        ["anybody", { market: "x" }],
      ]);
    });

    test("late: what is decided over takes its id, and ends once", async () => {
      const { port, decisions } = await servePatterns(rig);
      const waits = [28, 0, "prices", { market: "?" }, ["symbol"]];
      const client = await rig.open(port);
      expect(await client.exchange(waits)).toEqual([]);
      decisions.shift()?.(false);
      expect(await settle(client)).toEqual([[10, 0, "forbidden", string]]);
      expect(await client.exchange(waits)).toEqual([]);
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([[30, 0]]);
      await client.exchange([9, 0]);
      expect(await client.exchange(waits, [9, 0], [9, 0])).toEqual([[10, 0]]);
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([]);
      client.send(waits, [6, 0, "plain", { symbol: "a" }]);
      expect((await client.closed).code).toBe(4400);
      decisions.shift()?.(true);
    });
  });

  describe("limits", () => {
    test("maxMatches: one instance more ends the subscription, at once or later", async () => {
      const served = await servePatterns(rig, { limits: { maxMatches: 2 } });
      const publish = publisher(served);
      const excess = [10, 0, "limit_exceeded", string, { limit: "maxMatches", max: 2 }];
      publish("x", "a", 1);
      publish("x", "b", 1);
      const client = await rig.open(served.port);
      expect(await client.exchange([28, 0, ...allOfX])).toHaveLength(3);
      publish("x", "c", 1);
      publish("x", "a", 2);
      expect(await client.exchange()).toEqual([excess]);
      expect((await client.exchange([28, 0, ...allOfX])).at(-1)).toEqual(excess);
      publish("x", "b", 2);
      publish("x", "d", 1);
      expect(await client.exchange()).toEqual([]);
      expect(await client.exchange([28, 0, "prices", { market: "y" }, ["symbol"]])).toEqual([[30, 0]]);
      expect(served.faults).toEqual([]);
    });

    test("nothing is left of what has ended, however it ended: every limit is 1", async () => {
      const served = await servePatterns(rig, { limits: { maxSubscriptions: 1, maxMatches: 1 } });
      const { port, server, decisions } = served;
      publisher(served)("x", "a", 1);
      for (let round = 0; round < 3; round++) {
        const client = await rig.open(port);
        const isIn = async () => {
          const frames = await client.exchange([28, 0, ...allOfX]);
          // The same channel, every time: no number was lost.
          expect(frames).toEqual([
            [29, 0, { symbol: "a" }, 0, string, 1],
            [30, 0],
          ]);
          expect((await client.exchange([28, 1, ...allOfX]))[0]?.slice(0, 3)).toEqual([10, 1, "limit_exceeded"]);
        };
        await isIn();
        await client.exchange([9, 0]);
        await isIn();
        expect(server.topics.prices.revoke()).toBe(1);
        expect(await client.exchange()).toEqual([[10, 0, "forbidden", string]]);
        await client.exchange([28, 0, "prices", { market: "?" }, ["symbol"]], [9, 0]);
        expect((await client.exchange([28, 0, ...allOfX]))[0]?.slice(0, 3)).toEqual([10, 0, "limit_exceeded"]);
        decisions.shift()?.(true);
        await settle(client);
        await client.exchange([28, 0, "prices", { market: "closed" }, ["symbol"]]);
        await isIn();
        client.vanish();
        await eventually("the server has noticed", () => server.connectionCount === 0);
      }
    });
  });

  describe("who loses the right", () => {
    async function subscribed() {
      const served = await servePatterns(rig);
      publisher(served)("x", "a", 1);
      const client = await rig.open(served.port);
      await client.exchange([28, 0, ...allOfX], [28, 1, "prices", { market: "y" }, ["symbol"]]);
      return { ...served, client };
    }

    test("to an instance loses the patterns that cover it, there or not", async () => {
      const { server, client, ...served } = await subscribed();
      const { revoke } = server.topics.prices;
      expect(revoke({ params: { market: "z", symbol: "a" } })).toBe(0);
      // With another board it is not covered.
      expect(revoke({ params: { market: "x", symbol: "a", board: 1 } })).toBe(0);
      expect(revoke({ params: { market: "y", symbol: "never seen" }, message: "go away" })).toBe(1);
      expect(await client.exchange()).toEqual([[10, 1, "forbidden", "go away"]]);
      expect(revoke({ where: ({ params }) => params.market === "y" })).toBe(0);
      expect(revoke({ where: ({ params }) => params.market === "x" && params.symbol === undefined })).toBe(1);
      publisher({ server, ...served })("x", "a", 2);
      expect(await client.exchange()).toEqual([[10, 0, "forbidden", string]]);
    });

    test("while it is decided over is not subscribed, whatever the decision", async () => {
      const { server, client, decisions } = await subscribed();
      await client.exchange([28, 5, "prices", { market: "?" }, ["symbol"]]);
      expect(server.topics.prices.revoke({ params: { market: "?", symbol: "a" } })).toBe(1);
      expect(await client.exchange()).toEqual([[10, 5, "forbidden", string]]);
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([]);
    });

    test("as another identity loses what that may not hear, and keeps the rest", async () => {
      const { client, asked } = await subscribed();
      asked.length = 0;
      expect(await client.exchange([19, 9, { who: "somebody" }])).toEqual([[3, 9]]);
      expect(asked).toEqual([
        ["somebody", { market: "x" }],
        ["somebody", { market: "y" }],
      ]);
      expect(await client.exchange([19, 9, { who: "banned" }])).toEqual([
        [3, 9],
        [10, 0, "forbidden", string],
        [10, 1, "forbidden", string],
      ]);
    });

    test("while a check is pending is asked about as who it is by then", async () => {
      const { client, decisions, asked } = await subscribed();
      await client.exchange([28, 5, "prices", { market: "?" }, ["symbol"]], [19, 9, { who: "somebody" }]);
      asked.length = 0;
      decisions.shift()?.(true);
      expect(await settle(client)).toEqual([]);
      expect(asked).toEqual([["somebody", { market: "?" }]]);
      decisions.shift()?.(false);
      expect(await settle(client)).toEqual([[10, 5, "forbidden", string]]);
    });

    test("while the broker takes its time is told so, and nothing of the topic", async () => {
      const broker = new LateBroker(() => 30);
      const served = await servePatterns(rig, { broker });
      await publisher(served)("x", "a", 1);
      const client = await rig.open(served.port);
      client.send([28, 0, ...allOfX], [19, 9, { who: "banned" }]);
      await client.until(() => client.frames.length === 2);
      expect(client.frames).toEqual([
        [3, 9],
        [10, 0, "forbidden", string],
      ]);
      await eventually("nobody listens", () => broker.listenerCount === 0 && broker.subscriptionCount === 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(broker.listenerCount + broker.subscriptionCount).toBe(0);
    });
  });

  describe("slow consumers", () => {
    const eventCount = 200;
    const body = "x".repeat(100_000);

    test.each([
      ["resume", []],
      ["drop", ["slow"]],
      ["conflate", ["conflated"]],
    ] as const)("%s: in each instance what the topic declares", async (topic, reasons) => {
      const served = await servePatterns(rig, { limits: { maxEventBytes: 1_000_000 } });
      const slow = await rig.open(served.port);
      const publish = (index: number, text: string) =>
        served.server.publish[topic]({ symbol: `s${index % 2}` }, { key: `k${index % 4}`, body: text });
      publish(0, "first");
      const begun = await slow.exchange([28, 0, topic, {}, ["symbol"]]);
      slow.socket.pause();
      for (let index = 1; index <= eventCount; index++) {
        publish(index, body);
        await new Promise((resolve) => setImmediate(resolve));
      }
      slow.socket.resume();
      const logs = () => {
        const all = [...begun, ...slow.frames] as Wire[][];
        const channels = all.filter(([kind]) => kind === 29);
        return channels.map(([, , open, channel, epoch, offset]) => ({
          symbol: open.symbol as string,
          log: [
            { kind: "began" as const, epoch, offset },
            ...logOf(all.filter(([kind, first]) => kind !== 7 && kind !== 29 && first === channel)),
          ],
        }));
      };
      const isTold = () =>
        logs().length === 2 &&
        logs().every(({ symbol, log }) => {
          const last = log.at(-1);
          const reached = last?.kind === "gap" ? last.to : last?.offset;
          return reached === eventCount / 2 + (symbol === "s0" ? 1 : 0);
        });
      await slow.until(isTold);
      for (const { log } of logs()) {
        expect(flawsOf(log)).toEqual([]);
        expect([...new Set(log.flatMap((entry) => (entry.kind === "gap" ? [entry.reason] : [])))]).toEqual(reasons);
      }
      expect(served.faults).toEqual([]);
    });

    test("disconnect: ends with 4413", async () => {
      const served = await servePatterns(rig, { limits: { maxBufferedBytes: 1_048_576 } });
      const slow = await rig.open(served.port);
      await slow.exchange([28, 0, "disconnect", {}, ["symbol"]]);
      slow.socket.pause();
      let count = 0;
      await eventually("it is closed", () => {
        served.server.publish.disconnect({ symbol: `s${count++ % 3}` }, { key: "k", body });
        return served.server.connectionCount === 0;
      });
      slow.socket.resume();
      expect((await slow.closed).code).toBe(4413);
    });
  });

  test("on a broker that answers late: everything in each instance, and nothing is listened to after the end", async () => {
    const broker = new LateBroker();
    const served = await servePatterns(rig, { broker });
    const publish = publisher(served);
    await publish("x", "a", 1);
    const client = await rig.open(served.port);
    client.send([28, 0, ...allOfX, []]);
    const publishing: unknown[] = [];
    for (let body = 2; body <= 4; body++)
      for (const symbol of ["a", "b", "c"]) publishing.push(publish("x", symbol, body));
    await Promise.all(publishing);
    const offsets = () => {
      const byChannel = new Map<unknown, number[]>();
      for (const [kind, channel, first, events] of client.frames) {
        if (kind !== 8 && kind !== 23) continue;
        const count = kind === 8 ? 1 : (events as unknown[]).length;
        const list = byChannel.get(channel) ?? [];
        list.push(...Array.from({ length: count }, (_, index) => Number(first) + index));
        byChannel.set(channel, list);
      }
      return [...byChannel.values()].sort((one, other) => one.length - other.length);
    };
    await client.until(() => offsets().flat().length === 10);
    expect(offsets()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3, 4],
    ]);
    expect(client.frames.filter(([kind]) => kind === 30)).toEqual([[30, 0]]);
    expect(client.frames.filter(([kind]) => kind === 21)).toEqual([]);
    client.send([28, 1, ...allOfX, 3]);
    client.vanish();
    await eventually("nobody listens", () => broker.listenerCount === 0 && broker.subscriptionCount === 0);
    expect(served.faults).toEqual([]);
  });
});
