import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineSchema, type SchemaOptions } from "./define-schema.js";
import { procedure } from "./procedure.js";
import type { ProcedureTree, TopicTree } from "./schema.js";
import { stream } from "./stream.js";
import { topic } from "./topic.js";
import type { ZodType } from "./zod.js";

type Options = Partial<SchemaOptions<ProcedureTree, TopicTree, ZodType | undefined>>;

const call = procedure({});
const event = z.object({ symbol: z.string(), price: z.number() });
const ticks = topic({ event });

/** What a schema file in JavaScript, or one with a cast, may hold. */
const junk = (value: unknown): never => value as never;

/** Schemas that are refused: the culprit's path, a part of the message, the schema. */
const refused: Record<string, [path: string, message: string, options: Options]> = {
  "no name": ["name", '"undefined" is not a letter followed by', { name: junk(undefined) }],
  "an empty name": ["name", '"" is not', { name: "" }],
  "a name that begins with a digit": ["name", '"1st" is not', { name: "1st" }],
  "a name with a space": ["name", '"my api" is not', { name: "my api" }],
  "a name that is no text": ["name", '"5" is not', { name: junk(5) }],

  "a misspelled option of a procedure": [
    "procedures.a.inptu",
    "there is no such option; there are description",
    { procedures: { a: procedure(junk({ inptu: z.string() })) } },
  ],
  "a misspelled option of a topic": [
    "topics.a.slowConsumers",
    "there is no such option",
    { topics: { a: topic(junk({ event: z.string(), slowConsumers: "drop" })) } },
  ],

  "procedures that are text": ["procedures", "got string", { procedures: junk("a") }],
  "topics that are a function": ["topics", "got function", { topics: junk(() => 1) }],
  "a number among the procedures": ["procedures.a", "expected procedure(...)", { procedures: { a: junk(5) } }],
  "null among the procedures": ["procedures.a", "expected procedure(...)", { procedures: { a: junk(null) } }],
  "undefined among the topics": ["topics.a", "expected topic(...)", { topics: { a: junk(undefined) } }],
  "a list among the procedures": ["procedures.a", "expected procedure(...)", { procedures: { a: junk([call]) } }],
  "a zod type among the procedures": ["procedures.a", "expected procedure(...)", { procedures: { a: junk(event) } }],
  "a stream among the procedures": [
    "procedures.a.kind",
    "expected procedure(...)",
    { procedures: { a: junk(stream(event)) } },
  ],
  "junk deep inside": ["procedures.a.b.c", "expected procedure(...)", { procedures: { a: { b: { c: junk("x") } } } }],
  "a topic among the procedures": [
    "procedures.a.b",
    "a topic stands among the procedures; move it to `topics`",
    { procedures: { a: { b: junk(ticks) } } },
  ],
  "a procedure among the topics": [
    "topics.a",
    "a procedure stands among the topics; move it to `procedures`",
    { topics: { a: junk(call) } },
  ],
  "a symbol as a name": ["procedures", "Symbol(x) is a symbol", { procedures: { [Symbol("x")]: call } }],
  "an empty path": ["procedures.", "a name is not empty", { procedures: { "": call } }],
  "a dot in a name": ["procedures.a.b", "a name is not empty and has no dot", { procedures: { "a.b": call } }],

  "connection at the top": ["procedures.connection", "reserved at the top level", { procedures: { connection: call } }],
  "a namespace connection at the top": [
    "topics.connection",
    "reserved at the top level",
    { topics: { connection: { a: ticks } } },
  ],
  __proto__: ["procedures.__proto__", "is a reserved name", { procedures: { ["__proto__"]: call } }],
  ...Object.fromEntries(
    [
      "then",
      "constructor",
      "prototype",
      "hasOwnProperty",
      "isPrototypeOf",
      "propertyIsEnumerable",
      "toJSON",
      "toLocaleString",
      "toString",
      "valueOf",
    ].map((name) => [
      name,
      [`procedures.a.${name}`, `"${name}" is a reserved name`, { procedures: { a: { [name]: call } } }],
    ]),
  ),

  "a reserved name at the top, among the topics": [
    "topics.toJSON",
    '"toJSON" is a reserved name',
    { topics: { toJSON: ticks } },
  ],

  "a procedure and a topic under one path": [
    "topics.a.b",
    "a procedure and a topic share this path",
    { procedures: { a: { b: call } }, topics: { a: { b: ticks } } },
  ],
  "a procedure and a namespace of topics": [
    "topics.a",
    "a procedure and a namespace share this path",
    { procedures: { a: call }, topics: { a: { b: ticks } } },
  ],
  "a namespace of procedures and a topic": [
    "topics.a",
    "a namespace and a topic share this path",
    { procedures: { a: { kind: call } }, topics: { a: ticks } },
  ],

  "an error code in lower case": [
    "procedures.a.errors.notFound",
    "an error code is in PascalCase",
    { procedures: { a: procedure({ errors: { notFound: event } }) } },
  ],
  "an error code of Hawser's own": [
    "procedures.a.errors.timeout",
    "an error code is in PascalCase",
    { procedures: { a: procedure({ errors: { timeout: event } }) } },
  ],
  "an error code with a dash": [
    "procedures.a.errors.Not-Found",
    "an error code is in PascalCase",
    { procedures: { a: procedure({ errors: { "Not-Found": event } }) } },
  ],
  "an error without a type": [
    "procedures.a.errors.NotFound",
    "expected a zod 4 type",
    { procedures: { a: procedure({ errors: { NotFound: junk(undefined) } }) } },
  ],

  "an input that is text": [
    "procedures.a.input",
    "expected a zod 4 type",
    { procedures: { a: procedure({ input: junk("string") }) } },
  ],
  "an input that is null": [
    "procedures.a.input",
    "expected a zod 4 type",
    { procedures: { a: procedure({ input: junk(null) }) } },
  ],
  "an output that is a constructor": [
    "procedures.a.output",
    "expected a zod 4 type",
    { procedures: { a: procedure({ output: junk(String) }) } },
  ],
  "an auth that is an object of types": ["auth", "expected a zod 4 type", { auth: junk({ token: z.string() }) }],
  "a topic without an event": [
    "topics.a.event",
    "a topic declares the type of its events",
    { topics: { a: topic(junk({})) } },
  ],
  "an event that is junk": ["topics.a.event", "expected a zod 4 type", { topics: { a: topic({ event: junk({}) }) } }],
  "params that are false": [
    "topics.a.params",
    "expected a zod 4 type",
    { topics: { a: topic({ event, params: junk(false) }) } },
  ],

  "a conflateBy that is no key": [
    "topics.a.conflateBy",
    '"nope" is no key of the event',
    { topics: { a: topic({ event, conflateBy: junk("nope") }) } },
  ],
  "a conflateBy that every object has": [
    "topics.a.conflateBy",
    '"toString" is no key',
    { topics: { a: topic({ event, conflateBy: junk("toString") }) } },
  ],
  "a conflateBy of an event without keys": [
    "topics.a.conflateBy",
    '"length" is no key',
    { topics: { a: topic({ event: z.string(), conflateBy: "length" }) } },
  ],
  "a conflateBy of an event that is junk": [
    "topics.a.conflateBy",
    '"a" is no key',
    { topics: { a: topic({ event: junk({}), conflateBy: junk("a") }) } },
  ],

  "a stream as input": [
    "procedures.a.input",
    "a stream is not supported yet",
    { procedures: { a: procedure({ input: stream(event) }) } },
  ],
  "a stream as output": [
    "procedures.a.output",
    "a stream is not supported yet",
    { procedures: { a: procedure({ output: stream(event) }) } },
  ],
  idempotent: [
    "procedures.a.idempotent",
    "`idempotent` is not supported yet",
    { procedures: { a: procedure({ idempotent: true }) } },
  ],
  history: [
    "topics.a.history",
    "`history` is not supported yet",
    { topics: { a: topic({ event, history: { size: 1, ageMs: 1 } }) } },
  ],
  presence: [
    "topics.a.presence",
    "`presence` is not supported yet",
    { topics: { a: topic({ event, presence: z.string() }) } },
  ],
  conflateBy: [
    "topics.a.conflateBy",
    "`conflateBy` is not supported yet",
    { topics: { a: topic({ event, conflateBy: "symbol" }) } },
  ],
  ...Object.fromEntries(
    (["resume", "conflate", "drop"] as const).map((slowConsumer) => [
      slowConsumer,
      [
        "topics.a.slowConsumer",
        `\`slowConsumer: "${slowConsumer}"\` is not supported yet`,
        { topics: { a: topic({ event, slowConsumer }) } },
      ],
    ]),
  ),

  "a type that cannot travel": [
    "procedures.a.b.input.at",
    "a symbol cannot travel",
    { procedures: { a: { b: procedure({ input: z.object({ at: z.symbol() }) }) } } },
  ],
  "auth that cannot travel": ["auth", "a symbol cannot travel", { auth: z.symbol() }],
  "an error's data that cannot travel": [
    "procedures.a.errors.Bad.x",
    "a symbol",
    { procedures: { a: procedure({ errors: { Bad: z.object({ x: z.symbol() }) } }) } },
  ],
  "params that cannot travel": ["topics.a.params", "a symbol", { topics: { a: topic({ event, params: z.symbol() }) } }],
  "an event that cannot travel": [
    "topics.a.event[]",
    "a symbol",
    { topics: { a: topic({ event: z.array(z.symbol()) }) } },
  ],
};

describe("a schema that is refused", () => {
  test.each(Object.entries(refused))("%s", (_name, [path, message, options]) => {
    expect(() => defineSchema({ name: "chat", ...options })).toThrowError(
      expect.objectContaining({
        code: "invalid_schema",
        data: { path },
        message: expect.stringMatching(new RegExp(`^invalid_schema: ${literally(path)}: .*${literally(message)}`)),
      }),
    );
  });
});

describe("a schema that is accepted", () => {
  test("names that look special but are not", () => {
    const { shape } = defineSchema({
      name: "My-api_2",
      procedures: { kind: { kind: call, connection: call }, item: call, "a-b": call, "1": call, ünï: call, name: call },
      topics: { kind: { topic: ticks }, event: ticks },
    });
    expect(shape.procedures.map(({ path }) => path)).toEqual([
      "1",
      "a-b",
      "item",
      "kind.connection",
      "kind.kind",
      "name",
      "ünï",
    ]);
    expect(shape.topics.map(({ path }) => path)).toEqual(["event", "kind.topic"]);
  });

  test("procedures and topics in one namespace", () => {
    const { shape } = defineSchema({
      name: "chat",
      procedures: { rooms: { send: call } },
      topics: { rooms: { messages: ticks } },
    });
    expect([shape.procedures[0]?.path, shape.topics[0]?.path]).toEqual(["rooms.send", "rooms.messages"]);
  });

  test("what is declared as it is by default", () => {
    expect(() =>
      defineSchema({ name: "chat", topics: { a: topic({ event, slowConsumer: "disconnect" }) } }),
    ).not.toThrow();
    expect(() => defineSchema({ name: "chat" })).not.toThrow();
    expect(() => defineSchema({ name: "chat", procedures: {}, topics: { empty: {} } })).not.toThrow();
  });
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
