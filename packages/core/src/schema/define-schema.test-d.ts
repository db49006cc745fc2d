import { expectTypeOf } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import {
  defineSchema,
  type InputSide,
  type OutputSide,
  type Procedure,
  procedure,
  type Schema,
  type Stream,
  stream,
  topic,
} from "../index.js";

// Checked by `tsc`: what is inferred from a schema, and what a user's mistakes look like to the compiler.

const Message = z.object({
  text: z.string().default(""),
  at: z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: String }),
});

const schema = defineSchema({
  name: "types",
  auth: z.object({ token: z.string() }),
  procedures: {
    rooms: {
      send: procedure({
        input: Message,
        output: z.object({ id: z.int() }),
        errors: { RoomNotFound: z.object({ room: z.string() }), Muted: z.object({ until: z.date() }) },
      }),
      deep: { deeper: procedure({ output: z.string() }) },
    },
    ping: procedure({}),
  },
  topics: {
    messages: topic({ params: z.object({ room: z.string() }), event: Message }),
    news: topic({ event: mini.nullable(mini.string()) }),
  },
});

const { send, deep } = schema.procedures.rooms;

// Both sides of what is declared.
expectTypeOf<InputSide<(typeof send)["input"]>>().toEqualTypeOf<
  { text?: string | undefined; at: string } | undefined
>();
expectTypeOf<InputSide<typeof Message>>().toEqualTypeOf<{ text?: string | undefined; at: string }>();
expectTypeOf<OutputSide<typeof Message>>().toEqualTypeOf<{ text: string; at: Date }>();
expectTypeOf<OutputSide<NonNullable<typeof deep.deeper.output>>>().toEqualTypeOf<string>();
expectTypeOf<OutputSide<typeof schema.auth>>().toEqualTypeOf<{ token: string }>();
expectTypeOf<OutputSide<typeof schema.topics.messages.event>>().toEqualTypeOf<{ text: string; at: Date }>();
expectTypeOf<OutputSide<typeof schema.topics.news.event>>().toEqualTypeOf<string | null>();

// What is absent has no value.
expectTypeOf<InputSide<typeof schema.procedures.ping.input>>().toEqualTypeOf<undefined>();
expectTypeOf<OutputSide<typeof schema.procedures.ping.output>>().toEqualTypeOf<undefined>();
expectTypeOf<OutputSide<typeof schema.topics.news.params>>().toEqualTypeOf<undefined>();
expectTypeOf<keyof NonNullable<typeof schema.procedures.ping.errors>>().toEqualTypeOf<never>();

// Errors by their codes.
type Errors = NonNullable<typeof send.errors>;
"RoomNotFound" satisfies keyof Errors;
// @ts-expect-error: no such code
"RoomFull" satisfies keyof Errors;
expectTypeOf<OutputSide<Errors["Muted"]>>().toEqualTypeOf<{ until: Date }>();

// Names stay literal, and a schema fits the general type.
expectTypeOf<keyof typeof schema.procedures>().toEqualTypeOf<"rooms" | "ping">();
expectTypeOf<keyof typeof schema.topics>().toEqualTypeOf<"messages" | "news">();
expectTypeOf(schema).toExtend<Schema>();

// A schema without anything.
const empty = defineSchema({ name: "empty" });
expectTypeOf<keyof typeof empty.procedures>().toEqualTypeOf<never>();
expectTypeOf(empty.auth).toEqualTypeOf<undefined>();

// Streams by their items.
const echo = procedure({ input: stream(z.string()), output: stream(Message) });
expectTypeOf(echo).toExtend<Procedure<Stream<z.ZodString>, Stream<typeof Message>>>();
expectTypeOf<InputSide<NonNullable<typeof echo.input>["item"]>>().toEqualTypeOf<string>();
expectTypeOf<OutputSide<NonNullable<typeof echo.output>["item"]>>().toEqualTypeOf<{ text: string; at: Date }>();
// @ts-expect-error: an item is a zod type
stream("string");
// @ts-expect-error: no stream of streams
stream(stream(z.string()));

// Metadata: of calls, of answers, of both, and none.
const Count = z.codec(z.string(), z.number(), { decode: Number, encode: String });
const withMetadata = defineSchema({ name: "meta", metadata: { call: Count, answer: Count } });
expectTypeOf(withMetadata.metadata).toEqualTypeOf<{ call: typeof Count; answer: typeof Count }>();
expectTypeOf<InputSide<typeof withMetadata.metadata.call>>().toEqualTypeOf<string>();
expectTypeOf<OutputSide<typeof withMetadata.metadata.answer>>().toEqualTypeOf<number>();
expectTypeOf(withMetadata).toExtend<Schema>();
const withLocale = defineSchema({ name: "meta", metadata: { call: mini.object({ locale: mini.string() }) } });
expectTypeOf<keyof typeof withLocale.metadata>().toEqualTypeOf<"call">();
expectTypeOf<OutputSide<typeof withLocale.metadata.call>>().toEqualTypeOf<{ locale: string }>();
expectTypeOf<keyof typeof empty.metadata>().toEqualTypeOf<never>();
expectTypeOf<keyof typeof schema.metadata>().toEqualTypeOf<never>();
// @ts-expect-error: not a zod type
defineSchema({ name: "bad", metadata: { call: { locale: "string" } } });
// @ts-expect-error: no such metadata
defineSchema({ name: "bad", metadata: { calls: z.string() } });
// @ts-expect-error: metadata is one value, not a stream
defineSchema({ name: "bad", metadata: { answer: stream(z.string()) } });

// Idempotent calls.
procedure({ idempotent: true });
procedure({ idempotent: false });
procedure({ idempotent: { windowMs: 1000 } });
// @ts-expect-error: a window is needed
procedure({ idempotent: {} });
// @ts-expect-error: for how long stands in an object
procedure({ idempotent: 1000 });

// Policies of topics.
topic({ event: Message, history: { size: 10, ageMs: 1000 }, retain: true, publish: true, slowConsumer: "resume" });
topic({ event: Message, slowConsumer: "conflate", conflateBy: "at" });
topic({
  event: z.discriminatedUnion("t", [z.object({ t: z.literal(1), a: z.string() }), z.object({ t: z.literal(2) })]),
  slowConsumer: "conflate",
  conflateBy: "t",
});
topic({
  event: z.string().transform((symbol) => ({ symbol })),
  slowConsumer: "conflate",
  conflateBy: "symbol",
});
topic({ event: Message, presence: z.object({ nick: z.string() }) });
topic({ event: Message, params: z.object({ a: z.string(), b: z.int() }), wildcards: ["a", "b"] });
topic({ event: Message, params: z.string(), wildcards: [] });

// @ts-expect-error: no key of the event
topic({ event: Message, conflateBy: "nope" });
// @ts-expect-error: a key of one option only
topic({ event: z.union([z.object({ t: z.int(), a: z.string() }), z.object({ t: z.int() })]), conflateBy: "a" });
// @ts-expect-error: no key of the params
topic({ event: Message, params: z.object({ a: z.string() }), wildcards: ["b"] });
// @ts-expect-error: there are no params to leave open
topic({ event: Message, wildcards: ["a"] });
// @ts-expect-error: no such policy
topic({ event: Message, slowConsumer: "ignore" });
// @ts-expect-error: a topic has events
topic({ params: Message });
// @ts-expect-error: an age is missing
topic({ event: Message, history: { size: 10 } });
// @ts-expect-error: a size is missing
topic({ event: Message, history: { ageMs: 1000 } });
// @ts-expect-error: how much stands in an object
topic({ event: Message, history: 10 });
// @ts-expect-error: the latest event only; more of them are a history
topic({ event: Message, retain: 10 });
// @ts-expect-error: who may is what the server's authorizePublish says
topic({ event: Message, publish: () => true });
// @ts-expect-error: a key of what goes in, not of what comes out
topic({ event: z.object({ a: z.string() }).transform(({ a }) => ({ b: a })), conflateBy: "a" });
// @ts-expect-error: not a zod type
procedure({ input: { text: z.string() } });
// @ts-expect-error: not a zod type
procedure({ errors: { Bad: "bad" } });
// @ts-expect-error: no such option
procedure({ inputs: Message });
// @ts-expect-error: a name is needed
defineSchema({ procedures: {} });
// @ts-expect-error: a topic stands among the procedures
defineSchema({ name: "bad", procedures: { a: topic({ event: Message }) } });
// @ts-expect-error: a procedure stands among the topics
defineSchema({ name: "bad", topics: { a: { b: procedure({}) } } });
