import { defineSchema, encodings, topic } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { bind } from "../bind.js";
import type { BoundTopic } from "../bind-topic.js";
import { EventMessage } from "./event-message.js";
import { Packed, packedMaps, readPacked, unpackedMaps } from "./packed.js";

const event = z.object({ at: z.date(), key: z.union([z.string(), z.int()]) });
const schema = defineSchema({
  name: "s",
  procedures: {},
  topics: { t: topic({ event, slowConsumer: "conflate", conflateBy: "key" }) },
});
const bound = bind(schema, { procedures: {}, topics: {} }).topics.byNumber[0] as BoundTopic;
const value = { at: new Date(5), key: "a" };

test("a value has its bytes in either encoding, each made once", () => {
  const packed = new Packed(bound.event, value);
  expect(packed.value()).toEqual(value);
  expect(unpackedMaps(packed.bytes)).toEqual(value);
  for (const encoding of Object.values(encodings)) {
    expect(packed.payload(encoding)).toBe(packed.payload(encoding));
  }
  // An array of two: the date as a number, the union's text as it is.
  expect([...packed.payload(encodings.positional).bytes]).toEqual([0x92, 5, 0xa1, 0x61]);
  expect(packed.size).toBe(4);
});

test("it stays what it was when it was packed", () => {
  const mine = { at: new Date(5), key: "a" };
  const packed = new Packed(bound.event, mine);
  mine.key = "b";
  mine.at.setTime(6);
  expect(unpackedMaps(packed.bytes)).toEqual(value);
  expect(packed.value()).toEqual(value);
});

test("its bytes are its own, not a piece of a larger buffer", () => {
  for (const { bytes } of [packedMaps(value), new Packed(bound.event, value).payload(encodings.positional)]) {
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  }
});

test("what a broker gives is read as the type wants it, and taken as it is where it does not fit", () => {
  const read = (given: unknown) => readPacked(packedMaps(given).bytes, bound.event, schema.shape.definitions);
  expect(read({ at: 5, key: "a" })).toEqual(value);
  expect(read({ another: "version" })).toEqual({ another: "version" });
  expect(() => readPacked(Uint8Array.of(0xc1), bound.event, schema.shape.definitions)).toThrow();
});

test("the very event that was published here is used again; another one is read", () => {
  const mine = new EventMessage(bound, value, "me");
  expect(EventMessage.of(bound, mine, {})).toBe(mine);
  const other = EventMessage.of(bound, { bytes: mine.bytes, except: "me" }, {});
  expect(other).not.toBe(mine);
  expect([other.value(), other.except]).toEqual([value, "me"]);
});

test("events replace each other whose key is the same, and 1 is not the text 1", () => {
  const keyOf = (key: string | number, at = 0) => new EventMessage(bound, { key, at: new Date(at) }).conflationKey;
  expect(keyOf("a", 1)).toBe(keyOf("a", 2));
  expect(new Set([keyOf("a"), keyOf("1"), keyOf(1)]).size).toBe(3);
});
