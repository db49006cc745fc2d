import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serveEcho } from "./echo-server.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames, nothing } from "./plain-msgpack.js";
import { valueExchange } from "./value-exchange.js";

valueExchange("maps");

overTransports("maps", (rig) => {
  describe("what a receiver that knows the type takes", () => {
    const day = new Date("2020-01-02T03:04:05.678Z");

    test.each<[string, z.ZodType, unknown, unknown]>([
      ["an integer where a bigint is due", z.bigint(), 5, 5n],
      ["an integer where a literal bigint is due", z.literal([5n, 6n]), 5, 5n],
      ["ISO 8601 text where a date is due", z.date(), "2020-01-02T03:04:05.678Z", day],
      ["ISO 8601 text with an offset", z.date(), "2020-01-02T04:04:05.678+01:00", day],
      ["milliseconds where a date is due", z.date(), day.getTime(), day],
      ["an array where a Set is due", z.set(z.int()), [1, 2], new Set([1, 2])],
      ["pairs where a Map is due", z.map(z.string(), z.int()), [["a", 1]], new Map([["a", 1]])],
      ["pairs where a Map of integers is due", z.map(z.int(), z.int()), [[7, 1]], new Map([[7, 1]])],
      ["a map where a Map is due", z.map(z.string(), z.int()), { a: 1 }, new Map([["a", 1]])],
      [
        "all of it inside other types",
        z.array(z.object({ at: z.set(z.date()).optional() })),
        [{ at: [5] }, {}],
        [{ at: new Set([new Date(5)]) }, {}],
      ],
      ["an enum as its value", z.enum({ Low: 1, High: "high" }), "high", "high"],
      ["a union's value without an index", z.union([z.date(), z.array(z.bigint())]), [5], [5n]],
      ["text where both text and a date may be", z.union([z.date(), z.string()]), "2020-01-02", "2020-01-02"],
      ["keys that the type does not have", z.object({ a: z.int() }), { a: 1, b: 2, c: { d: 3 } }, { a: 1 }],
      ["keys that a strict type does not have", z.strictObject({ a: z.int() }), { a: 1, b: 2 }, { a: 1 }],
      ["undefined where a key may be absent", z.object({ a: z.int().optional() }), { a: nothing }, { a: undefined }],
    ])("%s", async (_what, type, wire, value) => {
      const echo = await serveEcho(rig, { type });
      const { seen, answer } = await echo.maps("type", encodeFrames([wire]));
      expect(answer[0]).toBe(3);
      expect(seen).toStrictEqual(value);
    });

    test.each<[string, z.ZodType, unknown]>([
      ["a fraction where a bigint is due", z.bigint(), 5.5],
      ["text where a bigint is due", z.bigint(), "5"],
      ["text that is no date", z.date(), "yesterday"],
      ["NaN where a date is due", z.date(), Number.NaN],
      ["a number where a string is due", z.string(), 5],
      ["an index where an enum is due", z.enum(["a", "b"]), 0],
      ["slots where an object is due", z.object({ a: z.int() }), [1]],
      ["nil where a key may be absent", z.object({ a: z.int().optional() }), { a: null }],
    ])("but not %s", async (_what, type, wire) => {
      const echo = await serveEcho(rig, { type });
      const { answer } = await echo.maps("type", encodeFrames([wire]));
      expect(answer).toEqual([4, 0, "invalid_input", expect.any(String), { issues: expect.any(Array) }]);
    });
  });

  describe("formats", () => {
    test.each<[string, z.ZodType, string, unknown]>([
      ["a float 64", z.int(), "cb 4014000000000000", 5],
      ["a float 32", z.int(), "ca 40a00000", 5],
      ["a uint 64", z.int(), "cf 0000000000000005", 5],
      ["an int 64", z.int(), "d3 fffffffffffffffb", -5],
      ["milliseconds as a uint 64", z.number(), "cf 0000018bcfe5687b", 1_700_000_000_123],
      ["milliseconds as a uint 64, without a type", z.any(), "cf 0000018bcfe5687b", 1_700_000_000_123],
      ["a date in milliseconds as a uint 64", z.date(), "cf 0000018bcfe5687b", new Date(1_700_000_000_123)],
      ["a bigint as a uint 64", z.bigint(), "cf ffffffffffffffff", 2n ** 64n - 1n],
      ["an integer beyond 2^53, without a type", z.any(), "cf 0020000000000001", 2n ** 53n + 1n],
      ["a key that is no string", z.any(), "82 01 02 c0 03", { 1: 2, null: 3 }],
      ["text that is no UTF-8", z.string(), "a2 61 ff", "a\ufffd"],
      ["a str 8", z.string(), "d9 01 61", "a"],
      ["a str 32", z.string(), "db 00000001 61", "a"],
      ["a bin 32", z.instanceof(Uint8Array), "c6 00000001 61", Uint8Array.of(0x61)],
      ["an array 32", z.array(z.int()), "dd 00000001 05", [5]],
      ["a map 32", z.record(z.string(), z.int()), "df 00000001 a1 61 05", { a: 5 }],
      ["undefined as an ext 8", z.any(), "c7 01 00 00", undefined],
      ["undefined as a fixext 1", z.any(), "d4 00 00", undefined],
      ["a bigint as a fixext 1", z.any(), "d4 49 35", 5n],
      ["a bigint as an ext 32", z.any(), "c9 00000001 49 35", 5n],
      ["a bigint of the most digits", z.any(), `c8 1000 49 ${"39".repeat(4096)}`, 10n ** 4096n - 1n],
      ["a negative bigint", z.any(), "d5 49 2d 35", -5n],
      ["a timestamp 32", z.any(), "d6 ff 00000001", new Date(1_000)],
      ["a timestamp 64", z.any(), "d7 ff 0000000000000001", new Date(1_000)],
      ["a timestamp 96", z.any(), "c7 0c ff 00000000 ffffffffffffffff", new Date(-1_000)],
      ["an empty Map", z.any(), "d4 4d 90", new Map()],
      ["a Map in a Set", z.any(), "c7 05 53 91 c7 01 4d 90", new Set([new Map()])],
    ])("%s", async (_what, type, hex, value) => {
      const echo = await serveEcho(rig, { type });
      const { seen, answer } = await echo.maps("type", Buffer.from(hex.replaceAll(" ", ""), "hex"));
      expect(answer[0]).toBe(3);
      expect(seen).toStrictEqual(value);
    });
  });

  describe("keys that objects have already", () => {
    // { "__proto__": { "x": 1 } }
    const polluting = "81 a9 5f5f70726f746f5f5f 81 a1 78 01";

    test("in a value without a type they are data, lost in neither direction", async () => {
      const echo = await serveEcho(rig, { type: z.any() });
      const { seen, bytes } = await echo.maps("type", Buffer.from(polluting.replaceAll(" ", ""), "hex"));
      expect(Object.keys(seen as object)).toEqual(["__proto__"]);
      expect(Object.getOwnPropertyDescriptor(seen, "__proto__")?.value).toEqual({ x: 1 });
      expect(Buffer.from(bytes).toString("hex")).toBe(`930300${polluting.replaceAll(" ", "")}`);
      expect(({} as { x?: unknown }).x).toBeUndefined();
    });

    test("in a record and in a declared object they are names like others", async () => {
      const names = z.object({ constructor: z.int(), toString: z.int() });
      const echo = await serveEcho(rig, { names, record: z.record(z.string(), z.int()) });
      const wire = { constructor: 1, toString: 2, valueOf: 3 };
      const record = await echo.maps("record", encodeFrames([wire]));
      expect(Object.entries(record.seen as object)).toEqual(Object.entries(wire));
      expect(Object.entries(record.answer[2] as object)).toEqual(Object.entries(wire));
      const object = await echo.maps("names", encodeFrames([wire]));
      expect(Object.entries(object.seen as object)).toEqual([
        ["constructor", 1],
        ["toString", 2],
      ]);
      const positional = await echo.positional("names", encodeFrames([[1, 2]]));
      expect(Object.entries(positional.seen as object)).toEqual([
        ["constructor", 1],
        ["toString", 2],
      ]);
      expect(positional.answer).toEqual([3, 0, [1, 2]]);
    });
  });
});
