import type { Gap } from "@hawser/client";
import { expect, test } from "vitest";
import { gapText } from "./gap-text.js";

const gap = (reason: Gap["reason"], from: number, to: number): Gap => ({ type: "gap", reason, from, to });

test.each([
  ["disconnected", "2 events were missed while the connection was lost; the charts were loaded again."],
  ["expired", "2 events were too old to be sent after all; the charts were loaded again."],
  ["conflated", "The connection was too slow: 2 events were left out in favour of newer ones."],
  ["slow", "The connection was too slow: 2 events were left out."],
  ["lost", "2 events were lost on the way."],
  ["overflow", "2 events were left out, because this page was too slow."],
] as const)("a gap that is %s says how many and why", (reason, text) => {
  expect(gapText([gap(reason, 4, 5)])).toBe(text);
});

test("the missed events of all subscriptions are counted, those of each reason by themselves", () => {
  expect(gapText([gap("disconnected", 5, 9), gap("disconnected", 1, 2)])).toMatch(/^7 events were missed/);
  expect(gapText([gap("slow", 3, 3), gap("lost", 1, 2), gap("slow", 5, 5)])).toBe(
    "The connection was too slow: 2 events were left out. 2 events were lost on the way.",
  );
  expect(gapText([gap("lost", 3, 3)])).toMatch(/^1 event was lost/);
});

test("after a restart nobody knows how many there were", () => {
  expect(gapText([gap("disconnected", 5, 9), gap("restarted", 1, 0)])).toMatch(/^The server was restarted\./);
});
