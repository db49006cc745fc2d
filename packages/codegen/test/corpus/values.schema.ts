import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Every kind of value where people use it: dates, bytes, bigints, maps, sets, tuples with a rest, records, literals.

const Money = z
  .bigint()
  .min(0n)
  .max(10n ** 24n)
  .describe("Wei.");
const Hash = z.instanceof(Uint8Array).describe("SHA-256, 32 bytes.");
const Level = z.literal([1, 2, 3]);

const Block = z.object({
  number: z.bigint(),
  hash: Hash,
  parent: Hash.nullable(),
  minedAt: z.date(),
  transactions: z.array(
    z.object({ from: z.string(), to: z.string().nullable(), value: Money, data: z.instanceof(Uint8Array).optional() }),
  ),
  balances: z.map(z.string(), Money),
  touched: z.set(z.string()),
  gas: z.tuple([z.bigint(), z.bigint(), z.number().optional()], z.boolean()),
  flags: z.record(z.enum(["final", "orphan"]), z.boolean()),
  hints: z.partialRecord(z.enum(["fast", "safe"]), z.number()),
  extra: z.object({ known: z.string() }).catchall(z.int()),
  literal: z.literal(["a", 2, true, null, 5n]),
  nothing: z.undefined(),
  exact: z.exactOptional(z.string()),
  both: z.string().nullish(),
});

export default defineSchema({
  name: "values",
  procedures: {
    block: procedure({ input: z.bigint(), output: Block.nullable() }),
    submit: procedure({ input: Block, output: z.bigint() }),
    blocks: procedure({ input: stream(Block), output: stream(Block) }),
    level: procedure({ input: Level, output: z.templateLiteral(["level-", Level]) }),
    dates: procedure({ input: z.array(z.date()), output: z.map(z.date(), z.set(z.bigint())) }),
    readonly: procedure({
      input: z.array(z.string()).readonly(),
      output: z.object({ list: z.array(z.int()), map: z.map(z.string(), z.int()) }).readonly(),
    }),
    maybe: procedure({ input: z.string().optional(), output: z.int().optional() }),
    any: procedure({ input: z.json(), output: z.object({ json: z.json(), unknown: z.unknown() }) }),
    choose: procedure({
      input: z.union([z.string(), z.instanceof(Uint8Array), z.date(), z.bigint()]),
      output: z.union([z.array(z.int()), z.map(z.string(), z.int()), z.set(z.string())]),
    }),
  },
  topics: {
    blocks_: topic({ event: Block, history: { size: 10, ageMs: 60_000 }, publish: true }),
    price: topic({
      params: z.object({ at: z.date().optional(), of: z.bigint() }),
      event: z.tuple([z.date(), z.number()]),
      retain: true,
    }),
  },
});
