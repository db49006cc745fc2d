import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Analytics: a query language as data, results as columns.

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Expression = z.lazy(
  (): z.ZodType =>
    z.union([
      z.object({ column: z.string() }),
      z.object({ value: Scalar }),
      z.object({ call: z.string(), args: z.array(Expression) }),
    ]),
);

const Query = z.object({
  from: z.string(),
  select: z.array(z.tuple([z.string(), Expression])).min(1),
  where: Expression.optional(),
  groupBy: z.array(Expression).default([]),
  orderBy: z.array(z.object({ by: Expression, descending: z.boolean().optional() })).optional(),
  limit: z.int().min(1).max(100_000).optional(),
});

const Column = z.discriminatedUnion("type", [
  z.object({ type: z.literal("int"), name: z.string(), values: z.array(z.int().nullable()) }),
  z.object({ type: z.literal("text"), name: z.string(), values: z.array(z.string().nullable()) }),
  z.object({ type: z.literal("time"), name: z.string(), values: z.array(z.date().nullable()) }),
  z.object({
    type: z.literal("packed"),
    name: z.string(),
    values: z.instanceof(Uint8Array),
    width: z.literal([1, 2, 4, 8]),
  }),
]);

const Chart = z.object({
  title: z.string(),
  mark: z.enum(["bar", "line", "area"]),
  x: z.string(),
  y: z.array(z.string()).min(1),
  query: Query,
});

export default defineSchema({
  name: "analytics",
  auth: z.object({ workspace: z.string(), token: z.string() }),
  procedures: {
    query: procedure({
      description: "Runs a query, and answers with columns.",
      input: Query,
      output: z.object({
        columns: z.array(Column),
        rows: z.int(),
        scannedBytes: z.bigint(),
        warnings: z.array(z.string()).optional(),
      }),
      errors: {
        UnknownColumn: z.object({ column: z.string(), near: z.array(z.string()) }),
        TooCostly: z.object({ bytes: z.bigint(), most: z.bigint() }),
      },
    }),
    rows: procedure({ input: Query, output: stream(z.array(Scalar)) }),
    track: procedure({
      input: z.array(z.object({ event: z.string(), at: z.date(), properties: z.record(z.string(), Scalar) })).max(500),
    }),
    dashboards: {
      get: procedure({
        input: z.object({ id: z.string() }),
        output: z.object({
          id: z.string(),
          charts: z.array(Chart),
          layout: z.record(z.string(), z.tuple([z.int(), z.int(), z.int(), z.int()])),
        }),
      }),
      save: procedure({
        input: z.object({ id: z.string().optional(), charts: z.array(Chart) }),
        output: z.object({ id: z.string() }),
      }),
    },
  },
  topics: {
    live: topic({
      params: z.object({ metric: z.string() }),
      event: z.object({ bucket: z.date(), value: z.number() }),
      history: { size: 60, ageMs: 3_600_000 },
    }),
  },
});
