import { Registry } from "prom-client";
import { expect, test, vi } from "vitest";
import type { ObservedCall } from "../../observer.js";
import { prometheus } from "./prometheus.js";

const call: ObservedCall = { path: "rooms.send", session: "s1", streams: undefined, carrier: {} };

/** The samples of a registry as Prometheus reads them: `name{labels}` and its value, zeros aside. */
async function samplesOf(registry: Registry): Promise<Record<string, number>> {
  const samples = (await registry.metrics())
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line): [string, number] => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    });
  return Object.fromEntries(samples.filter(([, value]) => value !== 0));
}

test("the server's state is read when the metrics are", async () => {
  const registry = new Registry();
  const observer = prometheus({ registry });
  expect(await samplesOf(registry)).toEqual({});
  const state = { schema: "chat", connections: 1, callsInFlight: 2, subscriptions: 3, bufferedBytes: 4 };
  observer.attached?.(state);
  expect(await samplesOf(registry)).toEqual({
    hawser_connections: 1,
    hawser_calls_in_flight: 2,
    hawser_subscriptions: 3,
    hawser_buffered_bytes: 4,
  });
  state.connections = 7;
  expect(await samplesOf(registry)).toMatchObject({ hawser_connections: 7 });
});

test("connections are counted as they come and go, by documented close codes", async () => {
  const registry = new Registry();
  const observer = prometheus({ registry });
  for (const session of ["s1", "s2", "s3", "s4"]) observer.connected?.(session);
  for (const code of [1000, 4413, 1006, 4242]) observer.disconnected?.("s1", code);
  expect(await samplesOf(registry)).toEqual({
    hawser_connects_total: 4,
    'hawser_disconnects_total{code="1000"}': 1,
    'hawser_disconnects_total{code="4413"}': 1,
    'hawser_disconnects_total{code="1006"}': 1,
    'hawser_disconnects_total{code="other"}': 1,
  });
});

test("calls are counted by path and code, and timed by path in seconds", async () => {
  const registry = new Registry();
  const observer = prometheus({ registry, durationBucketsSeconds: [0.01, 0.1] });
  for (const [code, durationMs] of [
    ["ok", 5],
    ["ok", 50],
    ["RoomNotFound", 500],
  ] as const) {
    observer.call?.(call)?.ended?.({ code, durationMs });
  }
  expect(await samplesOf(registry)).toEqual({
    'hawser_calls_total{path="rooms.send",code="ok"}': 2,
    'hawser_calls_total{path="rooms.send",code="RoomNotFound"}': 1,
    'hawser_call_duration_seconds_bucket{le="0.01",path="rooms.send"}': 1,
    'hawser_call_duration_seconds_bucket{le="0.1",path="rooms.send"}': 2,
    'hawser_call_duration_seconds_bucket{le="+Inf",path="rooms.send"}': 3,
    'hawser_call_duration_seconds_count{path="rooms.send"}': 3,
    'hawser_call_duration_seconds_sum{path="rooms.send"}': 0.555,
  });
});

test("limits and publishes are counted; an event that was refused is not", async () => {
  const registry = new Registry();
  const observer = prometheus({ registry });
  observer.limitReached?.("maxStreams");
  for (const events of [3, 4]) observer.gap?.({ path: "messages", reason: "slow", events });
  const publish = vi.fn();
  observer.publish?.({ path: "messages", events: 1 }, publish);
  const refused = () => {
    throw new Error("no event");
  };
  expect(() => observer.publish?.({ path: "messages", events: 1 }, refused)).toThrow("no event");
  expect(publish).toHaveBeenCalledOnce();
  expect(await samplesOf(registry)).toEqual({
    'hawser_gaps_total{topic="messages",reason="slow"}': 2,
    'hawser_missed_events_total{topic="messages",reason="slow"}': 7,
    'hawser_limits_total{limit="maxStreams"}': 1,
    'hawser_publishes_total{topic="messages"}': 1,
  });
});

test("every metric says what it is, and of what kind", async () => {
  const registry = new Registry();
  prometheus({ registry });
  const text = await registry.metrics();
  const kinds = Object.fromEntries([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]));
  expect(kinds).toEqual({
    hawser_connections: "gauge",
    hawser_calls_in_flight: "gauge",
    hawser_subscriptions: "gauge",
    hawser_buffered_bytes: "gauge",
    hawser_connects_total: "counter",
    hawser_disconnects_total: "counter",
    hawser_calls_total: "counter",
    hawser_call_duration_seconds: "histogram",
    hawser_limits_total: "counter",
    hawser_publishes_total: "counter",
    hawser_gaps_total: "counter",
    hawser_missed_events_total: "counter",
  });
  for (const name of Object.keys(kinds)) expect(text).toMatch(new RegExp(`^# HELP ${name} [A-Z].*\\.$`, "m"));
});

test("two servers share a registry by their prefixes, and only so", async () => {
  const registry = new Registry();
  prometheus({ registry, prefix: "chat_" }).connected?.("s1");
  prometheus({ registry, prefix: "admin_" }).connected?.("s2");
  expect(await samplesOf(registry)).toEqual({ chat_connects_total: 1, admin_connects_total: 1 });
  expect(() => prometheus({ registry, prefix: "chat_" })).toThrow("chat_connections");
});
