import { defineSchema, topic } from "@hawser/core";
import { z } from "zod";

// A topic per promise that a subscriber can get, all with the same events.

const params = z.object({ room: z.string() });

const event = z.object({
  id: z.string(),
  key: z.string(),
  filler: z.instanceof(Uint8Array).describe("Makes it so large that it is felt."),
});

export default defineSchema({
  name: "soak",
  topics: {
    conflated: topic({ params, event, publish: true, slowConsumer: "conflate", conflateBy: "key" }),
    dropped: topic({ params, event, publish: true, slowConsumer: "drop" }),
    kept: topic({
      description: "Everything that was published can be had.",
      params,
      event,
      publish: true,
      history: { size: 1_000_000, ageMs: 3_600_000 },
    }),
    keptShortly: topic({ params, event, publish: true, history: { size: 40, ageMs: 3_600_000 } }),
    retained: topic({ params, event, publish: true, retain: true, slowConsumer: "drop" }),
  },
});
