import { decodeBatch, rawOf, type Wire } from "@hawser/core";
import { expect, test } from "vitest";
import { JointMessages } from "./joint-messages.js";

test("one frame that is packed is its own message, without a copy", () => {
  const frame = rawOf([8, 0, 1, "news"]);
  expect(new JointMessages().of([frame])).toEqual([frame.bytes]);
  expect(new JointMessages().of([frame])[0]).toBe(frame.bytes);
});

test("peers that get the same frames share the message", () => {
  const messages = new JointMessages();
  const frames = [rawOf([8, 0, 1, "a"]), rawOf([8, 0, 2, "b"])];
  const first = messages.of([...frames]);
  expect(framesOf(first)).toEqual([
    [8, 0, 1, "a"],
    [8, 0, 2, "b"],
  ]);
  expect(messages.of([...frames])).toBe(first);
});

test("who gets more, less or others has a message of its own", () => {
  const messages = new JointMessages();
  const [a, b, c] = [rawOf([1, "a"]), rawOf([1, "b"]), rawOf([1, "c"])];
  for (const frames of [[a, b], [a, b, c], [a, c], [a], [b, a], [a, b]]) {
    expect(framesOf(messages.of(frames))).toEqual(framesOf(new JointMessages().of([...frames])));
    expect(framesOf(messages.of(frames)).flat()).toHaveLength(2 * frames.length);
  }
});

test("what is not packed yet is packed for each, as it is then", () => {
  const messages = new JointMessages();
  const [event, answer] = [rawOf([8, 0, 1, "a"]), [3, 0, "before"]];
  expect(framesOf(messages.of([event, answer]))).toEqual([
    [8, 0, 1, "a"],
    [3, 0, "before"],
  ]);
  answer[2] = "after";
  expect(framesOf(messages.of([event, answer]))[1]).toEqual([3, 0, "after"]);
  expect(framesOf(messages.of([answer, event]))[0]).toEqual([3, 0, "after"]);
});

test("nothing is kept when the turn is over", () => {
  const messages = new JointMessages();
  const frames = [rawOf([1, "a"]), rawOf([1, "b"])];
  const first = messages.of(frames);
  messages.clear();
  expect(messages.of(frames)).not.toBe(first);
});

function framesOf(messages: readonly Uint8Array[]): readonly Wire[][] {
  return messages.flatMap((bytes) => decodeBatch(bytes).frames);
}
