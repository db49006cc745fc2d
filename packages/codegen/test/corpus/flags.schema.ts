import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Feature flags: values of any kind, rules over attributes, who changed what.

const Value = z.union([z.boolean(), z.string(), z.number(), z.json()]);
const Operator = z.enum(["is", "isNot", "in", "startsWith", "greaterThan", "matches"]);

const Condition = z.object({
  attribute: z.string(),
  operator: Operator,
  values: z.array(z.union([z.string(), z.number()])).min(1),
});
const Rollout = z.array(z.object({ variation: z.int(), weight: z.int().min(0).max(100_000) })).min(1);
const Rule = z.object({
  id: z.string(),
  when: z.array(Condition),
  serve: z.union([z.int(), Rollout]),
  description: z.string().optional(),
});

const Flag = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9.-]{0,30}$/),
    kind: z.enum(["boolean", "text", "number", "json"]),
    variations: z.array(z.object({ name: z.string().optional(), value: Value })).min(2),
    rules: z.array(Rule),
    fallthrough: z.union([z.int(), Rollout]),
    off: z.int().nullable(),
    isOn: z.boolean(),
    tags: z.set(z.string()),
    version: z.int(),
  })
  .meta({ id: "Flag" });

const Who = z.object({
  key: z.string(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});

export default defineSchema({
  name: "flags",
  auth: z.union([z.object({ sdkKey: z.string() }), z.object({ user: z.string(), password: z.string() })]),
  procedures: {
    evaluate: procedure({
      input: z.object({ flag: z.string(), who: Who, fallback: Value.optional() }),
      output: z.object({
        value: Value,
        reason: z.enum(["off", "rule", "fallthrough", "error"]),
        rule: z.string().optional(),
      }),
    }),
    evaluateAll: procedure({ input: Who, output: z.record(z.string(), Value) }),
    manage: {
      list: procedure({ input: z.object({ tag: z.string() }).partial().optional(), output: z.array(Flag) }),
      save: procedure({
        input: Flag.omit({ version: true }).extend({ ifVersion: z.int().optional() }),
        output: Flag,
        errors: { Changed: z.object({ by: z.string(), version: z.int() }) },
      }),
      toggle: procedure({
        description: "Turns a flag on or off, now.",
        input: z.object({ key: z.string(), on: z.boolean() }),
        output: Flag,
        deprecated: true,
      }),
    },
    audit: procedure({
      input: z.object({ key: z.string() }),
      output: z.array(z.object({ at: z.date(), by: z.string(), before: Flag.nullable(), after: Flag.nullable() })),
    }),
  },
  topics: {
    changed: topic({
      params: z.object({ environment: z.string() }),
      event: Flag,
      history: { size: 200, ageMs: 3_600_000 },
    }),
  },
});
