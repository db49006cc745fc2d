import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Topics that keep events, topics to which clients publish, and every policy for slow consumers.

const Alarm = z
  .object({ sensor: z.string(), tags: z.array(z.string()) })
  .describe("What a sensor warns of.")
  .meta({ id: "Alarm" });

export default defineSchema({
  name: "plant",
  auth: z.object({ user: z.string() }),
  procedures: {
    idle: procedure({}),
  },
  topics: {
    alarms: topic({
      description: "Whatever goes wrong anywhere.",
      event: Alarm,
      history: { size: 1_000, ageMs: 600_000 },
      publish: true,
    }),
    gauges: {
      readings: topic({
        params: z.object({ hall: z.string() }),
        event: z.object({ gauge: z.string(), value: z.number(), filler: z.string().optional() }),
        slowConsumer: "conflate",
        conflateBy: "gauge",
      }),
      setting: topic({
        description: "How far the valves are open.",
        params: z.object({ hall: z.string() }).optional(),
        event: z.object({
          percent: z.int(),
          at: z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: String }),
        }),
        retain: true,
        publish: true,
        slowConsumer: "drop",
      }),
    },
    photos: topic({ event: z.object({ jpeg: z.instanceof(Uint8Array) }), publish: true }),
    shifts: topic({
      params: z.object({ hall: z.string() }),
      event: z.object({ note: z.string() }),
      history: { size: 3, ageMs: 86_400_000 },
      retain: true,
      publish: true,
      slowConsumer: "disconnect",
    }),
  },
});
