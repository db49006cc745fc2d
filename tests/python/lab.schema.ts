import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// One of everything that a client can do.

const Reading = z.object({ n: z.int(), at: z.date(), filler: z.string().optional() }).meta({ id: "Reading" });

export default defineSchema({
  name: "lab",
  auth: z.object({ token: z.string() }),
  metadata: { call: z.object({ locale: z.string() }), answer: z.object({ servedBy: z.string() }) },
  procedures: {
    calls: {
      divide: procedure({
        input: z.object({ a: z.number(), b: z.number() }),
        output: z.number(),
        errors: { DividedByZero: z.object({ a: z.number(), at: z.date() }) },
      }),
      fail: procedure({}),
      forget: procedure({ input: z.object({ now: z.boolean() }) }),
      greet: procedure({ output: z.string() }),
      hang: procedure({ input: z.object({ name: z.string() }) }),
      pay: procedure({ input: z.object({ cents: z.int() }), output: z.int(), idempotent: true }),
      size: procedure({ input: z.string(), output: z.int() }),
    },
    retire: procedure({ description: "Makes the server go away." }),
    streams: {
      doubled: procedure({ input: stream(z.int()), output: stream(z.int()) }),
      numbers: procedure({
        input: z.object({ count: z.int(), bytes: z.int() }),
        output: stream(Reading),
        errors: { TooMany: z.object({ most: z.int() }) },
      }),
      some: procedure({ input: stream(z.int()), output: z.array(z.int()) }),
      sum: procedure({ input: stream(z.instanceof(Uint8Array)), output: z.int() }),
    },
  },
  topics: {
    feed: topic({
      params: z.object({ room: z.string() }),
      event: Reading,
      history: { size: 20, ageMs: 60_000 },
      publish: true,
    }),
    flags: topic({ params: z.string(), event: z.string(), publish: true, wildcards: [] }),
    fleeting: topic({ event: z.int() }),
    notes: topic({ event: z.string(), history: { size: 20, ageMs: 60_000 }, publish: true }),
    rooms: topic({
      params: z.object({ house: z.string(), opened: z.date().optional(), seat: z.int() }),
      event: Reading,
      history: { size: 20, ageMs: 60_000 },
      publish: true,
      presence: z.object({ name: z.string().max(20), since: z.date() }),
      wildcards: ["opened", "seat"],
    }),
    secret: topic({ params: z.string(), event: z.int() }),
  },
});
