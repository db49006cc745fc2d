import { defineSchema, procedure } from "@hawser/core";
import { z } from "zod";

export default defineSchema({
  name: "hooks",
  procedures: {
    tiny: procedure({ input: z.object({ room: z.string(), text: z.string() }), output: z.object({ id: z.int() }) }),
  },
});
