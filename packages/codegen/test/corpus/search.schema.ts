import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Full text search: queries as a tree, hits of any type, settings with defaults.

const Query = z.lazy(
  (): z.ZodType =>
    z.discriminatedUnion("type", [
      z.object({
        type: z.literal("match"),
        field: z.string().optional(),
        text: z.string(),
        fuzziness: z.int().min(0).max(2).optional(),
      }),
      z.object({
        type: z.literal("range"),
        field: z.string(),
        from: z.union([z.number(), z.date()]).nullable(),
        to: z.union([z.number(), z.date()]).nullable(),
      }),
      z.object({
        type: z.literal("bool"),
        must: z.array(Query),
        should: z.array(Query).optional(),
        not: z.array(Query).optional(),
      }),
      z.object({ type: z.literal("all") }),
    ]),
);

const Hit = z.object({
  id: z.string(),
  score: z.number(),
  source: z.json(),
  highlights: z.record(z.string(), z.array(z.string())).optional(),
});

const Settings = z.object({
  analyzer: z.enum(["standard", "whitespace", "ngram"]).default("standard"),
  replicas: z.int().min(0).default(1),
  synonyms: z.array(z.array(z.string())).default([]),
  stopWords: z.set(z.string()).optional(),
  boosts: z.record(z.string(), z.number()).optional(),
});

export default defineSchema({
  name: "search",
  procedures: {
    search: procedure({
      input: z.object({
        index: z.string(),
        query: Query,
        size: z.int().max(1_000).default(10),
        after: z.array(z.union([z.string(), z.number()])).optional(),
        facets: z.array(z.string()).optional(),
      }),
      output: z.object({
        hits: z.array(Hit),
        total: z.union([z.int(), z.object({ atLeast: z.int() })]),
        facets: z.record(z.string(), z.map(z.string(), z.int())),
        tookMs: z.number(),
      }),
      errors: {
        NoSuchIndex: z.object({ index: z.string() }),
        BadQuery: z.object({ path: z.array(z.union([z.string(), z.int()])), message: z.string() }),
      },
    }),
    suggest: procedure({ input: z.object({ prefix: z.string().min(1) }), output: z.array(z.string()) }),
    documents: {
      put: procedure({
        input: z.object({ index: z.string(), id: z.string(), document: z.record(z.string(), z.json()) }),
        output: z.enum(["created", "updated"]),
      }),
      delete: procedure({ input: z.object({ index: z.string(), query: Query }), output: z.int() }),
    },
    indexes: {
      create: procedure({ input: z.object({ name: z.string(), settings: Settings.optional() }), output: Settings }),
      list: procedure({ output: z.map(z.string(), z.object({ documents: z.int(), bytes: z.bigint() })) }),
    },
  },
  topics: { percolate: topic({ params: z.object({ query: z.string() }), event: Hit }) },
});
