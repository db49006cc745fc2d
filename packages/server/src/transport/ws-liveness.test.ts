import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Liveness, type Peer } from "./ws-liveness.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("pings a quiet peer from half of its timeout on, and drops it at the end", () => {
  const liveness = new Liveness();
  const peer = new FakePeer(8_000);
  liveness.watch(peer);
  vi.advanceTimersByTime(3_999);
  expect(peer).toMatchObject({ pings: 0, isTerminated: false });
  vi.advanceTimersByTime(1);
  expect(peer.pings).toBe(1);
  vi.advanceTimersByTime(3_999);
  expect(peer.isTerminated).toBe(false);
  vi.advanceTimersByTime(1);
  expect(peer.isTerminated).toBe(true);
  liveness.forget(peer);
});

test("keeps a peer of which any byte arrives, even if no whole message does", () => {
  const liveness = new Liveness();
  const peer = new FakePeer(8_000);
  liveness.watch(peer);
  for (let second = 0; second < 60; second++) {
    if (second % 5 === 0) peer.bytes += 1;
    vi.advanceTimersByTime(1_000);
  }
  expect(peer.isTerminated).toBe(false);
  expect(peer.pings).toBeGreaterThan(0);
  liveness.forget(peer);
});

test("does not blame peers for a time in which the process was busy", () => {
  const liveness = new Liveness();
  const peer = new FakePeer(8_000);
  liveness.watch(peer);
  // The clock moves on and no timer fires.
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(2_000);
  expect(peer).toMatchObject({ pings: 0, isTerminated: false });
  liveness.forget(peer);
});

test("watches peers with different timeouts, each by its own", () => {
  const liveness = new Liveness();
  const [slow, fast] = [new FakePeer(60_000), new FakePeer(8_000)];
  liveness.watch(slow);
  liveness.watch(fast);
  vi.advanceTimersByTime(8_000);
  expect([slow.isTerminated, fast.isTerminated]).toEqual([false, true]);
  liveness.forget(fast);
  vi.advanceTimersByTime(52_000);
  expect(slow.isTerminated).toBe(true);
  liveness.forget(slow);
});

test("has a timer only while there are peers", () => {
  const liveness = new Liveness();
  const peer = new FakePeer(8_000);
  expect(vi.getTimerCount()).toBe(0);
  for (let round = 0; round < 2; round++) {
    liveness.watch(peer);
    expect(vi.getTimerCount()).toBe(1);
    liveness.forget(peer);
    expect(vi.getTimerCount()).toBe(0);
  }
});

class FakePeer implements Peer {
  bytes = 0;
  pings = 0;
  isTerminated = false;

  constructor(readonly idleTimeoutMs: number) {}

  bytesRead(): number {
    return this.bytes;
  }

  ping(): void {
    this.pings += 1;
  }

  terminate(): void {
    this.isTerminated = true;
  }
}
