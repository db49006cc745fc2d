import { defineSchema, procedure } from "@hawser/core";
import { z } from "zod";

const Row = z.object({
  id: z.int(),
  name: z.string(),
  email: z.string(),
  tags: z.array(z.string()),
  createdAt: z.date(),
  note: z.string(),
});

export default defineSchema({
  name: "compression",
  procedures: {
    tiny: procedure({ input: z.object({ room: z.string(), text: z.string() }), output: z.object({ id: z.int() }) }),
    rows: procedure({ input: z.object({ rows: z.array(Row) }), output: z.object({ rows: z.array(Row) }) }),
  },
});
