import { expect, test } from "vitest";
import { decodeBatch, encodeBatches } from "./batch.js";
import { rawOf } from "./raw-of.js";

test("a packed value is what it was when it was packed", () => {
  const list = ["before"];
  const bytes = Uint8Array.of(1);
  const raw = rawOf([list, bytes]);
  list.push("after");
  bytes.fill(9);
  const [message] = encodeBatches(
    [
      [1, raw],
      [2, raw],
    ],
    Number.POSITIVE_INFINITY,
  );
  const value = [["before"], Uint8Array.of(1)];
  expect(decodeBatch(message as Uint8Array).frames).toEqual([
    [1, value],
    [2, value],
  ]);
});
