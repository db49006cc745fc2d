import { defineSchema, fingerprintOf, procedure } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { serveEcho } from "./echo-server.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames, nothing } from "./plain-msgpack.js";
import { valueExchange } from "./value-exchange.js";

valueExchange("positional");

overTransports("positional", (rig) => {
  test("what goes in is what the type takes, what comes out is what it gives", async () => {
    const input = z.object({ length: z.string().transform((text) => text.length), name: z.string().default("nobody") });
    const at = z
      .string()
      .transform((text) => new Date(text))
      .pipe(z.date());
    const output = z.object({ at, name: z.string().default("me") });
    const schema = defineSchema({ name: "sides", procedures: { turn: procedure({ input, output }) } });
    const seen: unknown[] = [];
    const { port } = await rig.serve(schema, {
      procedures: {
        turn: (value) => {
          seen.push(value);
          return { at: "1970-01-01T00:00:01Z" };
        },
      },
    });
    const client = await rig.open(port, { fingerprint: fingerprintOf(schema.shape) });
    expect(await client.exchange([2, 0, 0, ["four", null]], [2, 1, 0, ["", "x"]])).toEqual([
      [3, 0, [1_000, "me"]],
      [3, 1, [1_000, "me"]],
    ]);
    expect(seen).toEqual([
      { length: 4, name: "nobody" },
      { length: 0, name: "x" },
    ]);
  });

  test("a self-describing value inside keeps a bigint apart from an integer", async () => {
    const echo = await serveEcho(rig, { type: z.array(z.any()) });
    const { answer } = await echo.positional("type", encodeFrames([[5n, 5, 2n ** 70n]]));
    expect(answer).toStrictEqual([3, 0, [5n, 5, 2n ** 70n]]);
  });

  test.each<[string, z.ZodType, unknown, unknown]>([
    [
      "undefined in the slot of a key that may be absent",
      z.object({ a: z.int().optional() }),
      [nothing],
      { a: undefined },
    ],
    ["undefined in an array of one", z.object({ a: z.int().nullish() }), [[nothing]], { a: undefined }],
    ["slots beyond the last", z.object({ a: z.int() }), [1, 2], { a: 1 }],
    ["a bigint in any integer format", z.array(z.bigint()), [5, 2 ** 31, -1], [5n, 2n ** 31n, -1n]],
  ])("takes %s", async (_what, type, wire, value) => {
    const echo = await serveEcho(rig, { type });
    const { seen, answer } = await echo.positional("type", encodeFrames([wire]));
    expect(answer[0]).toBe(3);
    expect(seen).toStrictEqual(value);
  });

  test.each<[string, z.ZodType, unknown]>([
    ["an option that a union does not have", z.union([z.date(), z.array(z.int())]), [2, 5]],
    ["a union's value without its index", z.union([z.date(), z.array(z.int())]), [5]],
    ["an index that an enum does not have", z.enum(["a", "b"]), 2],
    ["a value where an enum's index is due", z.enum(["a", "b"]), "a"],
    ["a tuple that is too short", z.tuple([z.int(), z.int()]), [1]],
    ["a tuple that is too long", z.tuple([z.int(), z.int()]), [1, 2, 3]],
    ["a map where slots are due", z.object({ a: z.int() }), { a: 1 }],
    ["too few slots", z.object({ a: z.int(), b: z.int() }), [1]],
    ["nil in a required slot", z.object({ a: z.int() }), [null]],
    ["a map where an array is due", z.array(z.int()), {}],
    ["an array where a record is due", z.record(z.string(), z.int()), [1]],
    ["text where a date is due", z.date(), "yesterday"],
    ["NaN where a date is due", z.date(), Number.NaN],
    ["text where bytes are due", z.instanceof(Uint8Array), "x"],
    ["bytes where text is due", z.string(), Buffer.from("x")],
    ["a fraction where an integer is due", z.int(), 1.5],
    ["a fraction where a bigint is due", z.bigint(), 1.5],
    ["text that is no digits where a bigint is due", z.bigint(), "0x10"],
    ["more digits than a bigint may have", z.bigint(), "9".repeat(100_000)],
    ["nil where undefined is due", z.undefined(), null],
    ["undefined where null is due", z.null(), nothing],
    ["a number where a boolean is due", z.boolean(), 1],
  ])("%s is invalid_input", async (_what, type, wire) => {
    const echo = await serveEcho(rig, { type });
    const { answer } = await echo.positional("type", encodeFrames([wire]));
    expect(answer).toEqual([4, 0, "invalid_input", expect.any(String), { issues: expect.any(Array) }]);
  });
});
