import { expect, test } from "vitest";
import { FakeClock } from "../test/fake-clock.js";
import { Heartbeat } from "./heartbeat.js";

function start(): { clock: FakeClock; heartbeat: Heartbeat; log: string[]; uplink: { bufferedBytes: number } } {
  const clock = new FakeClock();
  const log: string[] = [];
  const startMs = clock.now();
  const uplink = { bufferedBytes: 0 };
  const note = (what: string) => log.push(`${what} at ${clock.now() - startMs}`);
  const heartbeat = new Heartbeat({
    clock,
    heartbeatMs: 25_000,
    heartbeatTimeoutMs: 10_000,
    bufferedBytes: () => uplink.bufferedBytes,
    ping: () => note("ping"),
    dead: () => note("dead"),
  });
  heartbeat.start();
  return { clock, heartbeat, log, uplink };
}

test("a silent peer is dead after both times together", async () => {
  const { clock, log } = start();
  await clock.advance(60_000);
  expect(log).toEqual(["ping at 25000", "dead at 35000"]);
  expect(clock.delaysMs).toEqual([]);
});

test("a peer that sends is never pinged", async () => {
  const { clock, heartbeat, log } = start();
  for (let i = 0; i < 10; i++) {
    await clock.advance(20_000);
    heartbeat.heard();
  }
  expect(log).toEqual([]);
  await clock.advance(25_000);
  expect(log).toEqual(["ping at 225000"]);
  heartbeat.stop();
  expect(clock.delaysMs).toEqual([]);
});

test("an answer to the ping starts over", async () => {
  const { clock, heartbeat, log } = start();
  await clock.advance(26_000);
  heartbeat.heard();
  await clock.advance(24_000);
  expect(log).toEqual(["ping at 25000"]);
  await clock.advance(2_000);
  expect(log).toEqual(["ping at 25000", "ping at 51000"]);
  heartbeat.stop();
});

test("a peer whose uplink still drains is not dead", async () => {
  const { clock, log, uplink } = start();
  uplink.bufferedBytes = 3_000_000;
  await clock.advance(30_000);
  uplink.bufferedBytes = 2_000_000;
  await clock.advance(10_000);
  uplink.bufferedBytes = 1_000_000;
  await clock.advance(10_000);
  expect(log).toEqual(["ping at 25000"]);
  await clock.advance(10_000);
  expect(log).toEqual(["ping at 25000", "dead at 55000"]);
});

test("a probe asks at once, and once", async () => {
  const { clock, heartbeat, log } = start();
  await clock.advance(1_000);
  heartbeat.probe();
  await clock.advance(5_000);
  heartbeat.probe();
  await clock.advance(60_000);
  expect(log).toEqual(["ping at 1000", "dead at 11000"]);
});
