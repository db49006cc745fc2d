import { defineSchema, procedure, stream } from "@hawser/core";
import { z } from "zod";

// What streams, what runs once, and what travels beside inputs and outputs.

const Bytes = z.instanceof(Uint8Array);

const Reading = z
  .object({ sensor: z.string(), at: z.date(), value: z.number() })
  .describe("What a sensor saw.")
  .meta({ id: "Reading" });

export default defineSchema({
  name: "lab",
  metadata: {
    call: z.object({ locale: z.enum(["de", "en"]), tenant: z.string().optional() }).describe("Who asks, and how."),
    answer: z.object({ servedBy: z.string() }),
  },
  procedures: {
    files: {
      download: procedure({
        description: "Reads a file.",
        input: z.object({ name: z.string() }),
        output: stream(Bytes),
        errors: { NoSuchFile: z.object({ name: z.string() }) },
      }),
      patch: procedure({
        description: "Writes parts of a file, in any order.",
        input: stream(z.object({ offset: z.int(), content: Bytes })),
      }),
      upload: procedure({
        description: "Stores a file.",
        input: stream(Bytes),
        output: z.object({ bytes: z.int() }),
        errors: { DiskFull: z.object({ freeBytes: z.int() }) },
      }),
    },
    orders: {
      cancel: procedure({ idempotent: { windowMs: 60_000 }, input: z.object({ order: z.string() }) }),
      place: procedure({
        description: "Orders, and pays.",
        idempotent: true,
        input: z.object({ item: z.string(), count: z.int() }),
        output: z.object({ order: z.string() }),
        errors: { SoldOut: z.object({ left: z.int() }) },
      }),
    },
    sensors: {
      average: procedure({
        description: "Answers every reading with the average so far.",
        input: stream(Reading),
        output: stream(z.object({ average: z.number() })),
      }),
      record: procedure({ deprecated: true, input: stream(Reading), output: z.object({ count: z.int() }) }),
      watch: procedure({ output: stream(Reading), errors: { Broken: z.object({ sensor: z.string() }) } }),
    },
    whoAmI: procedure({ output: z.object({ locale: z.string(), tenant: z.string().nullable() }) }),
  },
});
