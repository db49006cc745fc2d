import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Continuous integration: a graph of jobs, logs that stream, artifacts as bytes.

const Conclusion = z.enum(["success", "failure", "cancelled", "skipped"]);

const Step = z.object({
  name: z.string(),
  startedAt: z.date().nullable(),
  tookMs: z.int().nullable(),
  conclusion: Conclusion.nullable(),
});

const Job = z.object({
  id: z.string(),
  name: z.string(),
  needs: z.array(z.string()),
  matrix: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  steps: z.array(Step),
  runner: z.object({ os: z.enum(["linux", "macos", "windows"]), cores: z.int(), labels: z.set(z.string()) }).nullable(),
});

const Commit = z.object({ sha: z.hex().length(40), author: z.string(), message: z.string(), at: z.date() });

const Run = z
  .object({
    number: z.int(),
    trigger: z.discriminatedUnion("on", [
      z.object({ on: z.literal("push"), branch: z.string(), commits: z.array(Commit) }),
      z.object({ on: z.literal("pull-request"), number: z.int(), head: Commit, base: Commit }),
      z.object({ on: z.literal("schedule"), cron: z.string() }),
      z.object({ on: z.literal("manual"), by: z.string(), inputs: z.record(z.string(), z.string()) }),
    ]),
    jobs: z.array(Job),
    conclusion: Conclusion.nullable(),
  })
  .meta({ id: "Run" });

export default defineSchema({
  name: "ci",
  auth: z.object({ token: z.string() }),
  procedures: {
    runs: {
      start: procedure({
        input: z.object({ ref: z.string(), inputs: z.record(z.string(), z.string()).default({}) }),
        output: Run,
        errors: { NoSuchRef: z.object({ ref: z.string() }) },
      }),
      get: procedure({ input: z.object({ number: z.int() }), output: Run }),
      list: procedure({
        input: z.object({ branch: z.string().optional(), conclusion: Conclusion.nullish() }).optional(),
        output: z.array(Run.pick({ number: true, conclusion: true })),
      }),
      cancel: procedure({ input: z.object({ number: z.int() }) }),
      "re-run": procedure({ input: z.object({ number: z.int(), failedOnly: z.boolean() }), output: Run }),
    },
    logs: procedure({
      input: z.object({ job: z.string(), from: z.int().default(0) }),
      output: stream(z.object({ line: z.int(), text: z.string(), group: z.string().optional() })),
    }),
    artifacts: {
      put: procedure({
        input: stream(z.instanceof(Uint8Array)),
        output: z.object({ id: z.string(), sha256: z.string() }),
      }),
      get: procedure({ input: z.object({ id: z.string() }), output: stream(z.instanceof(Uint8Array)) }),
    },
  },
  topics: {
    progress: topic({
      params: z.object({ run: z.int() }),
      event: z.object({ job: z.string(), step: z.int(), state: Step }),
      history: { size: 1_000, ageMs: 3_600_000 },
    }),
    badge: topic({ params: z.object({ branch: z.string() }), event: Conclusion, retain: true }),
  },
});
