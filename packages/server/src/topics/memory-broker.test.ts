import { expect, test } from "vitest";
import type { BrokerEvent, Retention } from "./broker.js";
import { MemoryBroker } from "./memory-broker.js";

const event: BrokerEvent = { bytes: new Uint8Array(1) };
const kept: Retention = { size: 3, ageMs: 1_000, retain: false };
const unkept: Retention = { size: 0, ageMs: 0, retain: false };
const listener = { appended: () => undefined };

/** More than any server remembers. */
const manyCount = 10_001;

test("logs that never had an event take no place of those that had some", () => {
  const broker = new MemoryBroker();
  const before = broker.publish("before", [event], unkept);
  const after = broker.subscribe("after", listener);
  after.end();
  broker.publish("after", [event], unkept);
  visitMany(broker);
  expect(positionOf(broker, "before")).toEqual(before);
  expect(positionOf(broker, "after")).toEqual({ ...after.position, offset: 1 });
});

test("a log that is forgotten begins in another epoch", () => {
  const broker = new MemoryBroker();
  const first = positionOf(broker, "first");
  visitMany(broker);
  expect(positionOf(broker, "first").epoch).not.toBe(first.epoch);
});

test("logs with events are bounded as well, and the one that was left longest ago is forgotten first", () => {
  const broker = new MemoryBroker();
  const first = broker.publish("first", [event], kept);
  const second = broker.publish("second", [event], kept);
  broker.subscribe("first", listener).end();
  for (let index = 0; index < manyCount - 3; index++) broker.publish(`${index}`, [event], kept);
  expect(broker.publish("one more", [event], kept).offset).toBe(1);
  expect(positionOf(broker, "second").epoch).not.toBe(second.epoch);
  expect(positionOf(broker, "first")).toEqual(first);
});

test("a log that is forgotten is no longer listed, and is listed anew with its next event", () => {
  const broker = new MemoryBroker();
  const listing = { topic: "topic", params: Uint8Array.of(7) };
  const told: string[] = [];
  const follow = () => broker.follow("topic", { listed: (log, [param]) => told.push(`${log} ${param}`) });
  broker.publish("first", [event], { ...unkept, listing });
  follow();
  for (let index = 0; index < manyCount; index++) broker.publish(`${index}`, [event], unkept);
  expect(told.splice(0)).toEqual(["first 7"]);
  follow().end();
  expect(told.splice(0)).toEqual([]);
  broker.publish("first", [event], { ...unkept, listing });
  expect(told).toEqual(["first 7"]);
});

test("a log that somebody listens to is never forgotten", () => {
  const broker = new MemoryBroker();
  const { position } = broker.subscribe("silent", listener);
  broker.subscribe("heard", listener);
  const heard = broker.publish("heard", [event], unkept);
  visitMany(broker);
  for (let index = 0; index < manyCount; index++) broker.publish(`${index}`, [event], unkept);
  expect(positionOf(broker, "silent")).toEqual(position);
  expect(positionOf(broker, "heard")).toEqual(heard);
});

test("what is too old goes, though nothing is appended to its log any more", () => {
  let nowMs = 1_000_000;
  const broker = new MemoryBroker(() => nowMs);
  broker.publish("quiet", [event], kept);
  nowMs += 20_000;
  broker.publish("loud", [event], kept);
  expect(broker.read("quiet", { last: 9 }, 9)).toMatchObject({ after: 1, records: [] });
});

test("a clock that is set back leaves the order as it was", () => {
  let nowMs = 1_000_000;
  const broker = new MemoryBroker(() => nowMs);
  for (const step of [0, 100, -500, 100]) {
    nowMs += step;
    broker.publish("log", [event], { ...kept, size: 9 });
  }
  expect(broker.read("log", { sinceMs: 1_000_100 }, 9).records.map(({ offset }) => offset)).toEqual([2, 3, 4]);
});

test("a log keeps no more than its size in memory, however long it runs", () => {
  const broker = new MemoryBroker();
  for (let index = 0; index < 1_000; index++) broker.publish("log", [event, event], kept);
  const page = broker.read("log", { last: 9_999 }, 9_999);
  expect(page.records.map(({ offset }) => offset)).toEqual([1_998, 1_999, 2_000]);
});

function positionOf(broker: MemoryBroker, log: string) {
  const subscription = broker.subscribe(log, listener);
  subscription.end();
  return subscription.position;
}

function visitMany(broker: MemoryBroker): void {
  for (let index = 0; index < manyCount; index++) broker.subscribe(`visited ${index}`, listener).end();
}
