import { defineSchema, encodings, topic } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { bind } from "../bind.js";
import type { BoundTopic } from "../bind-topic.js";
import { Burst } from "./burst.js";
import { EventFrames } from "./event-frames.js";
import { EventMessage } from "./event-message.js";

test.each([0, 127, 128, 255, 256, 65_535, 65_536])("sizes are those of the frames, from %i on", (number) => {
  for (const count of [1, 2, 15, 16, 17]) {
    const burst = new Burst(part(number, { channel: number, count }), "epoch");
    expect(burst.add(part(number + count, { channel: number }), "epoch")).toBe(true);
    for (const encoding of Object.values(encodings)) {
      const bytes = burst.parts.map((each) => each.frame(encoding).bytes.length);
      expect(burst.sizes(encoding)).toEqual({ all: sum(bytes), beforeLast: bytes[0] });
    }
  }
});

test("an offset of more than 32 bits has its size, too", () => {
  const frames = part(2 ** 32);
  for (const encoding of Object.values(encodings)) {
    expect(frames.frameBytes(encoding)).toBe(frames.frame(encoding).bytes.length);
  }
});

test("what does not follow is not joined", () => {
  const burst = new Burst(part(4, { count: 2 }), "epoch");
  for (const first of [4, 5, 7]) expect(burst.add(part(first), "epoch")).toBe(false);
  expect(burst.add(part(6), "another epoch")).toBe(false);
  expect(burst.add(part(6), "epoch")).toBe(true);
  expect(burst.position).toEqual({ epoch: "epoch", offset: 6 });
  expect(burst.whole.records.map(({ offset }) => offset)).toEqual([4, 5, 6]);
});

test("what is joined stays small, what was published at once stays together", () => {
  const burst = new Burst(part(1, { text: "x".repeat(30_000) }), "epoch");
  expect(burst.add(part(2, { text: "x".repeat(3_000) }), "epoch")).toBe(false);
  expect(burst.add(part(2, { text: "x".repeat(1_000) }), "epoch")).toBe(true);
  expect(new Burst(part(1, { text: "x".repeat(50_000), count: 2 }), "epoch").whole.records).toHaveLength(2);
});

const event = z.object({ text: z.string() });
const schema = defineSchema({ name: "s", procedures: {}, topics: { t: topic({ event }) } });
const bound = bind(schema, { procedures: {}, topics: {} }).topics.byNumber[0] as BoundTopic;

/** Events that were published together. */
function part(first: number, { channel = 1, count = 1, text = "text" } = {}): EventFrames {
  const message = new EventMessage(bound, { text });
  return new EventFrames(
    channel,
    Array.from({ length: count }, (_, index) => ({ offset: first + index, event: message })),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
