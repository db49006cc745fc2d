import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Beside new.schema.ts, which differs by one change in each procedure and topic.

const A = z.object({ a: z.string() });
const Circle = z.object({ kind: z.literal("circle"), radius: z.int() });
const Square = z.object({ kind: z.literal("square"), side: z.int() });
const Named = z.object({ a: z.string() }).meta({ id: "Named" });

export default defineSchema({
  name: "skew",
  procedures: {
    ping: procedure({ output: z.string() }),
    /** Answer with what the server got. */
    inputs: {
      optionOfManyAdded: procedure({
        input: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        output: z.unknown(),
      }),
      memberAdded: procedure({ input: z.object({ v: z.union([z.string(), z.int()]) }), output: z.unknown() }),
      fieldAddedRequired: procedure({ input: A, output: z.unknown() }),
      fieldAddedOptional: procedure({ input: A, output: z.unknown() }),
      fieldRemoved: procedure({ input: A.extend({ b: z.string() }), output: z.unknown() }),
      fieldMadeOptional: procedure({ input: A, output: z.unknown() }),
      fieldMadeRequired: procedure({ input: z.object({ a: z.string().optional() }), output: z.unknown() }),
      fieldRenamed: procedure({ input: A, output: z.unknown() }),
      numberWidened: procedure({ input: z.object({ n: z.int() }), output: z.unknown() }),
      numberNarrowed: procedure({ input: z.object({ n: z.number() }), output: z.unknown() }),
      nullAllowed: procedure({ input: A, output: z.unknown() }),
      nullRefused: procedure({ input: z.object({ a: z.string().nullable() }), output: z.unknown() }),
      valueAdded: procedure({ input: z.object({ size: z.enum(["s", "m"]) }), output: z.unknown() }),
      valueRemoved: procedure({ input: z.object({ size: z.enum(["s", "m", "l"]) }), output: z.unknown() }),
      optionAdded: procedure({ input: z.object({ shape: Circle }), output: z.unknown() }),
      optionRemoved: procedure({
        input: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        output: z.unknown(),
      }),
      optionChanged: procedure({
        input: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        output: z.unknown(),
      }),
      typeChanged: procedure({ input: z.object({ at: z.string() }), output: z.unknown() }),
      declared: procedure({ output: z.unknown() }),
      declaredOptional: procedure({ output: z.unknown() }),
      notDeclared: procedure({ input: A, output: z.unknown() }),
      items: procedure({ input: stream(A), output: z.unknown() }),
    },
    outputs: {
      optionOfManyAdded: procedure({ output: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }) }),
      memberAdded: procedure({ output: z.object({ v: z.union([z.string(), z.int()]) }) }),
      fieldAddedRequired: procedure({ output: A }),
      fieldAddedOptional: procedure({ output: A }),
      fieldRemoved: procedure({ output: A.extend({ b: z.string() }) }),
      fieldMadeOptional: procedure({ output: A }),
      fieldMadeRequired: procedure({ output: z.object({ a: z.string().optional() }) }),
      fieldRenamed: procedure({ output: A }),
      numberWidened: procedure({ output: z.object({ n: z.int() }) }),
      numberNarrowed: procedure({ output: z.object({ n: z.number() }) }),
      nullAllowed: procedure({ output: A }),
      nullRefused: procedure({ output: z.object({ a: z.string().nullable() }) }),
      valueAdded: procedure({ output: z.object({ size: z.enum(["s", "m"]) }) }),
      valueRemoved: procedure({ output: z.object({ size: z.enum(["s", "m", "l"]) }) }),
      optionAdded: procedure({ output: z.object({ shape: Circle }) }),
      optionRemoved: procedure({ output: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }) }),
      optionChanged: procedure({ output: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }) }),
      typeChanged: procedure({ output: z.object({ at: z.string() }) }),
      declared: procedure({}),
      declaredOptional: procedure({}),
      notDeclared: procedure({ output: A }),
      named: procedure({ output: z.array(Named) }),
      items: procedure({ output: stream(A.extend({ b: z.string() })) }),
    },
    /** Fail with the error that there is. */
    errors: {
      added: procedure({ errors: { Full: A } }),
      removed: procedure({ errors: { Full: A, Shut: A } }),
      dataChanged: procedure({ errors: { Full: A } }),
    },
    operations: {
      removed: procedure({ output: A }),
      before: procedure({ output: A }),
      outputStreams: procedure({ output: A }),
      outputStreamsNoMore: procedure({ output: stream(A) }),
      inputStreams: procedure({ input: A, output: z.unknown() }),
      inputStreamsNoMore: procedure({ input: stream(A), output: z.unknown() }),
      idempotent: procedure({ input: A, output: A }),
      idempotentNoMore: procedure({ input: A, output: A, idempotent: true }),
    },
  },
  /** With a latest event, which a subscriber gets at once. */
  topics: {
    events: {
      optionOfManyAdded: topic({
        event: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        retain: true,
      }),
      memberAdded: topic({ event: z.object({ v: z.union([z.string(), z.int()]) }), retain: true }),
      fieldAddedRequired: topic({ event: A, retain: true }),
      fieldAddedOptional: topic({ event: A, retain: true }),
      fieldRemoved: topic({ event: A.extend({ b: z.string() }), retain: true }),
      fieldMadeOptional: topic({ event: A, retain: true }),
      fieldMadeRequired: topic({ event: z.object({ a: z.string().optional() }), retain: true }),
      numberWidened: topic({ event: z.object({ n: z.int() }), retain: true }),
      nullAllowed: topic({ event: A, retain: true }),
      valueAdded: topic({ event: z.object({ size: z.enum(["s", "m"]) }), retain: true }),
      valueRemoved: topic({ event: z.object({ size: z.enum(["s", "m", "l"]) }), retain: true }),
      optionAdded: topic({ event: z.object({ shape: Circle }), retain: true }),
      optionRemoved: topic({
        event: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        retain: true,
      }),
      optionChanged: topic({
        event: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        retain: true,
      }),
      typeChanged: topic({ event: z.object({ at: z.string() }), retain: true }),
    },
    params: {
      addedRequired: topic({ params: z.object({ room: z.string() }), event: A, retain: true }),
      addedOptional: topic({ params: z.object({ room: z.string() }), event: A, retain: true }),
      removed: topic({ params: z.object({ room: z.string(), lang: z.string().optional() }), event: A, retain: true }),
      renamed: topic({ params: z.object({ room: z.string() }), event: A, retain: true }),
      declared: topic({ event: A, retain: true }),
      notDeclared: topic({ params: z.object({ room: z.string() }), event: A, retain: true }),
      widened: topic({ params: z.object({ room: z.int() }), event: A, retain: true }),
    },
    policies: {
      removed: topic({ event: A, retain: true }),
      publish: topic({ event: A }),
      publishNoMore: topic({ event: A, publish: true }),
      published: topic({ event: A, publish: true, retain: true }),
      presence: topic({ event: A }),
      presenceNoMore: topic({ event: A, presence: A }),
      present: topic({ event: A, presence: A }),
      wildcards: topic({
        params: z.object({ room: z.string(), lang: z.string() }),
        event: A,
        retain: true,
        wildcards: [],
      }),
      wildcardsNoMore: topic({
        params: z.object({ room: z.string(), lang: z.string() }),
        event: A,
        retain: true,
        wildcards: ["lang"],
      }),
      history: topic({ event: A, retain: true }),
      historyNoMore: topic({ event: A, retain: true, history: { size: 5, ageMs: 60_000 } }),
    },
  },
});
