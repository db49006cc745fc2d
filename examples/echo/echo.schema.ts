import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

const Text = z.object({ text: z.string().max(200) });

export default defineSchema({
  name: "echo",
  procedures: { echo: procedure({ description: "Says it back.", input: Text, output: Text }) },
  topics: { echoes: topic({ description: "All that is said, by anyone.", event: Text }) },
});
