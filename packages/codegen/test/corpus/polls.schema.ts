import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Polls of several kinds: what is asked decides what may be answered.

const Choice = z.object({ id: z.string(), label: z.string(), image: z.url().optional() });

const Question = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("single"), choices: z.array(Choice).min(2), allowOther: z.boolean() }),
  z.object({ kind: z.literal("multiple"), choices: z.array(Choice).min(2), most: z.int().optional() }),
  z.object({
    kind: z.literal("scale"),
    from: z.int(),
    to: z.int(),
    labels: z.tuple([z.string(), z.string()]).optional(),
  }),
  z.object({ kind: z.literal("text"), maxLength: z.int().default(500) }),
]);

const Answer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("single"), choice: z.string().nullable(), other: z.string().optional() }),
  z.object({ kind: z.literal("multiple"), choices: z.set(z.string()) }),
  z.object({ kind: z.literal("scale"), value: z.int() }),
  z.object({ kind: z.literal("text"), text: z.string() }),
]);

const Poll = z
  .object({
    id: z.string(),
    title: z.string(),
    questions: z.array(Question).min(1),
    closesAt: z.date().nullable(),
    isAnonymous: z.boolean(),
  })
  .meta({ id: "Poll" });

const Result = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("counts"), counts: z.record(z.string(), z.int()), others: z.array(z.string()) }),
  z.object({ kind: z.literal("distribution"), values: z.map(z.int(), z.int()), mean: z.number().nullable() }),
  z.object({ kind: z.literal("texts"), texts: z.array(z.string()) }),
]);

export default defineSchema({
  name: "polls",
  procedures: {
    create: procedure({ input: Poll.omit({ id: true }), output: Poll }),
    get: procedure({ input: z.object({ id: z.string() }), output: Poll, errors: { NotFound: z.undefined() } }),
    vote: procedure({
      description: "Answers all questions, in their order.",
      input: z.object({ poll: z.string(), answers: z.array(Answer) }),
      errors: {
        Closed: z.object({ at: z.date() }),
        AlreadyVoted: z.object({ at: z.date() }),
        Invalid: z.array(z.object({ question: z.int(), why: z.string() })),
      },
      idempotent: true,
    }),
    results: procedure({
      input: z.object({ poll: z.string() }),
      output: z.object({ voters: z.int(), results: z.array(Result) }),
    }),
  },
  topics: {
    tally: topic({
      params: z.object({ poll: z.string() }),
      event: z.object({ voters: z.int(), results: z.array(Result) }),
      retain: true,
      slowConsumer: "drop",
    }),
  },
});
