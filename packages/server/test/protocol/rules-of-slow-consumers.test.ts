import type { Wire } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { flawsOf, type LogEntry, logOf } from "../topics/subscriber-log.js";
import { eventually } from "./eventually.js";
import { memory } from "./flat-memory.js";
import { overTransports } from "./over-transports.js";
import { type PoliciesServer, policiesFingerprint, servePolicies } from "./policies-server.js";
import type { RawClient } from "./raw-client.js";

/** Far more bytes than kernels keep for a connection: what a stalled peer has not read waits in the server, or nowhere. */
const eventCount = 300;
const body = "x".repeat(100_000);
const keyCount = 3;

type Policy = "conflate" | "disconnect" | "drop" | "resume" | "short";

overTransports("slow consumers", (rig) => {
  /** Publishes as many events as stall a peer that does not read, while a healthy one gets each of them. */
  async function flood({ server }: PoliciesServer, topic: Policy, healthy: RawClient): Promise<void> {
    for (let index = 1; index <= eventCount; index++) {
      server.publish[topic]({ key: `k${index % keyCount}`, body });
      expect((await healthy.exchange()).map(([kind, , offset]) => [kind, offset])).toEqual([[8, index]]);
      healthy.messages.length = 0;
    }
  }

  /** Stalls a subscriber of a topic under the flood, and returns what it was told once it reads again. */
  async function stall(topic: Policy, fingerprint: string): Promise<{ log: LogEntry[]; frames: unknown[][] }> {
    // Room for the latest of every key.
    const served = await servePolicies(rig, { limits: { maxEventBytes: 2 * keyCount * body.length } });
    const [slow, healthy] = [await rig.open(served.port, { fingerprint }), await rig.open(served.port)];
    const subscribed = await slow.exchange([6, 0, topic]);
    await healthy.exchange([6, 0, topic]);
    slow.socket.pause();
    await flood(served, topic, healthy);
    // Whatever is no event is never left out.
    slow.send([2, 9, "echo", "are you there?"]);
    slow.socket.resume();
    const entries = () => logOf([...subscribed, ...slow.frames] as Wire[][]);
    await slow.until(() => reachedBy(entries()) === eventCount);
    await slow.until(() => slow.frames.some(([kind, id]) => kind === 3 && id === 9));
    served.server.publish[topic]({ key: "last", body: 1 });
    await slow.until(() => reachedBy(entries()) === eventCount + 1);
    const log = entries();
    expect(flawsOf(log)).toEqual([]);
    expect(served.faults).toEqual([]);
    return { log, frames: slow.frames };
  }

  describe.each([
    ["maps", ""],
    ["positional", policiesFingerprint],
  ])("in %s", (_, fingerprint) => {
    test("resume goes on from the history, and misses nothing", async () => {
      const { log } = await stall("resume", fingerprint);
      expect(gapsIn(log)).toEqual([]);
      expect(offsetsIn(log)).toHaveLength(eventCount + 1);
    });

    test("resume tells what the history no longer has, and goes on behind that", async () => {
      const { log } = await stall("short", fingerprint);
      expect(gapsIn(log).map(({ to, reason }) => [to, reason])).toEqual([[eventCount - 3, "expired"]]);
      expect(offsetsIn(log).slice(-4)).toEqual([-2, -1, 0, 1].map((offset) => eventCount + offset));
    });

    test("drop leaves out what came meanwhile, and tells so", async () => {
      const { log } = await stall("drop", fingerprint);
      expect(gapsIn(log).map(({ to, reason }) => [to, reason])).toEqual([[eventCount, "slow"]]);
      expect(offsetsIn(log).length).toBeLessThan(eventCount);
      expect(offsetsIn(log).at(-1)).toBe(eventCount + 1);
    });

    test("conflate keeps the latest of each key", async () => {
      const { log } = await stall("conflate", fingerprint);
      expect(new Set(gapsIn(log).map(({ reason }) => reason))).toEqual(new Set(["conflated"]));
      expect(offsetsIn(log).slice(-4)).toEqual([-2, -1, 0, 1].map((offset) => eventCount + offset));
      expect(offsetsIn(log).length).toBeLessThan(eventCount);
    });

    test("disconnect sends everything, and ends with 4413", async () => {
      const served = await servePolicies(rig, { limits: { maxBufferedBytes: 1_048_576 } });
      const slow = await rig.open(served.port, { fingerprint });
      const subscribed = await slow.exchange([6, 0, "disconnect"]);
      slow.socket.pause();
      await eventually("it is closed", () => {
        served.server.publish.disconnect({ key: "k", body });
        return served.server.connectionCount === 0;
      });
      slow.socket.resume();
      expect((await slow.closed).code).toBe(4413);
      const log = logOf([...subscribed, ...slow.frames] as Wire[][]);
      expect(flawsOf(log)).toEqual([]);
      expect(gapsIn(log)).toEqual([]);
    });
  });

  test.each(["resume", "short", "drop", "conflate"] as const)(
    "%s: stalled subscribers take no more memory than their limits say, and go as they came",
    async (topic) => {
      const slowCount = 10;
      const limits = { maxEventBytes: 262_144, maxBufferedBytes: 4_194_304 };
      const served = await servePolicies(rig, { limits });
      const healthy = await rig.open(served.port);
      await healthy.exchange([6, 0, topic]);
      const slow = await Promise.all(Array.from({ length: slowCount }, () => rig.open(served.port)));
      for (const client of slow) {
        await client.exchange([6, 0, topic]);
        client.socket.pause();
      }
      const before = await memory();
      await flood(served, topic, healthy);
      const grownBytes = (await memory()).heapBytes - before.heapBytes;
      // Once for the socket, once for what the policy keeps, an event that goes over, and the history in both encodings.
      const boundBytes = slowCount * (2 * limits.maxEventBytes + 2 * body.length) + 2 * eventCount * body.length;
      expect(grownBytes).toBeLessThan(boundBytes + 64_000_000);
      expect(served.server.connectionCount, "none was closed").toBe(slowCount + 1);
      // Half of them never wake up.
      for (const client of slow.slice(slowCount / 2)) client.vanish();
      for (const client of slow.slice(0, slowCount / 2)) client.socket.resume();
      for (const client of slow.slice(0, slowCount / 2)) {
        await client.until(() => reachedBy(logOf(client.frames as Wire[][])) === eventCount);
        expect(flawsOf([{ kind: "began", epoch: "", offset: 0 }, ...logOf(client.frames as Wire[][])])).toEqual([]);
      }
      await eventually("those are gone", () => served.server.connectionCount === slowCount / 2 + 1);
    },
  );
});

function reachedBy(log: readonly LogEntry[]): number {
  const last = log.at(-1);
  return last ? (last.kind === "gap" ? last.to : last.offset) : 0;
}

function gapsIn(log: readonly LogEntry[]): Extract<LogEntry, { kind: "gap" }>[] {
  return log.filter((entry) => entry.kind === "gap");
}

function offsetsIn(log: readonly LogEntry[]): number[] {
  return log.filter((entry) => entry.kind === "event").map(({ offset }) => offset);
}
