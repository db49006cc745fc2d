import { expect, test } from "vitest";
import { flawsOf, type LogEntry } from "./subscriber-log.js";

const began = (offset: number): LogEntry => ({ kind: "began", epoch: "e", offset });
const event = (offset: number): LogEntry => ({ kind: "event", offset, event: offset });
const gap = (to: number): LogEntry => ({ kind: "gap", to, reason: "slow" });

test.each([
  ["nothing", [began(3)]],
  ["events in order", [began(3), event(4), event(5)]],
  ["a gap where events are missing", [began(3), event(4), gap(6), event(7)]],
  ["gaps side by side", [began(0), gap(2), gap(3), event(4)]],
  ["another beginning", [began(3), event(4), began(9), event(10)]],
])("a log with %s is sound", (_, log) => {
  expect(flawsOf(log)).toEqual([]);
});

test.each([
  ["an unmarked hole", [began(3), event(4), event(6)]],
  ["a hole right at the beginning", [began(3), event(5)]],
  ["a hole behind a gap", [began(3), gap(5), event(7)]],
  ["a double", [began(3), event(4), event(4)]],
  ["an event that had come before the beginning", [began(3), event(3)]],
  ["disorder", [began(3), event(5), event(4)]],
  ["a gap over what came", [began(3), event(4), gap(4)]],
  ["a gap that goes back", [began(3), event(4), event(5), gap(4)]],
  ["no beginning", [event(1)]],
])("a log with %s is not", (_, log) => {
  expect(flawsOf(log)).not.toEqual([]);
});

test("a beginning is where the subscriber asked for it", () => {
  expect(flawsOf([began(3), event(4)], new Map([[0, 3]]))).toEqual([]);
  expect(flawsOf([began(4), event(5)], new Map([[0, 3]]))).not.toEqual([]);
});
