import { expect, test } from "vitest";
import type { CallFrame } from "./code-place.js";
import type { CpuProfile } from "./cpu-profile.js";
import { type Stretch, sharesOf } from "./shares.js";

const frame = (functionName: string, url: string, lineNumber = 0): CallFrame => {
  return { functionName, url, lineNumber, columnNumber: lineNumber };
};
const node = (id: number, callFrame: CallFrame, children: number[] = []): CpuProfile["nodes"][number] => {
  return { id, callFrame, children };
};
const installed = (file: string): string => `file:///app/node_modules/${file}`;

const nodes = [
  node(1, frame("(root)", "", -1), [2, 3, 4, 6, 7]),
  node(2, frame("(idle)", "", -1)),
  node(3, frame("(garbage collector)", "", -1)),
  node(4, frame("read", installed("msgpackr/unpack.js")), [5]),
  node(5, frame("extractStrings", "", -1)),
  node(6, frame("f1", "", 3)),
  node(7, frame("write", "node:net")),
];

/** Samples 1 ms apart from the first millisecond on. */
function profile(...samples: number[]): CpuProfile {
  return { startTime: 0, nodes, samples, timeDeltas: samples.map(() => 1_000) };
}

/** A second of the thread's time for a thousand samples, half of it in the kernel. */
function stretch(cpuSeconds: number): Stretch {
  const before = { cpuSeconds: 5, kernelTicks: 10, userTicks: 10 };
  const after = { cpuSeconds: 5 + cpuSeconds, kernelTicks: 60, userTicks: 60 };
  return { fromUs: 1_000, untilUs: 1_000_000, before, after };
}

test("the kernel's share is its own account, the profile's is by stage, and the rest is the sockets'", () => {
  const shares = sharesOf(profile(4, 4, 6, 3, 2, 2, 2), stretch(0.01));
  expect(shares.get("kernel: reading, writing, waiting")).toBeCloseTo(0.5);
  expect(shares.get("reading msgpack")).toBeCloseTo(0.2);
  expect(shares.get("values: encoding, decoding, checking")).toBeCloseTo(0.1);
  expect(shares.get("garbage collection")).toBeCloseTo(0.1);
  expect(shares.get("sockets and other native code")).toBeCloseTo(0.1);
  expect([...shares.values()].reduce((sum, share) => sum + share)).toBeCloseTo(1);
});

test("native code counts with the function that called it", () => {
  expect(sharesOf(profile(5, 5), stretch(0.01)).get("reading msgpack")).toBeCloseTo(0.2);
});

test("what happened before and after does not count", () => {
  const samples = [4, 4, 4, 6];
  const late = { ...stretch(0.01), fromUs: 3_500 };
  expect(sharesOf(profile(...samples), late).get("reading msgpack")).toBe(0);
  expect(sharesOf(profile(...samples), { ...stretch(0.01), untilUs: 2_500 }).get("reading msgpack")).toBeCloseTo(0.2);
});

test("a sample counts once, however long something else had the core before it", () => {
  const disturbed = { ...profile(4, 4, 6), timeDeltas: [1_000, 90_000, 1_000] };
  expect(sharesOf(disturbed, stretch(0.01)).get("reading msgpack")).toBeCloseTo(0.2);
});

test("sockets never have less than nothing", () => {
  const shares = sharesOf(profile(4, 4, 4, 4, 4, 4, 4, 4), stretch(0.01));
  expect(shares.get("sockets and other native code")).toBe(0);
  expect([...shares.values()].reduce((sum, share) => sum + share)).toBeCloseTo(1);
});

test("where nothing was spent there are no shares", () => {
  const idle = { ...stretch(0), after: stretch(0).before };
  expect(() => sharesOf(profile(2), idle)).toThrow("spent nothing");
});
