import type { Gap } from "@hawser/client";
import { expect, test } from "vitest";
import { gapText } from "./gap-text.js";

const gap = (reason: Gap["reason"], from: number, to: number): Gap => ({ type: "gap", reason, from, to });

test("the missed events of all subscriptions are counted", () => {
  expect(gapText([gap("disconnected", 5, 9), gap("disconnected", 1, 2)])).toMatch(/^7 events were missed/);
  expect(gapText([gap("lost", 3, 3)])).toMatch(/^1 event was missed/);
});

test("after a restart nobody knows how many there were", () => {
  expect(gapText([gap("disconnected", 5, 9), gap("restarted", 1, 0)])).toMatch(/^The server was restarted\./);
});
