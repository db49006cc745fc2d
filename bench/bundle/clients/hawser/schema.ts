import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

const Message = z.object({ id: z.int(), room: z.string(), text: z.string(), sentAt: z.number() });

/** What every client of this suite is written for: one call, one subscription. */
export default defineSchema({
  name: "chat",
  procedures: { say: procedure({ input: z.object({ room: z.string(), text: z.string() }), output: Message }) },
  topics: { said: topic({ params: z.object({ room: z.string() }), event: Message }) },
});
