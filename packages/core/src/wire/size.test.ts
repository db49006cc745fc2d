import { expect, test } from "vitest";
import { z } from "zod";
import { CodecCompiler } from "../codec/compile-codec.js";
import { defineSchema } from "../schema/define-schema.js";
import { procedure } from "../schema/procedure.js";
import { topic } from "../schema/topic.js";
import type { Shape } from "../shape/shape.js";
import { encodeBatches } from "./batch.js";
import { kinds, streamDirections } from "./frames.js";
import type { Wire } from "./wire.js";

// RFC 6455 5.2: two bytes of header up to 125 bytes of payload, and a mask of four from a client.
const serverHeaderBytes = 2;
const clientHeaderBytes = 2 + 4;

const { procedures, topics, definitions } = defineSchema({
  name: "chat",
  procedures: {
    send: procedure({ input: z.object({ room: z.string(), text: z.string() }), output: z.object({ id: z.int() }) }),
  },
  topics: { messages: topic({ event: z.object({ from: z.string(), text: z.string() }) }) },
}).shape;

function encoded(shape: Shape | undefined, value: unknown): Wire {
  const compiler = new CodecCompiler(definitions);
  compiler.encoder(shape as Shape, "Value");
  return compiler.compile()[0]?.(value);
}

function bytes(frame: Wire): number {
  return encodeBatches([frame], Number.POSITIVE_INFINITY)[0]?.length ?? 0;
}

test("a tiny call and its reply take 24 bytes", () => {
  const input = encoded(procedures[0]?.input, { room: "r1", text: "hi" });
  const output = encoded(procedures[0]?.output, { id: 7 });
  const call = clientHeaderBytes + bytes([kinds.call, 0, 0, input]);
  const result = serverHeaderBytes + bytes([kinds.result, 0, output]);
  expect({ call, result }).toEqual({ call: 17, result: 7 });
});

test("a tiny event takes 13 bytes with its offset, two more from the 65,536th event on", () => {
  const event = encoded(topics[0]?.event, { from: "u1", text: "hi" });
  const size = (offset: number): number => serverHeaderBytes + bytes([kinds.event, 0, offset, event]);
  expect([1, 127, 128, 255, 256, 65_535, 65_536].map(size)).toEqual([13, 13, 14, 14, 15, 15, 17]);
});

test("what a call carries beside its input costs what it takes, and nothing where it is absent", () => {
  const size = (...rest: Wire[]): number => bytes([kinds.call, 0, 0, ["r1", "hi"], ...rest]);
  const key = "k".repeat(21);
  expect(size()).toBe(11);
  expect({ timeoutMs: size(2000), key: size(2000, key), metadata: size(null, null, ["de"]) }).toEqual({
    timeoutMs: 11 + 3,
    key: 11 + 3 + 22,
    metadata: 11 + 2 + 4,
  });
});

test("a streaming call is a byte longer than a call, and its items are no longer than answers", () => {
  expect(bytes([kinds.stream, 0, 0, streamDirections.output, ["r1", "hi"]])).toBe(12);
  expect(bytes([kinds.item, 0, [7]])).toBe(bytes([kinds.result, 0, [7]]));
  expect(bytes([kinds.credit, 0, 131_072])).toBe(8);
  expect([kinds.end, kinds.stop, kinds.cancel].map((kind) => bytes([kind, 0]))).toEqual([3, 3, 3]);
});

test("the frame around a payload takes at most 6 bytes in the common case", () => {
  const payload = "x";
  for (const frame of [
    [kinds.call, 127, 127, payload],
    [kinds.result, 127, payload],
    [kinds.item, 127, payload],
    [kinds.event, 127, 127, payload],
    [kinds.event, 127, 65_535, payload],
    [kinds.subscribe, 127, 127, payload],
  ]) {
    expect(bytes(frame) - bytes([payload]) + 1).toBeLessThanOrEqual(6);
  }
});
