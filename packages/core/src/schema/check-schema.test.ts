import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineSchema, type SchemaOptions } from "./define-schema.js";
import { procedure } from "./procedure.js";
import type { ProcedureTree, SchemaMetadata, TopicTree } from "./schema.js";
import { stream } from "./stream.js";
import { topic } from "./topic.js";
import type { ZodType } from "./zod.js";

type Options = Partial<SchemaOptions<ProcedureTree, TopicTree, ZodType | undefined, SchemaMetadata>>;

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
    { topics: { a: topic({ event, slowConsumer: "conflate", conflateBy: junk("nope") }) } },
  ],
  "a conflateBy that every object has": [
    "topics.a.conflateBy",
    '"toString" is no key',
    { topics: { a: topic({ event, slowConsumer: "conflate", conflateBy: junk("toString") }) } },
  ],
  "a conflateBy of an event without keys": [
    "topics.a.conflateBy",
    '"length" is no key',
    { topics: { a: topic({ event: z.string(), slowConsumer: "conflate", conflateBy: "length" }) } },
  ],
  "a conflateBy of an event that may be nothing": [
    "topics.a.conflateBy",
    '"symbol" is no key',
    { topics: { a: topic({ event: event.nullable(), slowConsumer: "conflate", conflateBy: junk("symbol") }) } },
  ],
  "a conflateBy that only one kind of event has": [
    "topics.a.conflateBy",
    '"symbol" is no key',
    {
      topics: {
        a: topic({
          event: z.union([event, z.object({ halted: z.boolean() })]),
          slowConsumer: "conflate",
          conflateBy: junk("symbol"),
        }),
      },
    },
  ],
  "a conflateBy of what goes into the event, not of what comes out": [
    "topics.a.conflateBy",
    '"price" is no key',
    {
      topics: {
        a: topic({
          event: event.transform(({ symbol }) => ({ symbol })).pipe(z.object({ symbol: z.string() })),
          slowConsumer: "conflate",
          conflateBy: junk("price"),
        }),
      },
    },
  ],
  "a conflateBy that is no text": [
    "topics.a.conflateBy",
    '"5" is no key',
    { topics: { a: topic({ event, slowConsumer: "conflate", conflateBy: junk(5) }) } },
  ],

  "a misspelled option of the metadata": [
    "metadata.calls",
    "there is no such option; there are call, answer",
    { metadata: junk({ calls: z.string() }) },
  ],
  "metadata that is a zod type": ["metadata", "expected { call?, answer? }", { metadata: junk(z.string()) }],
  "metadata that is text": ["metadata", "expected { call?, answer? }", { metadata: junk("locale") }],
  "metadata of calls that is no type": ["metadata.call", "expected a zod 4 type", { metadata: { call: junk({}) } }],
  "metadata of answers that is a stream": [
    "metadata.answer",
    "expected a zod 4 type",
    { metadata: { answer: junk(stream(event)) } },
  ],
  "metadata that cannot travel": ["metadata.call.x", "a symbol", { metadata: { call: z.object({ x: z.symbol() }) } }],

  "an input that streams no zod type": [
    "procedures.a.input",
    "stream(...) takes a zod 4 type",
    { procedures: { a: procedure({ input: stream(junk("string")) }) } },
  ],
  "an output that streams nothing": [
    "procedures.a.output",
    "stream(...) takes a zod 4 type",
    { procedures: { a: procedure({ output: stream(junk(undefined)) }) } },
  ],
  "a stream of streams": [
    "procedures.a.output",
    "stream(...) takes a zod 4 type",
    { procedures: { a: procedure({ output: stream(junk(stream(event))) }) } },
  ],
  "an item that cannot travel": [
    "procedures.a.output.at",
    "a symbol cannot travel",
    { procedures: { a: procedure({ output: stream(z.object({ at: z.symbol() })) }) } },
  ],
  "an event that is a stream": [
    "topics.a.event",
    "expected a zod 4 type",
    { topics: { a: topic({ event: junk(stream(event)) }) } },
  ],

  "an idempotent stream of input": [
    "procedures.a.idempotent",
    "a stream cannot be made again from memory; remove it here",
    { procedures: { a: procedure({ input: stream(event), idempotent: true }) } },
  ],
  "an idempotent stream of output": [
    "procedures.a.idempotent",
    "a stream cannot be made again from memory",
    { procedures: { a: procedure({ output: stream(event), idempotent: { windowMs: 1 } }) } },
  ],
  ...Object.fromEntries(
    [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1000"].map((windowMs) => [
      `idempotent for ${typeof windowMs} ${String(windowMs)}`,
      [
        "procedures.a.idempotent.windowMs",
        `${String(windowMs)} is not a positive whole number of milliseconds`,
        { procedures: { a: procedure({ idempotent: { windowMs: junk(windowMs) } }) } },
      ],
    ]),
  ),
  ...Object.fromEntries(
    [{}, { windowMs: undefined }].map((idempotent) => [
      `idempotent for no time, in ${Object.keys(idempotent).length} options`,
      [
        "procedures.a.idempotent",
        "`windowMs` is missing; expected true, false or { windowMs }",
        { procedures: { a: procedure({ idempotent: junk(idempotent) }) } },
      ],
    ]),
  ),
  "a misspelled option of idempotent": [
    "procedures.a.idempotent.window",
    "there is no such option; there are windowMs",
    { procedures: { a: procedure({ idempotent: junk({ window: 1000 }) }) } },
  ],
  ...Object.fromEntries(
    [1000, "yes", null].map((idempotent) => [
      `idempotent that is ${String(idempotent)}`,
      [
        "procedures.a.idempotent",
        "expected true, false or { windowMs }",
        { procedures: { a: procedure({ idempotent: junk(idempotent) }) } },
      ],
    ]),
  ),
  ...Object.fromEntries(
    [null, 100, true, [], new Map()].map((history) => [
      `a history that is ${JSON.stringify(history)} of ${typeof history}`,
      ["topics.a.history", "expected { size, ageMs }", { topics: { a: topic({ event, history: junk(history) }) } }],
    ]),
  ),
  "a misspelled option of a history": [
    "topics.a.history.maxAgeMs",
    "there is no such option; there are size, ageMs",
    { topics: { a: topic({ event, history: junk({ size: 1, maxAgeMs: 1 }) }) } },
  ],
  ...Object.fromEntries(
    [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "1"].flatMap((value) => [
      [
        `a history of the size ${typeof value} ${String(value)}`,
        [
          "topics.a.history.size",
          `${String(value)} is not a positive whole number of events`,
          { topics: { a: topic({ event, history: { size: junk(value), ageMs: 1 } }) } },
        ],
      ],
      [
        `a history of the age ${typeof value} ${String(value)}`,
        [
          "topics.a.history.ageMs",
          `${String(value)} is not a positive whole number of milliseconds`,
          { topics: { a: topic({ event, history: { size: 1, ageMs: junk(value) } }) } },
        ],
      ],
    ]),
  ),
  ...Object.fromEntries(
    ["size", "ageMs"].map((given) => [
      `a history of nothing but ${given}`,
      [
        "topics.a.history",
        `\`${given === "size" ? "ageMs" : "size"}\` is missing; expected { size, ageMs }`,
        { topics: { a: topic({ event, history: junk({ [given]: 1 }) }) } },
      ],
    ]),
  ),
  "to retain a number of events": [
    "topics.a.retain",
    "expected true or false",
    { topics: { a: topic({ event, retain: junk(1) }) } },
  ],
  "to let clients publish by name": [
    "topics.a.publish",
    "expected true or false",
    { topics: { a: topic({ event, publish: junk("clients") }) } },
  ],
  ...Object.fromEntries(
    ["ignore", "", null, true, "toString"].map((slowConsumer) => [
      `a slowConsumer that is ${JSON.stringify(slowConsumer)}`,
      [
        "topics.a.slowConsumer",
        "there is no such policy; there are resume, conflate, drop, disconnect",
        { topics: { a: topic({ event, slowConsumer: junk(slowConsumer) }) } },
      ],
    ]),
  ),
  "to resume without a history": [
    "topics.a.slowConsumer",
    "events wait in the history, of which there is none; declare `history`",
    { topics: { a: topic({ event, slowConsumer: "resume" }) } },
  ],
  "to resume from the retained event": [
    "topics.a.slowConsumer",
    "events wait in the history, of which there is none",
    { topics: { a: topic({ event, retain: true, slowConsumer: "resume" }) } },
  ],
  "to conflate by nothing": [
    "topics.a.slowConsumer",
    "`conflateBy` has to say of what the latest event is kept",
    { topics: { a: topic({ event, slowConsumer: "conflate" }) } },
  ],
  ...Object.fromEntries(
    (["drop", "resume", "disconnect", undefined] as const).map((slowConsumer) => [
      `a conflateBy where the slowConsumer is ${slowConsumer}`,
      [
        "topics.a.conflateBy",
        '`conflateBy` needs `slowConsumer: "conflate"`',
        {
          topics: {
            a: topic({
              event,
              history: { size: 1, ageMs: 1 },
              ...(slowConsumer && { slowConsumer }),
              conflateBy: "symbol",
            }),
          },
        },
      ],
    ]),
  ),
  "presence that is no type": [
    "topics.a.presence",
    "expected a zod 4 type",
    { topics: { a: topic({ event, presence: "nick" as never }) } },
  ],
  "presence that cannot travel": [
    "topics.a.presence.x",
    "a symbol cannot travel",
    { topics: { a: topic({ event, presence: z.object({ x: z.symbol() }) }) } },
  ],
  "wildcards that are no list": [
    "topics.a.wildcards",
    "expected a list of names of params",
    { topics: { a: topic({ event, params: z.object({ b: z.string() }), wildcards: "b" as never }) } },
  ],
  "a wildcard twice": [
    "topics.a.wildcards",
    "twice",
    { topics: { a: topic({ event, params: z.object({ b: z.string() }), wildcards: ["b", "b"] }) } },
  ],
  "a wildcard that is none of the params": [
    "topics.a.wildcards",
    '"c" is none of the params',
    { topics: { a: topic({ event, params: z.object({ b: z.string() }), wildcards: ["c" as "b"] }) } },
  ],
  "wildcards of params that are no object": [
    "topics.a.wildcards",
    "only params that are a z.object",
    { topics: { a: topic({ event, params: z.string(), wildcards: ["length" as never] }) } },
  ],
  "wildcards without params": [
    "topics.a.wildcards",
    "declare `params`, or remove this",
    { topics: { a: topic({ event, wildcards: [] }) } },
  ],
  "a wildcard whose value becomes something else": [
    "topics.a.wildcards",
    'what goes into "b" comes out as something else',
    {
      topics: {
        a: topic({
          event,
          params: z.object({ b: z.codec(z.string(), z.date(), { decode: (b) => new Date(b), encode: (b) => `${b}` }) }),
          wildcards: ["b"],
        }),
      },
    },
  ],
  "wildcards of params that become something else": [
    "topics.a.wildcards",
    "only params that are a z.object",
    {
      topics: {
        a: topic({ event, params: z.object({ b: z.string() }).transform(({ b }) => b), wildcards: ["b"] }),
      },
    },
  ],

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

  test("streams, of input, output or both", () => {
    const { shape } = defineSchema({
      name: "chat",
      procedures: {
        download: procedure({ input: z.string(), output: stream(z.int()) }),
        echo: procedure({ input: stream(z.int()), output: stream(z.string()) }),
        upload: procedure({ input: stream(z.int()), output: z.string() }),
        watch: procedure({ output: stream(z.int()), idempotent: false }),
      },
    });
    const int = { kind: "int" };
    const string = { kind: "string" };
    expect(shape.procedures).toStrictEqual([
      { path: "download", input: string, output: int, streams: "output", errors: [] },
      { path: "echo", input: int, output: string, streams: "both", errors: [] },
      { path: "upload", input: int, output: string, streams: "input", errors: [] },
      { path: "watch", output: int, streams: "output", errors: [] },
    ]);
  });

  test("idempotent procedures, for five minutes unless they say otherwise", () => {
    const { shape } = defineSchema({
      name: "chat",
      procedures: {
        a: procedure({ idempotent: true }),
        b: procedure({ idempotent: { windowMs: 1 } }),
        c: procedure({ idempotent: false }),
      },
    });
    expect(shape.procedures).toStrictEqual([
      { path: "a", idempotentMs: 300_000, errors: [] },
      { path: "b", idempotentMs: 1, errors: [] },
      { path: "c", errors: [] },
    ]);
  });

  test("metadata: what goes into that of calls, what comes out of that of answers", () => {
    const metadata = { call: z.string().transform(Number), answer: z.string().transform(Number).pipe(z.int()) };
    expect(defineSchema({ name: "chat", metadata }).shape.metadata).toStrictEqual({
      call: { kind: "string" },
      answer: { kind: "int" },
    });
    expect(defineSchema({ name: "chat", metadata: { answer: z.string() } }).shape.metadata).toStrictEqual({
      answer: { kind: "string" },
    });
    for (const none of [{}, { call: undefined, answer: undefined }]) {
      expect(defineSchema({ name: "chat", metadata: none }).shape).not.toHaveProperty("metadata");
    }
  });

  test("what a topic keeps, who publishes to it, and who reads it too slowly", () => {
    const history = { size: 100, ageMs: 60_000 };
    const { shape } = defineSchema({
      name: "chat",
      topics: {
        a: topic({ event: z.int() }),
        b: topic({ event: z.int(), history }),
        c: topic({ event: z.int(), history, retain: true, slowConsumer: "drop" }),
        d: topic({ event: z.int(), history, slowConsumer: "disconnect" }),
        e: topic({ event: z.int(), retain: false, publish: false, slowConsumer: "drop" }),
        f: topic({ event: z.object({ id: z.int() }), slowConsumer: "conflate", conflateBy: "id" }),
        g: topic({ event: z.string().transform(Number).pipe(z.int()), publish: true }),
      },
    });
    const int = { kind: "int" };
    expect(shape.topics).toStrictEqual([
      { path: "a", event: int },
      { path: "b", event: int, history, slowConsumer: "resume" },
      { path: "c", event: int, history, retain: true, slowConsumer: "drop" },
      { path: "d", event: int, history },
      { path: "e", event: int, slowConsumer: "drop" },
      {
        path: "f",
        event: { kind: "object", fields: [{ name: "id", shape: int }] },
        slowConsumer: "conflate",
        conflateBy: "id",
      },
      { path: "g", event: int, publish: { kind: "string" } },
    ]);
  });

  const self: z.ZodType<{ symbol: string }> = z.lazy(() => z.union([self, event]));
  test.each<[string, ZodType]>([
    ["of an object", event],
    [
      "of one that is read only, described and checked",
      event
        .refine(() => true)
        .readonly()
        .describe("A tick."),
    ],
    ["of a named one", event.meta({ id: "Tick" })],
    [
      "that tells events apart",
      z.discriminatedUnion("symbol", [
        event.extend({ symbol: z.literal("a") }),
        event.extend({ symbol: z.literal("b") }),
      ]),
    ],
    ["that all kinds of events have", z.union([event, z.object({ symbol: z.int(), halted: z.boolean() })])],
    ["that may be absent", event.partial()],
    [
      "of what comes out",
      z
        .string()
        .transform((symbol) => ({ symbol }))
        .pipe(z.object({ symbol: z.string() })),
    ],
    ["of a type that is an option of itself", self],
  ])("a conflateBy %s", (_name, type) => {
    const a = topic({ event: type, slowConsumer: "conflate", conflateBy: junk("symbol") });
    expect(defineSchema({ name: "chat", topics: { a } }).shape.topics[0]).toMatchObject({ conflateBy: "symbol" });
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
