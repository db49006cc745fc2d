import { defineSchema, procedure } from "@hawser/core";
import { z } from "zod";

// One procedure per kind of type, alone and as the one field of an object, there and back.

const Size = z.enum(["small", "large"]);
const Node = z.object({
  get next() {
    return Node.nullable();
  },
});

const kinds = {
  any: z.any(),
  array: z.array(z.date()),
  bigint: z.bigint(),
  boolean: z.boolean(),
  bytes: z.instanceof(Uint8Array),
  bytesOrText: z.union([z.instanceof(Uint8Array), z.string()]),
  catchall: z.object({ id: z.string() }).catchall(z.number()),
  date: z.date(),
  discriminated: z.discriminatedUnion("type", [
    z.object({ type: z.literal("a"), a: z.int() }),
    z.object({ type: z.literal("b"), b: z.date() }),
  ]),
  empty: z.object({}),
  enum: Size,
  int: z.int(),
  intersection: z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() })),
  json: z.json(),
  literal: z.literal("only"),
  literals: z.literal([1, "one", 1n]),
  loose: z.looseObject({}),
  map: z.map(z.string(), z.date()),
  node: Node,
  null: z.null(),
  nullable: z.date().nullable(),
  number: z.number(),
  object: z.object({ a: z.string().optional(), b: z.exactOptional(z.date()) }),
  optional: z.date().optional(),
  partialRecord: z.partialRecord(Size, z.date()),
  readonly: z.object({ list: z.array(z.string()) }).readonly(),
  record: z.record(z.string(), z.bigint()),
  recordOfEnum: z.record(Size, z.int()),
  recordOfNumber: z.record(z.number(), z.string()),
  set: z.set(z.date()),
  setOfStrings: z.set(z.string()),
  string: z.string(),
  template: z.templateLiteral(["id-", z.int()]),
  tuple: z.tuple([z.string(), z.date()]),
  tupleWithRest: z.tuple([z.string(), z.int().optional()], z.date()),
  undefined: z.undefined(),
  union: z.union([z.string(), z.date(), z.array(z.int())]),
  unknown: z.unknown(),
};

export default defineSchema({
  name: "kinds",
  procedures: {
    alone: Object.fromEntries(
      Object.entries(kinds).map(([name, type]) => [name, procedure({ input: type, output: type })]),
    ),
    field: Object.fromEntries(
      Object.entries(kinds).map(([name, type]) => [
        name,
        procedure({ input: z.object({ [name]: type }), output: z.object({ [name]: type }) }),
      ]),
    ),
  },
});
