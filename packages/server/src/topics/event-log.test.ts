import { expect, test } from "vitest";
import type { BrokerEvent, LogRecord, Retention } from "./broker.js";
import { EventLog } from "./event-log.js";

const kept: Retention = { size: 3, ageMs: 100, retain: false };
const all = { last: 99 };

test("counts from 1 in an epoch of its own, whether or not anything is kept", () => {
  const log = new EventLog();
  expect(log.position).toEqual({ epoch: log.epoch, offset: 0 });
  expect(log.append(events(2), { ...kept, size: 0 }, 0).offset).toBe(2);
  expect(log.read(all, 9, 0)).toEqual({ position: { epoch: log.epoch, offset: 2 }, after: 2, records: [] });
  expect(new EventLog().epoch).not.toBe(log.epoch);
});

test("tells its listeners of what was appended together in one piece", () => {
  const log = new EventLog();
  const told: unknown[] = [];
  log.listeners.add({ appended: (records, epoch) => told.push([offsetsOf(records), epoch]) });
  log.append(events(2), kept, 0);
  log.append(events(1), kept, 0);
  expect(told).toEqual([
    [[1, 2], log.epoch],
    [[3], log.epoch],
  ]);
});

test("keeps so many of the latest, no older than its age, which is counted when it is read", () => {
  const log = new EventLog();
  for (const atMs of [0, 10, 20, 30]) log.append(events(1), kept, atMs);
  expect(offsetsOf(log.read(all, 9, 30).records)).toEqual([2, 3, 4]);
  expect(offsetsOf(log.read(all, 9, 110).records)).toEqual([2, 3, 4]);
  expect(offsetsOf(log.read(all, 9, 111).records)).toEqual([3, 4]);
  expect(log.read(all, 9, 1_000)).toMatchObject({ after: 4, records: [] });
});

test("keeps the latest for ever where it is retained", () => {
  const log = new EventLog();
  log.append(events(3), { size: 0, ageMs: 0, retain: true }, 0);
  expect(offsetsOf(log.read(all, 9, 1_000_000).records)).toEqual([3]);
});

test("what is kept is what the latest retention says", () => {
  const log = new EventLog();
  log.append(events(3), kept, 0);
  log.append(events(1), { ...kept, size: 2 }, 0);
  expect(offsetsOf(log.read(all, 9, 0).records)).toEqual([3, 4]);
});

test.each([
  [{ last: 2 }, [2, 3], 1],
  [{ last: 0 }, [], 3],
  [{ sinceMs: 20 }, [2, 3], 1],
  [{ sinceMs: 21 }, [3], 2],
  [{ sinceMs: 31 }, [], 3],
])("reads from %j", (from, offsets, after) => {
  const log = new EventLog();
  for (const atMs of [10, 20, 30]) log.append(events(1), kept, atMs);
  const page = log.read(from, 9, 30);
  expect([offsetsOf(page.records), page.after]).toEqual([offsets, after]);
});

test("reads after a position: what follows, all of it where that is no longer there, nothing ahead", () => {
  const log = new EventLog();
  log.append(events(5), kept, 0);
  const read = (offset: number, epoch = log.epoch) => {
    const page = log.read({ after: { epoch, offset } }, 2, 0);
    return [offsetsOf(page.records), page.after];
  };
  expect(read(3)).toEqual([[4, 5], 3]);
  expect(read(2)).toEqual([[3, 4], 2]);
  expect(read(0)).toEqual([[3, 4], 2]);
  expect(read(5)).toEqual([[], 5]);
  expect(read(9)).toEqual([[], 5]);
  expect(read(5, "another")).toEqual([[3, 4], 2]);
});

function events(count: number): BrokerEvent[] {
  return Array.from({ length: count }, () => ({ bytes: new Uint8Array(1) }));
}

function offsetsOf(records: readonly LogRecord[]): number[] {
  return records.map(({ offset }) => offset);
}
