import { defineSchema, topic } from "@hawser/core";
import { z } from "zod";

// The same events under each policy for slow consumers.

const event = z.object({
  /** When it was due, in milliseconds of the machine's monotonic clock. */
  dueMs: z.number(),
  key: z.string(),
  filler: z.instanceof(Uint8Array),
});

export default defineSchema({
  name: "topics",
  topics: {
    conflate: topic({ event, slowConsumer: "conflate", conflateBy: "key" }),
    disconnect: topic({ event, slowConsumer: "disconnect" }),
    drop: topic({ event, slowConsumer: "drop" }),
    resume: topic({ event, history: { size: 1_000, ageMs: 60_000 } }),
  },
});
