import { expectTypeOf } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { defineSchema, type InputSide, type OutputSide, procedure, type Schema, stream, topic } from "../index.js";

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

// Everything that is to come is typed already.
procedure({ input: stream(z.string()), output: stream(Message), idempotent: true });
topic({
  event: Message,
  history: { size: 10, ageMs: 1000 },
  presence: z.object({ nick: z.string() }),
  slowConsumer: "resume",
});
topic({ event: Message, slowConsumer: "conflate", conflateBy: "at" });
topic({
  event: z.discriminatedUnion("t", [z.object({ t: z.literal(1), a: z.string() }), z.object({ t: z.literal(2) })]),
  conflateBy: "t",
});

// @ts-expect-error: no key of the event
topic({ event: Message, conflateBy: "nope" });
// @ts-expect-error: a key of one option only
topic({ event: z.union([z.object({ t: z.int(), a: z.string() }), z.object({ t: z.int() })]), conflateBy: "a" });
// @ts-expect-error: no such policy
topic({ event: Message, slowConsumer: "ignore" });
// @ts-expect-error: a topic has events
topic({ params: Message });
// @ts-expect-error: an age is missing
topic({ event: Message, history: { size: 10 } });
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
