import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

const Text = z.string().trim().min(1).max(280);

const Note = z
  .object({
    id: z.int().describe("Counts up from 1."),
    text: Text,
    addedAt: z.date(),
  })
  .meta({ id: "Note" });

export default defineSchema({
  name: "board",
  procedures: {
    notes: {
      list: procedure({
        description: "All notes on the board, the oldest first.",
        output: z.array(Note),
      }),
      add: procedure({
        description: "Adds a note, which everybody who listens sees at once.",
        input: z.object({ text: Text }),
        output: Note,
        errors: { BoardFull: z.object({ maxNotes: z.int() }) },
      }),
    },
  },
  topics: {
    notes: {
      added: topic({
        description: "Every note, as soon as it is added.",
        event: Note,
        // Who was offline for a while gets what it missed.
        history: { size: 100, ageMs: 600_000 },
      }),
    },
  },
});
