import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Metrics, logs and traces of a fleet: streams both ways, numbers of every kind.

const Labels = z.record(z.string(), z.string());

const Sample = z.object({
  at: z.int(),
  value: z.number(),
  exemplar: z.object({ trace: z.string(), value: z.number() }).optional(),
});

const Metric = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("counter"), name: z.string(), labels: Labels, value: z.number().min(0) }),
  z.object({
    kind: z.literal("gauge"),
    name: z.string(),
    labels: Labels,
    value: z.number(),
    unit: z.string().optional(),
  }),
  z.object({
    kind: z.literal("histogram"),
    name: z.string(),
    labels: Labels,
    buckets: z.array(z.tuple([z.number(), z.bigint()])),
    sum: z.number(),
  }),
]);

const Level = z.enum(["trace", "debug", "info", "warn", "error"]);

const LogLine = z.object({
  at: z.date(),
  level: Level,
  message: z.string(),
  fields: z.record(z.string(), z.json()),
  span: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});

const Span = z
  .object({
    id: z.string(),
    parent: z.string().nullable(),
    name: z.string(),
    startNs: z.bigint(),
    endNs: z.bigint(),
    attributes: z.map(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  })
  .meta({ id: "Span", description: "A stretch of work, as OpenTelemetry knows it." });

export default defineSchema({
  name: "telemetry",
  auth: z.object({ project: z.string(), key: z.instanceof(Uint8Array) }),
  procedures: {
    ingest: {
      metrics: procedure({
        description: "Takes metrics as they come.",
        input: stream(Metric),
        output: z.object({ accepted: z.int(), rejected: z.int() }),
      }),
      logs: procedure({ input: z.array(LogLine).max(1_000) }),
      spans: procedure({ input: z.array(Span).max(1_000), output: z.object({ accepted: z.int(), rejected: z.int() }) }),
    },
    query: {
      range: procedure({
        input: z.object({ expression: z.string(), from: z.date(), to: z.date(), stepMs: z.int().min(1_000) }),
        output: stream(z.object({ labels: Labels, samples: z.array(Sample) })),
        errors: { BadExpression: z.object({ position: z.int(), expected: z.array(z.string()) }) },
      }),
      trace: procedure({ input: z.object({ id: z.string() }), output: z.array(Span) }),
    },
    convert: procedure({ input: stream(LogLine), output: stream(Metric) }),
  },
  topics: {
    tail: topic({
      params: z.object({ service: z.string(), atLeast: Level.optional() }),
      event: LogLine,
      slowConsumer: "drop",
    }),
    alerts: topic({
      event: z.object({ rule: z.string(), firing: z.boolean(), since: z.date(), values: z.array(z.number()) }),
      retain: true,
      history: { size: 100, ageMs: 86_400_000 },
    }),
  },
});
