import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Files and folders: a tree that goes down through folders only, shares, versions.

const Permission = z.enum(["read", "comment", "write", "own"]);

const File = z.object({
  kind: z.literal("file"),
  id: z.uuid(),
  name: z.string().min(1).max(255),
  bytes: z.int().min(0),
  mime: z.string(),
  etag: z.instanceof(Uint8Array),
  modified: z.object({ at: z.date(), by: z.string() }),
});

const Folder = z
  .object({
    kind: z.literal("folder"),
    id: z.uuid(),
    name: z.string().min(1).max(255),
    modified: z.object({ at: z.date(), by: z.string() }),
    get entries() {
      return z.array(z.discriminatedUnion("kind", [File, Folder])).optional();
    },
  })
  .meta({ id: "Folder" });

const Entry = z.discriminatedUnion("kind", [File, Folder]).meta({ id: "Entry" });

const Share = z.object({
  entry: z.uuid(),
  with: z.union([z.email(), z.literal("anyone")]),
  permission: Permission,
  expires: z.date().optional(),
});

export default defineSchema({
  name: "drive",
  auth: z.object({ token: z.string() }),
  procedures: {
    entries: {
      stat: procedure({ input: z.object({ path: z.array(z.string()) }), output: Entry.nullable() }),
      list: procedure({
        input: z.object({ folder: z.uuid(), depth: z.int().min(1).max(5).default(1) }),
        output: Folder,
      }),
      move: procedure({
        input: z.object({ id: z.uuid(), to: z.uuid(), name: z.string().optional() }),
        output: Entry,
        errors: { Exists: Entry, IntoItself: z.object({}) },
      }),
      trash: procedure({ input: z.array(z.uuid()).min(1).max(100), output: z.record(z.uuid(), z.boolean()) }),
    },
    content: {
      read: procedure({
        input: z.object({ id: z.uuid(), range: z.tuple([z.int(), z.int()]).optional() }),
        output: stream(z.instanceof(Uint8Array)),
      }),
      write: procedure({ input: stream(z.instanceof(Uint8Array)), output: File }),
      thumbnail: procedure({
        input: z.object({ id: z.uuid(), size: z.literal([64, 256]) }),
        output: z.instanceof(Uint8Array).nullable(),
      }),
    },
    shares: {
      put: procedure({ input: Share, output: z.array(Share) }),
      of: procedure({ input: z.object({ entry: z.uuid() }), output: z.array(Share) }),
    },
  },
  topics: {
    changes: topic({
      params: z.object({ folder: z.uuid() }),
      event: z.object({ cursor: z.string(), entry: Entry, gone: z.boolean().optional() }),
      history: { size: 500, ageMs: 3_600_000 },
    }),
  },
});
