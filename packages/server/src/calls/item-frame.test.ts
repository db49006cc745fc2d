import { decodeBatch, kinds } from "@hawser/core";
import { expect, test } from "vitest";
import { FrameMemory, LentFrame } from "../connections/frame-memory.js";
import { itemFrame } from "./item-frame.js";

test.each([0, 255, 16_383, 16_384, 65_535, 65_536, 200_000])(
  "bytes travel as one msgpack value: %i of them",
  (length) => {
    const payload = Uint8Array.from({ length }, (_, i) => i);
    for (const id of [0, 127, 128, 65_536]) {
      const { bytes } = itemFrame(id, payload, new FrameMemory());
      expect(decodeBatch(bytes)).toEqual({ frames: [[kinds.item, id, payload]], ends: [bytes.length] });
    }
  },
);

test("only large bytes are lent memory", () => {
  const memory = new FrameMemory();
  expect(itemFrame(1, new Uint8Array(16_384), memory)).toBeInstanceOf(LentFrame);
  expect(itemFrame(1, new Uint8Array(100), memory)).not.toBeInstanceOf(LentFrame);
  expect(itemFrame(1, [new Uint8Array(16_384)], memory)).not.toBeInstanceOf(LentFrame);
});
