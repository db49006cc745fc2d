import { defineSchema, topic } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { bind } from "../bind.js";
import type { BoundTopic } from "../bind-topic.js";
import { Conflation } from "./conflation.js";
import type { EventRecord } from "./event-frames.js";
import { EventMessage } from "./event-message.js";

const event = z.object({ key: z.string(), filler: z.string() });
const schema = defineSchema({
  name: "s",
  procedures: {},
  topics: { t: topic({ event, slowConsumer: "conflate", conflateBy: "key" }) },
});
const bound = bind(schema, { procedures: {}, topics: {} }).topics.byNumber[0] as BoundTopic;

test("keeps the latest of each key in the order of offsets", () => {
  const conflation = new Conflation(10_000);
  conflation.add([record(1, "a"), record(2, "b")]);
  conflation.add([record(3, "c"), record(4, "a")]);
  expect(offsetsAfter(conflation, 0)).toEqual([2, 3, 4]);
  expect(offsetsAfter(conflation, 2)).toEqual([3, 4]);
  expect(offsetsAfter(conflation, 4)).toEqual([]);
  expect(conflation.lostOffset).toBe(0);
});

test("where they are too many, those that had no event for longest are lost, and it says up to where", () => {
  const conflation = new Conflation(1_000);
  conflation.add([record(1, "a", 300), record(2, "b", 300)]);
  conflation.add([record(3, "a", 300), record(4, "c", 300)]);
  expect(offsetsAfter(conflation, 0)).toEqual([3, 4]);
  expect(conflation.lostOffset).toBe(2);
  conflation.add([record(5, "d", 300)]);
  expect([offsetsAfter(conflation, 0), conflation.lostOffset]).toEqual([[4, 5], 3]);
});

test("one that replaces another takes its place, and no more", () => {
  const conflation = new Conflation(1_000);
  for (let offset = 1; offset <= 100; offset++) conflation.add([record(offset, `${offset % 2}`, 300)]);
  expect([offsetsAfter(conflation, 0), conflation.lostOffset]).toEqual([[99, 100], 0]);
});

test("the latest of all is kept, however large it is", () => {
  const conflation = new Conflation(1_000);
  conflation.add([record(1, "a"), record(2, "b", 5_000)]);
  expect([offsetsAfter(conflation, 0), conflation.lostOffset]).toEqual([[2], 1]);
});

test("what nobody can be told of is lost, and what was lost later stays so", () => {
  const conflation = new Conflation(1_000);
  conflation.lose(7);
  conflation.lose(3);
  expect(conflation.lostOffset).toBe(7);
});

function record(offset: number, key: string, size = 1): EventRecord {
  return { offset, event: new EventMessage(bound, { key, filler: "x".repeat(size) }) };
}

function offsetsAfter(conflation: Conflation, offset: number): number[] {
  return [...conflation.after(offset)].map((each) => each.offset);
}
