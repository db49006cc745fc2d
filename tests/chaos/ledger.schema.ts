import { defineSchema, procedure } from "@hawser/core";
import { z } from "zod";

// The same effect twice: with a key that lets it be asked for again, and without.

/** Names one call of one client. */
const Entry = z.object({ client: z.int(), number: z.int() });

/** Names one run of a handler. */
const Receipt = z.string();

export default defineSchema({
  name: "ledger",
  procedures: {
    book: procedure({ description: "Books an entry.", input: Entry, output: Receipt }),
    bookOnce: procedure({
      description: "Books an entry, however often its client has to ask.",
      idempotent: true,
      input: Entry,
      output: Receipt,
    }),
  },
});
