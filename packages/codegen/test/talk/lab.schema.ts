import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

const Everything = z.object({
  at: z.date(),
  bytes: z.instanceof(Uint8Array),
  big: z.bigint(),
  map: z.map(z.string(), z.date()),
  set: z.set(z.int()),
  note: z.string().optional(),
});

export default defineSchema({
  name: "lab",
  auth: z.object({ token: z.string() }).optional(),
  metadata: { call: z.object({ traceId: z.string() }).optional(), answer: z.object({ cost: z.int(), at: z.date() }) },
  procedures: {
    echo: procedure({ input: Everything, output: Everything, description: "Gives back what it gets." }),
    fail: procedure({
      input: z.enum(["declared", "broken"]),
      errors: { Refused: z.object({ why: z.string(), at: z.date() }) },
    }),
    nothing: procedure({}),
    once: procedure({ output: z.boolean(), idempotent: true, description: "Whether the call came with a key." }),
    numbers: {
      count: procedure({ input: z.object({ to: z.int() }), output: stream(z.int()) }),
      double: procedure({ input: stream(z.number()), output: stream(z.number()) }),
      negate: procedure({ input: z.number(), output: z.number() }),
      sum: procedure({ input: stream(z.number()), output: z.number() }),
    },
    trace: procedure({ output: z.string() }),
    wait: procedure({}),
  },
  topics: {
    messages: topic({
      params: z.object({ room: z.string() }),
      event: z.object({ text: z.string(), at: z.date() }),
      history: { size: 100, ageMs: 60_000 },
    }),
    prices: topic({
      params: z.object({ market: z.string(), symbol: z.string() }),
      event: z.number(),
      history: { size: 10, ageMs: 60_000 },
      wildcards: ["symbol"],
    }),
    talk: topic({
      params: z.object({ room: z.string() }),
      event: z.string(),
      presence: z.object({ nick: z.string(), since: z.date().default(new Date(0)) }),
    }),
    tick: topic({ event: z.int() }),
  },
});
