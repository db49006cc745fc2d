import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Sha256, sha256Of } from "./sha256.js";

function expected(...pieces: Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

test("is Node's, whatever the length around a block's end", () => {
  for (let length = 0; length <= 130; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7 + length);
    expect(new Sha256().update(bytes).hex()).toBe(expected(bytes));
  }
});

test("is Node's, however the bytes come in pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
      const hash = new Sha256();
      for (const piece of pieces) hash.update(piece);
      expect(hash.hex()).toBe(expected(...pieces));
    }),
  );
});

test("of a Blob is that of its bytes", async () => {
  const bytes = Uint8Array.from({ length: 2_500_000 }, (_, index) => (index * index) >> 3);
  expect(await sha256Of(new Blob([bytes]))).toBe(expected(bytes));
  expect(await sha256Of(new Blob([]))).toBe(expected());
});
