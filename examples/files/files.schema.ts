import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

const Piece = z.instanceof(Uint8Array).describe("The next bytes of a file.");

const Label = z
  .object({
    name: z.string().trim().min(1).max(255).default("Untitled"),
    mediaType: z.string().max(127).default("").describe("Empty where nobody knows."),
    sizeBytes: z
      .int()
      .min(0)
      .optional()
      .describe("As far as is known ahead: a file that is too large is then refused before it is sent."),
  })
  .meta({ id: "Label", description: "What a file that `files.upload` sends is called; other calls need none." });

const StoredFile = z
  .object({
    id: z.string(),
    name: z.string(),
    mediaType: z.string(),
    sizeBytes: z.int(),
    sha256: z.string().describe("Of the bytes that the server has, in hexadecimal."),
    storedAt: z.date(),
  })
  .meta({ id: "StoredFile", description: "A file that the server has whole." });

const Id = z.object({ id: z.string() });

export type Label = z.output<typeof Label>;
export type StoredFile = z.output<typeof StoredFile>;

/** Files that go to a server and come back, in pieces, beside small calls on the same connection. */
export default defineSchema({
  name: "files",
  metadata: { call: Label.prefault({}) },
  procedures: {
    files: {
      list: procedure({ description: "All files that the server has, the oldest first.", output: z.array(StoredFile) }),
      upload: procedure({
        description:
          "Takes a file piece by piece, and has it when the last one has come. Its label is the call's metadata.",
        input: stream(Piece),
        output: StoredFile,
        errors: { TooLarge: z.object({ maxBytes: z.int() }).describe("The server takes no file of more bytes.") },
      }),
      download: procedure({
        description: "Sends a file piece by piece.",
        input: Id,
        output: stream(Piece),
        errors: { NotFound: Id.describe("There is no such file any more: newer ones took its place.") },
      }),
      usage: procedure({
        description: "How much the server has.",
        output: z.object({
          files: z.int(),
          usedBytes: z.int().describe("In all these files."),
          maxBytes: z.int().describe("Beyond it the oldest files make way for the newest."),
          uploads: z.int().describe("Files that are just being sent."),
        }),
      }),
    },
  },
  topics: {
    files: {
      added: topic({ description: "A file that the server has from now on.", event: StoredFile }),
      removed: topic({ description: "A file that made way for a newer one.", event: Id }),
    },
  },
});
