import { expect, test } from "vitest";
import { FrameMemory } from "./frame-memory.js";

test("what was given back is lent again, to frames that are no larger", () => {
  const memory = new FrameMemory();
  const first = memory.frame(1000);
  first.giveBack();
  expect(memory.frame(1001).bytes.buffer).not.toBe(first.bytes.buffer);
  const next = memory.frame(600);
  expect(next.bytes.buffer).toBe(first.bytes.buffer);
  expect(next.bytes.length).toBe(600);
});

test("what is not given back is not lent again", () => {
  const memory = new FrameMemory();
  expect(memory.frame(10).bytes.buffer).not.toBe(memory.frame(10).bytes.buffer);
});

test("memory of very large frames is not kept", () => {
  const memory = new FrameMemory();
  const large = memory.frame(131_073);
  large.giveBack();
  expect(memory.frame(10).bytes.buffer).not.toBe(large.bytes.buffer);
});

test("a few are kept, those that were used last", () => {
  const memory = new FrameMemory();
  const frames = Array.from({ length: 17 }, () => memory.frame(10));
  for (const frame of frames) frame.giveBack();
  const lent = new Set(Array.from({ length: 17 }, () => memory.frame(10).bytes.buffer));
  expect(frames.filter(({ bytes }) => lent.has(bytes.buffer))).toEqual(frames.slice(1));
});
