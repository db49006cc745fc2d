import { describe, expect, test } from "vitest";
import { z } from "zod";
import { outputShape } from "../../test/shapes.js";
import type { ZodType } from "../schema/zod.js";

const Named = z.object({ a: z.string() }).meta({ id: "Named" });

/** Intersections beside the type whose shape they have. */
const same: Record<string, [intersection: ZodType, type: ZodType]> = {
  "objects without common keys": [
    z.object({ a: z.string() }).and(z.object({ b: z.int() })),
    z.object({ a: z.string(), b: z.int() }),
  ],
  "objects with a common key": [
    z.object({ a: z.string() }).and(z.object({ a: z.string().min(1) })),
    z.object({ a: z.string() }),
  ],
  "a key that only one side requires": [
    z.object({ a: z.string().optional() }).and(z.object({ a: z.string() })),
    z.object({ a: z.string() }),
  ],
  "a key that no side requires": [
    z.object({ a: z.string().optional() }).and(z.object({ a: z.exactOptional(z.string()) })),
    z.object({ a: z.exactOptional(z.string()) }),
  ],
  "objects in objects": [
    z.object({ in: z.object({ a: z.string() }) }).and(z.object({ in: z.object({ b: z.string() }) })),
    z.object({ in: z.object({ a: z.string(), b: z.string() }) }),
  ],
  "a loose object on one side": [
    z.object({ a: z.string() }).and(z.looseObject({ b: z.string() })),
    z.looseObject({ a: z.string(), b: z.string() }),
  ],
  "open objects": [
    z.looseObject({ a: z.string() }).and(z.object({}).catchall(z.date())),
    z.object({ a: z.string() }).catchall(z.date()),
  ],
  "three objects": [
    z
      .object({ a: z.string() })
      .and(z.object({ b: z.string() }))
      .and(z.object({ c: z.string() })),
    z.object({ a: z.string(), b: z.string(), c: z.string() }),
  ],
  "a named object": [Named.and(z.object({ b: z.string() })), z.object({ a: z.string(), b: z.string() })],
  "the same scalar": [z.string().min(1).and(z.string().max(5)), z.string()],
  "number and int": [z.number().and(z.int()), z.int()],
  "anything and a type": [z.any().and(z.date()), z.date()],
  "a type and unknown": [z.date().and(z.unknown()), z.date()],
  "the same array": [z.array(z.string()).and(z.array(z.string())), z.array(z.string())],
  "a union and an object": [
    z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]).and(z.object({ id: z.int() })),
    z.union([z.object({ a: z.string(), id: z.int() }), z.object({ b: z.string(), id: z.int() })]),
  ],
  "an object and a discriminated union": [
    z
      .object({ id: z.int() })
      .and(z.discriminatedUnion("t", [z.object({ t: z.literal(1) }), z.object({ t: z.literal(2) })])),
    z.discriminatedUnion("t", [z.object({ id: z.int(), t: z.literal(1) }), z.object({ id: z.int(), t: z.literal(2) })]),
  ],
};

test.each(Object.entries(same))("%s", (_name, [intersection, type]) => {
  expect(outputShape(intersection).shape).toStrictEqual(outputShape(type).shape);
});

describe("an intersection without common values", () => {
  const refused: Record<string, [type: ZodType, path: string, message: string]> = {
    scalars: [z.string().and(z.number()), "", "an intersection of string and number"],
    "an object and a scalar": [z.object({}).and(z.string()), "", "an intersection of object and string"],
    "a key": [
      z.object({ x: z.object({ a: z.string() }) }).and(z.object({ x: z.object({ a: z.date() }) })),
      ".x.a",
      "string and date",
    ],
    "other keys": [
      z.object({}).catchall(z.string()).and(z.object({}).catchall(z.date())),
      ".<other>",
      "string and date",
    ],
    "an option": [z.union([z.object({ a: z.string() }), z.date()]).and(z.object({})), "", "date and object"],
  };

  test.each(Object.entries(refused))("%s", (_name, [type, path, message]) => {
    expect(() => outputShape(type)).toThrowError(
      expect.objectContaining({
        data: { path: `procedures.p.output${path}` },
        message: expect.stringContaining(message),
      }),
    );
  });
});
