import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Content: blocks within blocks, translations by language, drafts beside what is published.

const Language = z.enum(["en", "de", "ja"]);
const Translated = z.partialRecord(Language, z.string()).meta({ id: "Translated" });

const Block = z.lazy(
  (): z.ZodType =>
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("heading"), level: z.literal([1, 2, 3]), text: Translated }),
      z.object({ kind: z.literal("paragraph"), text: Translated, align: z.enum(["left", "center"]).optional() }),
      z.object({ kind: z.literal("media"), asset: z.uuid(), caption: Translated.optional() }),
      z.object({ kind: z.literal("columns"), columns: z.array(z.array(Block)).min(1).max(4) }),
    ]),
);

const Seo = z.object({ title: Translated, description: Translated.optional(), noIndex: z.boolean() });

const Page = z.object({
  id: z.uuid(),
  path: z.templateLiteral(["/", z.string().regex(/^[a-z-]{0,20}$/)]),
  version: z.int(),
  blocks: z.array(Block),
  seo: Seo,
  publishedAt: z.date().nullable(),
  scheduledFor: z.date().optional(),
});

const Asset = z.object({
  id: z.uuid(),
  mime: z.string(),
  bytes: z.int(),
  focus: z.tuple([z.number(), z.number()]).nullable(),
});

export default defineSchema({
  name: "cms",
  auth: z.object({ token: z.string() }),
  procedures: {
    pages: {
      get: procedure({
        input: z.union([z.object({ id: z.uuid() }), z.object({ path: z.string() })]),
        output: Page.nullable(),
      }),
      save: procedure({
        input: Page.omit({ version: true, publishedAt: true }),
        output: Page,
        errors: { Conflict: z.object({ theirs: Page }), PathTaken: z.object({ by: z.uuid() }) },
      }),
      publish: procedure({ input: z.object({ ids: z.array(z.uuid()).min(1) }), output: z.map(z.uuid(), z.date()) }),
      tree: procedure({ output: z.array(z.object({ id: z.uuid(), path: z.string(), children: z.int() })) }),
    },
    assets: {
      upload: procedure({ input: z.object({ name: z.string(), content: z.instanceof(Uint8Array) }), output: Asset }),
      search: procedure({ input: z.object({ text: z.string().default("") }), output: z.array(Asset) }),
    },
    preview: procedure({
      description: "A page as HTML.",
      input: z.object({ page: Page, language: Language }),
      output: z.string(),
    }),
  },
  topics: {
    published: topic({
      event: z.object({ id: z.uuid(), path: z.string() }),
      history: { size: 100, ageMs: 86_400_000 },
    }),
  },
});
