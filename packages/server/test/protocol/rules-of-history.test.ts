import { describe, expect, test } from "vitest";
import { overTransports } from "./over-transports.js";
import { policiesFingerprint, servePolicies } from "./policies-server.js";
import type { RawClient } from "./raw-client.js";

const number = expect.any(Number);
const string = expect.any(String);

overTransports("history", (rig) => {
  /** Publishes events with the bodies 1, 2, 3 and so on. */
  async function serveWith(topic: "resume" | "retained" | "short" | "drop", count: number) {
    const served = await servePolicies(rig);
    const publish = (body: number) => served.server.publish[topic]({ key: "k", body });
    for (let body = 1; body <= count; body++) publish(body);
    return { ...served, publish };
  }

  /** Subscribes, and says where that began and which bodies came, with gaps as text. */
  async function begin(
    client: RawClient,
    topic: string,
    since?: unknown,
  ): Promise<{ offset: unknown; told: unknown[] }> {
    const [subscribed, ...frames] = await client.exchange(
      since === undefined ? [6, 0, topic] : [6, 0, topic, null, since],
    );
    expect(subscribed?.slice(0, 2)).toEqual([7, 0]);
    return { offset: subscribed?.[4], told: frames.flatMap(toldBy) };
  }

  describe.each([
    ["maps", ""],
    ["positional", policiesFingerprint],
  ])("since, in %s", (_, fingerprint) => {
    test("absent: what comes", async () => {
      const { port, publish } = await serveWith("resume", 3);
      const client = await rig.open(port, { fingerprint });
      expect(await begin(client, "resume")).toEqual({ offset: 3, told: [] });
      publish(4);
      expect((await client.exchange()).flatMap(toldBy)).toEqual([4]);
    });

    test("absent, where the latest event is retained: that, if there is one", async () => {
      const { port, publish } = await serveWith("retained", 3);
      const client = await rig.open(port, { fingerprint });
      expect(await begin(client, "retained")).toEqual({ offset: 2, told: [3] });
      publish(4);
      expect((await client.exchange()).flatMap(toldBy)).toEqual([4]);
      const { port: other } = await serveWith("retained", 0);
      expect(await begin(await rig.open(other, { fingerprint }), "retained")).toEqual({ offset: 0, told: [] });
    });

    test.each([
      [0, 3, []],
      [2, 1, [2, 3]],
      [9, 0, [1, 2, 3]],
      [Number.MAX_SAFE_INTEGER, 0, [1, 2, 3]],
    ])("%i: so many of the latest", async (since, offset, told) => {
      const { port } = await serveWith("resume", 3);
      expect(await begin(await rig.open(port, { fingerprint }), "resume", since)).toEqual({ offset, told });
    });

    test("a date: what was published then or later", async () => {
      const { port } = await serveWith("resume", 3);
      const client = await rig.open(port, { fingerprint });
      expect(await begin(client, "resume", new Date(0))).toEqual({ offset: 0, told: [1, 2, 3] });
      await client.exchange([9, 0]);
      expect(await begin(client, "resume", new Date(Date.now() + 60_000))).toEqual({ offset: 3, told: [] });
    });

    test("a position: what follows upon it; another epoch's: everything that is kept", async () => {
      const { port } = await serveWith("resume", 3);
      const client = await rig.open(port, { fingerprint });
      const [[, , , epoch] = []] = await client.exchange([6, 0, "resume"], [9, 0]);
      expect(await begin(client, "resume", [epoch, 1])).toEqual({ offset: 1, told: [2, 3] });
      await client.exchange([9, 0]);
      expect(await begin(client, "resume", [epoch, 3])).toEqual({ offset: 3, told: [] });
      await client.exchange([9, 0]);
      expect(await begin(client, "resume", ["another", 2])).toEqual({ offset: 0, told: [1, 2, 3] });
    });
  });

  test.each([
    ["a text", "now"],
    ["a negative number", -1],
    ["a fraction", 1.5],
    ["beyond 2^53", 2 ** 60],
    ["true", true],
    ["a map", { offset: 1 }],
    ["no offset", ["e"]],
    ["no epoch", [1, 1]],
    ["a negative offset", ["e", -1]],
    ["an empty array", []],
  ])("since cannot be %s", async (_, since) => {
    const { port } = await serveWith("resume", 1);
    const client = await rig.open(port);
    expect(await client.exchange([6, 0, "resume", null, since])).toEqual([[10, 0, "invalid_input", string]]);
    // The id is free again.
    expect((await client.exchange([6, 0, "resume"]))[0]?.slice(0, 2)).toEqual([7, 0]);
  });

  test("who comes back goes on where it was; where the history does not reach, a gap comes first", async () => {
    const { port, server, publish } = await serveWith("short", 1);
    const client = await rig.open(port);
    const [[, , , epoch, offset] = []] = await client.exchange([6, 0, "short"], [6, 1, "open", { room: "a" }]);
    expect(offset).toBe(1);
    client.vanish();
    for (const body of [2, 3, 4, 5, 6]) publish(body);
    const [openEpoch] = [(await begin(await rig.open(port), "resume")).offset];
    expect(openEpoch).toBe(0);
    await server.publish.open({ room: "a" }, { text: "missed" });
    const again = await rig.open(port);
    // One message for all subscriptions.
    const frames = await again.exchange([6, 0, "short", null, [epoch, 1]], [6, 1, "open", { room: "a" }, 9]);
    expect(frames).toEqual([
      [7, 0, number, epoch, 1],
      [21, frames[0]?.[2], 3, "expired"],
      [23, frames[0]?.[2], 4, [4, 5, 6].map((body) => ({ key: "k", body }))],
      [7, 1, number, string, 0],
      [8, frames[3]?.[2], 1, { text: "missed", at: new Date(5) }],
    ]);
    publish(7);
    expect((await again.exchange()).flatMap(toldBy)).toEqual([7]);
  });

  test("who comes back where nothing is kept is told of a gap", async () => {
    const { port, publish } = await serveWith("drop", 1);
    const client = await rig.open(port);
    const [[, , , epoch] = []] = await client.exchange([6, 0, "drop"], [9, 0]);
    for (const body of [2, 3]) publish(body);
    expect(await begin(client, "drop", [epoch, 1])).toEqual({ offset: 1, told: ["gap 3 expired"] });
  });

  test("events that another subscription of the connection asked for come on the channel of both", async () => {
    const { port, publish } = await serveWith("resume", 3);
    const client = await rig.open(port);
    const [first, second, ...frames] = await client.exchange([6, 0, "resume"], [6, 1, "resume", null, 2]);
    expect(first).toEqual([7, 0, number, string, 3]);
    expect(second).toEqual([7, 1, first?.[2], first?.[3], 1]);
    expect(frames.flatMap(toldBy)).toEqual([2, 3]);
    publish(4);
    expect((await client.exchange()).flatMap(toldBy)).toEqual([4]);
  });

  test("a long history comes whole and in order", async () => {
    const { port } = await serveWith("resume", 1_000);
    const client = await rig.open(port);
    client.send([6, 0, "resume", null, 1_000]);
    const told: unknown[] = [];
    await client.until(() => {
      told.push(
        ...client.frames
          .splice(0)
          .slice(told.length === 0 ? 1 : 0)
          .flatMap(toldBy),
      );
      return told.at(-1) === 1_000;
    });
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });
});

/** The bodies of events, and gaps as text. */
function toldBy([kind, , at, what]: unknown[]): unknown[] {
  if (kind === 21) return [`gap ${at} ${what}`];
  if (kind !== 8 && kind !== 23) return [`frame ${kind}`];
  return (kind === 23 ? (what as unknown[]) : [what]).map(bodyOf);
}

function bodyOf(event: unknown): unknown {
  // Positional: body, a union of number and text, comes before key.
  return Array.isArray(event) ? event[0] : (event as { body: unknown }).body;
}
