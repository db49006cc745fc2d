import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Beside old.schema.ts, which differs by one change in each procedure and topic.

const A = z.object({ a: z.string() });
const Circle = z.object({ kind: z.literal("circle"), radius: z.int() });
const Triangle = z.object({ kind: z.literal("triangle") });
const Square = z.object({ kind: z.literal("square"), side: z.int() });
const Named = z.object({ a: z.string(), b: z.string() }).meta({ id: "Named" });

export default defineSchema({
  name: "skew",
  procedures: {
    ping: procedure({ output: z.string() }),
    /** Answer with what the server got. */
    inputs: {
      optionOfManyAdded: procedure({
        input: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square, Triangle]) }),
        output: z.unknown(),
      }),
      memberAdded: procedure({ input: z.object({ v: z.union([z.string(), z.int(), z.date()]) }), output: z.unknown() }),
      fieldAddedRequired: procedure({ input: A.extend({ b: z.string() }), output: z.unknown() }),
      fieldAddedOptional: procedure({ input: A.extend({ b: z.string().optional() }), output: z.unknown() }),
      fieldRemoved: procedure({ input: A, output: z.unknown() }),
      fieldMadeOptional: procedure({ input: z.object({ a: z.string().optional() }), output: z.unknown() }),
      fieldMadeRequired: procedure({ input: A, output: z.unknown() }),
      fieldRenamed: procedure({ input: z.object({ b: z.string() }), output: z.unknown() }),
      numberWidened: procedure({ input: z.object({ n: z.number() }), output: z.unknown() }),
      numberNarrowed: procedure({ input: z.object({ n: z.int() }), output: z.unknown() }),
      nullAllowed: procedure({ input: z.object({ a: z.string().nullable() }), output: z.unknown() }),
      nullRefused: procedure({ input: A, output: z.unknown() }),
      valueAdded: procedure({ input: z.object({ size: z.enum(["s", "m", "l"]) }), output: z.unknown() }),
      valueRemoved: procedure({ input: z.object({ size: z.enum(["s", "m"]) }), output: z.unknown() }),
      optionAdded: procedure({
        input: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }),
        output: z.unknown(),
      }),
      optionRemoved: procedure({ input: z.object({ shape: Circle }), output: z.unknown() }),
      optionChanged: procedure({
        input: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square.extend({ turn: z.int() })]) }),
        output: z.unknown(),
      }),
      typeChanged: procedure({ input: z.object({ at: z.date() }), output: z.unknown() }),
      declared: procedure({ input: A, output: z.unknown() }),
      declaredOptional: procedure({ input: A.optional(), output: z.unknown() }),
      notDeclared: procedure({ output: z.unknown() }),
      items: procedure({ input: stream(A.extend({ b: z.string() })), output: z.unknown() }),
    },
    outputs: {
      optionOfManyAdded: procedure({
        output: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square, Triangle]) }),
      }),
      memberAdded: procedure({ output: z.object({ v: z.union([z.string(), z.int(), z.date()]) }) }),
      fieldAddedRequired: procedure({ output: A.extend({ b: z.string() }) }),
      fieldAddedOptional: procedure({ output: A.extend({ b: z.string().optional() }) }),
      fieldRemoved: procedure({ output: A }),
      fieldMadeOptional: procedure({ output: z.object({ a: z.string().optional() }) }),
      fieldMadeRequired: procedure({ output: A }),
      fieldRenamed: procedure({ output: z.object({ b: z.string() }) }),
      numberWidened: procedure({ output: z.object({ n: z.number() }) }),
      numberNarrowed: procedure({ output: z.object({ n: z.int() }) }),
      nullAllowed: procedure({ output: z.object({ a: z.string().nullable() }) }),
      nullRefused: procedure({ output: A }),
      valueAdded: procedure({ output: z.object({ size: z.enum(["s", "m", "l"]) }) }),
      valueRemoved: procedure({ output: z.object({ size: z.enum(["s", "m"]) }) }),
      optionAdded: procedure({ output: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }) }),
      optionRemoved: procedure({ output: z.object({ shape: Circle }) }),
      optionChanged: procedure({
        output: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square.extend({ turn: z.int() })]) }),
      }),
      typeChanged: procedure({ output: z.object({ at: z.date() }) }),
      declared: procedure({ output: A }),
      declaredOptional: procedure({ output: A.optional() }),
      notDeclared: procedure({}),
      named: procedure({ output: z.array(Named) }),
      items: procedure({ output: stream(A) }),
    },
    /** Fail with the error that there is. */
    errors: {
      added: procedure({ errors: { Full: A, Shut: A } }),
      removed: procedure({ errors: { Full: A } }),
      dataChanged: procedure({ errors: { Full: z.object({ n: z.int() }) } }),
    },
    operations: {
      added: procedure({ output: A }),
      after: procedure({ output: A }),
      outputStreams: procedure({ output: stream(A) }),
      outputStreamsNoMore: procedure({ output: A }),
      inputStreams: procedure({ input: stream(A), output: z.unknown() }),
      inputStreamsNoMore: procedure({ input: A, output: z.unknown() }),
      idempotent: procedure({ input: A, output: A, idempotent: true }),
      idempotentNoMore: procedure({ input: A, output: A }),
    },
  },
  /** With a latest event, which a subscriber gets at once. */
  topics: {
    events: {
      optionOfManyAdded: topic({
        event: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square, Triangle]) }),
        retain: true,
      }),
      memberAdded: topic({ event: z.object({ v: z.union([z.string(), z.int(), z.date()]) }), retain: true }),
      fieldAddedRequired: topic({ event: A.extend({ b: z.string() }), retain: true }),
      fieldAddedOptional: topic({ event: A.extend({ b: z.string().optional() }), retain: true }),
      fieldRemoved: topic({ event: A, retain: true }),
      fieldMadeOptional: topic({ event: z.object({ a: z.string().optional() }), retain: true }),
      fieldMadeRequired: topic({ event: A, retain: true }),
      numberWidened: topic({ event: z.object({ n: z.number() }), retain: true }),
      nullAllowed: topic({ event: z.object({ a: z.string().nullable() }), retain: true }),
      valueAdded: topic({ event: z.object({ size: z.enum(["s", "m", "l"]) }), retain: true }),
      valueRemoved: topic({ event: z.object({ size: z.enum(["s", "m"]) }), retain: true }),
      optionAdded: topic({ event: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square]) }), retain: true }),
      optionRemoved: topic({ event: z.object({ shape: Circle }), retain: true }),
      optionChanged: topic({
        event: z.object({ shape: z.discriminatedUnion("kind", [Circle, Square.extend({ turn: z.int() })]) }),
        retain: true,
      }),
      typeChanged: topic({ event: z.object({ at: z.date() }), retain: true }),
    },
    params: {
      addedRequired: topic({ params: z.object({ room: z.string(), lang: z.string() }), event: A, retain: true }),
      addedOptional: topic({
        params: z.object({ room: z.string(), lang: z.string().optional() }),
        event: A,
        retain: true,
      }),
      removed: topic({ params: z.object({ room: z.string() }), event: A, retain: true }),
      renamed: topic({ params: z.object({ hall: z.string() }), event: A, retain: true }),
      declared: topic({ params: z.object({ room: z.string() }), event: A, retain: true }),
      notDeclared: topic({ event: A, retain: true }),
      widened: topic({ params: z.object({ room: z.number() }), event: A, retain: true }),
    },
    policies: {
      added: topic({ event: A, retain: true }),
      publish: topic({ event: A, publish: true }),
      publishNoMore: topic({ event: A }),
      published: topic({ event: A.extend({ b: z.string() }), publish: true, retain: true }),
      presence: topic({ event: A, presence: A }),
      presenceNoMore: topic({ event: A }),
      present: topic({ event: A, presence: A.extend({ b: z.string() }) }),
      wildcards: topic({
        params: z.object({ room: z.string(), lang: z.string() }),
        event: A,
        retain: true,
        wildcards: ["lang"],
      }),
      wildcardsNoMore: topic({
        params: z.object({ room: z.string(), lang: z.string() }),
        event: A,
        retain: true,
        wildcards: [],
      }),
      history: topic({ event: A, retain: true, history: { size: 5, ageMs: 60_000 }, slowConsumer: "drop" }),
      historyNoMore: topic({ event: A, retain: true }),
    },
  },
});
