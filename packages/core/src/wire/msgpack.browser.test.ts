import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { bytesOf } from "../../test/hex.js";
import { holds } from "../../test/property.js";
import type { HawserError } from "../errors.js";
import * as browser from "./msgpack.browser.js";
import * as node from "./msgpack.node.js";
import type { Wire } from "./wire.js";

// What a page reads and writes with passes the tests of what Node does.
vi.mock("#msgpack", () => import("./msgpack.browser.js"));

await import("./batch.test.js");
await import("./raw-of.test.js");
await import("./size.test.js");
await import("../codec/self-describing.test.js");
await import("../codec/round-trip.property.test.js");
await import("../../test/vectors.test.js");

describe("what a peer may have sent", () => {
  const values = fc.letrec<{ value: Wire }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(null, undefined, true, false, -0.5, 2 ** 32, Number.NaN, -1, -33, -129, -40_000, 300, 70_000),
      fc.string({ maxLength: 80, unit: "grapheme" }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array({ maxLength: 300 }),
      fc.array(tie("value"), { maxLength: 18 }),
      fc.array(fc.tuple(fc.string(), tie("value")), { maxLength: 18 }).map((entries) => new Map(entries)),
    ),
  })).value;

  test("a page writes what Node does, and reads it alike", () => {
    const property = fc.property(fc.array(fc.array(values)), (frames) => {
      const bytes = browser.packAll(frames);
      expect(bytes).toEqual(Uint8Array.from(node.packAll(frames)));
      expect(browser.unpackFrames(bytes)).toEqual(node.unpackFrames(bytes));
    });
    holds(property, 300);
  });

  test("of what is broken, a page refuses what Node does", () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
    const property = fc.property(fc.array(fc.array(values)), edits, fc.nat(), (frames, changes, cutAt) => {
      const bytes = Uint8Array.from(browser.packAll(frames));
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      const message = cutAt % 3 === 0 ? bytes.subarray(0, cutAt % (bytes.length + 1)) : bytes;
      expect(endsOrRefusal(browser, message)).toEqual(endsOrRefusal(node, message));
    });
    holds(property, 1_000);
  });

  test.each([
    ["c0", "a frame is not an array"],
    ["91", "the message ends inside a value"],
    ["92 01", "the message ends inside a value"],
    ["91 dd ffffffff", "the message ends inside a value"],
    ["91 df ffffffff", "the message ends inside a value"],
    ["91 c6 ffffffff", "the message ends inside a value"],
    ["91 c1", "0xc1 is no msgpack"],
    ["91 d4 72 40", "extension type 114 of 1 bytes is not the protocol's"],
    ["91 d5 ff 0000", "extension type -1 of 2 bytes is not the protocol's"],
    ["91 d5 00 0000", "extension type 0 of 2 bytes is not the protocol's"],
    ["91 c7 00 53", "extension type 83 does not hold one array"],
    ["91 d5 53 9000", "extension type 83 does not hold one array"],
    ["91 d4 4d 80", "extension type 77 does not hold one array"],
    ["91".repeat(129), "nesting goes deeper than 128"],
  ])("%s is refused", (hex, why) => {
    const refusal = endsOrRefusal(browser, bytesOf(hex.length > 200 ? `${hex} 90` : hex));
    expect(refusal).toBe(why);
  });

  /** Without the offset: one of the two looks ahead. */
  function endsOrRefusal({ unpackFrames }: typeof browser | typeof node, message: Uint8Array): unknown {
    try {
      return unpackFrames(message).ends;
    } catch (error) {
      return (error as HawserError).detail.replace(/ \(offset \d+\)$/, "");
    }
  }
});

describe("the writer", () => {
  test("leaves nothing of what it could not write, and goes on", () => {
    const looped: unknown[] = [];
    looped.push(looped);
    for (const bad of [() => {}, Symbol("x"), 2n ** 64n, -(2n ** 63n) - 1n, looped, new Date(Number.NaN)]) {
      expect(() => browser.pack([1, "x".repeat(9_000), bad])).toThrow();
      expect(browser.pack([1])).toEqual(Uint8Array.of(0x91, 1));
    }
  });

  test("never writes again where it has written", () => {
    const sizes = [1, 5_000, 5_000, 20_000, 3, 8_191, 8_192];
    const written = sizes.map((size, i) => browser.pack(new Uint8Array(size).fill(i)));
    expect(written.map((bytes) => browser.unpack(bytes))).toEqual(sizes.map((size, i) => new Uint8Array(size).fill(i)));
  });
});
