import { defineSchema, type ProcedureTree, procedure, stream, type TopicTree, topic, type ZodType } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Change } from "./change.js";
import { diffSchemas } from "./diff-schemas.js";

/** `!` for what breaks an old client, `<` for what breaks a new one, and where. */
function marks(changes: readonly Change[]): string[] {
  return changes.map(({ severity, path, breaks }) => {
    const old = breaks.includes("old client, new server") ? "!" : "";
    const young = breaks.includes("new client, old server") ? "<" : "";
    return `${severity === "documentation" ? "doc " : ""}${old}${young}${path}`;
  });
}

function procedures(before: ProcedureTree, after: ProcedureTree): Change[] {
  return diffSchemas(
    defineSchema({ name: "x", procedures: before }).shape,
    defineSchema({ name: "x", procedures: after }).shape,
  );
}

function topics(before: TopicTree, after: TopicTree): Change[] {
  return diffSchemas(
    defineSchema({ name: "x", topics: before }).shape,
    defineSchema({ name: "x", topics: after }).shape,
  );
}

const object = (fields: Record<string, ZodType>) => z.object(fields);
const circle = z.object({ kind: z.literal("circle"), radius: z.number() });
const square = z.object({ kind: z.literal("square"), side: z.number() });
const wideCircle = z.object({ kind: z.literal("circle"), radius: z.number(), width: z.number() });
const tagged = (...options: [typeof circle, ...(typeof square)[]]) => z.discriminatedUnion("kind", options);

describe.each<[change: string, before: ZodType, after: ZodType, input: string[], output: string[]]>([
  ["nothing", object({ a: z.string() }), object({ a: z.string() }), [], []],
  ["a check", z.string(), z.email(), [], []],
  ["a required field added", object({}), object({ a: z.string() }), ["!.a"], ["<.a"]],
  ["an optional field added", object({}), object({ a: z.string().optional() }), [".a"], [".a"]],
  ["a required field removed", object({ a: z.string() }), object({}), ["<.a"], ["!.a"]],
  ["a field made optional", object({ a: z.string() }), object({ a: z.string().optional() }), ["<.a"], ["!.a"]],
  ["a field made required", object({ a: z.string().optional() }), object({ a: z.string() }), ["!.a"], ["<.a"]],
  ["a field that any value may be", object({}), object({ a: z.unknown() }), [".a"], [".a"]],
  ["int widened to number", z.int(), z.number(), ["<"], ["!"]],
  ["number narrowed to int", z.number(), z.int(), ["!"], ["<"]],
  ["int changed to bigint, which ints become", z.int(), z.bigint(), ["<"], ["!"]],
  ["another type", z.string(), z.date(), ["!<"], ["!<"]],
  ["null allowed", z.string(), z.string().nullable(), ["<"], ["!"]],
  ["null no longer allowed", z.array(z.string().nullable()), z.array(z.string()), ["![]"], ["<[]"]],
  ["anything allowed", z.string(), z.unknown(), ["<"], ["!"]],
  ["an enum value added", z.enum(["a", "b"]), z.enum(["a", "b", "c"]), ["<"], ["!"]],
  ["an enum value exchanged", z.enum(["a", "b"]), z.enum(["a", "c"]), ["!", "<"], ["!", "<"]],
  ["an option added", tagged(circle), tagged(circle, square), ["<"], ["!"]],
  ["an option changed", tagged(circle, square), tagged(wideCircle, square), ["!|circle.width"], ["<|circle.width"]],
  ["an option of no tag added", z.union([z.string(), z.int()]), z.union([z.string(), z.int(), z.date()]), ["<"], ["!"]],
  ["one type made an option", z.string(), z.union([z.string(), z.date()]), ["<"], ["!"]],
  ["an item added", z.tuple([z.string()]), z.tuple([z.string(), z.int()]), ["![1]"], ["<[1]"]],
  ["an item changed", z.tuple([z.string(), z.int()]), z.tuple([z.string(), z.number()]), ["<[1]"], ["![1]"]],
  ["others allowed", z.object({}), z.looseObject({}), [".<others>"], [".<others>"]],
  [
    "the values of a record",
    z.record(z.string(), z.int()),
    z.record(z.string(), z.number()),
    ["<.<value>"],
    ["!.<value>"],
  ],
  [
    "a key of a record",
    z.record(z.enum(["a"]), z.int()),
    z.record(z.enum(["a", "b"]), z.int()),
    ["!<.<key>"],
    ["!<.<key>"],
  ],
  ["the keys of a map", z.map(z.int(), z.int()), z.map(z.number(), z.int()), ["<.<key>"], ["!.<key>"]],
  ["a set in place of an array", z.array(z.int()), z.set(z.int()), ["<"], ["!"]],
  ["a description", z.string(), z.string().describe("x"), ["doc "], ["doc "]],
])("%s", (_, before, after, input, output) => {
  const at = (place: string, expected: readonly string[]) =>
    expected.map((text) => text.replace(/^(doc |)([!<]*(?![\w>]+>))/, `$1$2${place}`));

  test("as input", () => {
    const changes = procedures({ p: procedure({ input: before }) }, { p: procedure({ input: after }) });
    expect(marks(changes)).toEqual(at("procedures.p.input", input));
  });

  test("as output", () => {
    const changes = procedures({ p: procedure({ output: before }) }, { p: procedure({ output: after }) });
    expect(marks(changes)).toEqual(at("procedures.p.output", output));
  });

  test("as an event", () => {
    const changes = topics({ t: topic({ event: before }) }, { t: topic({ event: after }) });
    expect(marks(changes)).toEqual(at("topics.t.event", output));
  });
});

describe("of a procedure", () => {
  const text = object({ text: z.string() });

  test.each<[change: string, before: ProcedureTree, after: ProcedureTree, expected: string[]]>([
    ["removed", { p: procedure({ input: text }) }, {}, ["!procedures.p"]],
    ["added", {}, { p: procedure({}) }, ["<procedures.p"]],
    ["input declared", { p: procedure({}) }, { p: procedure({ input: text }) }, ["!procedures.p.input"]],
    [
      "input that may be left out declared",
      { p: procedure({}) },
      { p: procedure({ input: text.optional() }) },
      ["procedures.p.input"],
    ],
    ["input no longer declared", { p: procedure({ input: text }) }, { p: procedure({}) }, ["<procedures.p.input"]],
    ["output declared", { p: procedure({}) }, { p: procedure({ output: text }) }, ["<procedures.p.output"]],
    ["output no longer declared", { p: procedure({ output: text }) }, { p: procedure({}) }, ["!procedures.p.output"]],
    [
      "streams",
      { p: procedure({ output: text }) },
      { p: procedure({ output: stream(text) }) },
      ["!<procedures.p.streams"],
    ],
    [
      "an error added",
      { p: procedure({}) },
      { p: procedure({ errors: { Full: text } }) },
      ["procedures.p.errors.Full"],
    ],
    [
      "an error's data",
      { p: procedure({ errors: { Full: text } }) },
      { p: procedure({ errors: { Full: object({}) } }) },
      ["!procedures.p.errors.Full.text"],
    ],
    ["idempotent", { p: procedure({}) }, { p: procedure({ idempotent: true }) }, ["<procedures.p.idempotent"]],
    ["not idempotent", { p: procedure({ idempotent: true }) }, { p: procedure({}) }, ["!procedures.p.idempotent"]],
    [
      "window",
      { p: procedure({ idempotent: true }) },
      { p: procedure({ idempotent: { windowMs: 5 } }) },
      ["procedures.p.idempotent"],
    ],
    ["deprecated", { p: procedure({}) }, { p: procedure({ deprecated: true }) }, ["doc procedures.p"]],
  ])("%s", (_, before, after, expected) => {
    expect(marks(procedures(before, after))).toEqual(expected);
  });

  test("one that is called otherwise is told with a hint", () => {
    const [removed, added] = procedures(
      { rooms: { send: procedure({ input: text }) } },
      { rooms: { post: procedure({ input: text }) } },
    ).reverse();
    expect(removed).toMatchObject({ path: "procedures.rooms.send", before: "rooms.send" });
    expect(removed?.reason).toBe(
      "procedure removed (renamed to rooms.post?); the new server answers an old client with unknown_procedure",
    );
    expect(added).toMatchObject({ path: "procedures.rooms.post", severity: "compatible" });
  });

  test("so is a field", () => {
    const changes = procedures(
      { p: procedure({ input: text }) },
      { p: procedure({ input: object({ body: z.string() }) }) },
    );
    expect(changes.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      "procedures.p.input.body: required field added; the new server refuses what an old client sends",
      "procedures.p.input.text: required field removed (renamed to body?); an old server refuses what a new client sends",
    ]);
  });
});

describe("of a topic", () => {
  const event = object({ n: z.int() });
  const room = object({ room: z.string() });

  test.each<[change: string, before: TopicTree, after: TopicTree, expected: string[]]>([
    ["removed", { t: topic({ event }) }, {}, ["!topics.t"]],
    ["params declared", { t: topic({ event }) }, { t: topic({ event, params: room }) }, ["!<topics.t.params"]],
    [
      "params no longer declared",
      { t: topic({ event, params: room }) },
      { t: topic({ event }) },
      ["!<topics.t.params"],
    ],
    [
      "an optional param added",
      { t: topic({ event, params: room }) },
      { t: topic({ event, params: object({ room: z.string(), lang: z.string().optional() }) }) },
      ["<topics.t.params.lang"],
    ],
    [
      "a param removed",
      { t: topic({ event, params: object({ room: z.string(), lang: z.string().optional() }) }) },
      { t: topic({ event, params: room }) },
      ["!topics.t.params.lang"],
    ],
    ["publish allowed", { t: topic({ event }) }, { t: topic({ event, publish: true }) }, ["<topics.t.publish"]],
    ["publish refused", { t: topic({ event, publish: true }) }, { t: topic({ event }) }, ["!topics.t.publish"]],
    [
      "events that clients publish",
      { t: topic({ event, publish: true }) },
      { t: topic({ event: object({ n: z.number() }), publish: true }) },
      ["!topics.t.event.n", "<topics.t.publish.n"],
    ],
    ["presence added", { t: topic({ event }) }, { t: topic({ event, presence: event }) }, ["<topics.t.presence"]],
    [
      "presence changed",
      { t: topic({ event, presence: event }) },
      { t: topic({ event, presence: object({}) }) },
      ["<topics.t.presence.input.n", "!topics.t.presence.output.n"],
    ],
    [
      "a wildcard removed",
      { t: topic({ event, params: room, wildcards: ["room"] }) },
      { t: topic({ event, params: room, wildcards: [] }) },
      ["!topics.t.wildcards"],
    ],
    [
      "lists allowed",
      { t: topic({ event, params: room }) },
      { t: topic({ event, params: room, wildcards: [] }) },
      ["topics.t.wildcards"],
    ],
    [
      "policies",
      { t: topic({ event, history: { size: 5, ageMs: 1_000 } }) },
      { t: topic({ event, retain: true, slowConsumer: "conflate", conflateBy: "n" }) },
      ["topics.t.conflateBy", "topics.t.history", "topics.t.retain", "topics.t.slowConsumer"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(marks(topics(before, after))).toEqual(expected);
  });
});

describe("of the whole", () => {
  const token = object({ token: z.string() });

  test.each<
    [
      change: string,
      before: Partial<Parameters<typeof defineSchema>[0]>,
      after: Partial<Parameters<typeof defineSchema>[0]>,
      expected: string[],
    ]
  >([
    ["auth declared", {}, { auth: token }, ["!auth"]],
    ["auth no longer declared", { auth: token }, {}, ["<auth"]],
    ["auth changed", { auth: token }, { auth: object({ token: z.string(), device: z.string() }) }, ["!auth.device"]],
    ["metadata of calls declared", {}, { metadata: { call: token } }, ["!metadata.call"]],
    ["metadata of answers declared", {}, { metadata: { answer: token } }, ["metadata.answer"]],
    [
      "metadata of answers changed",
      { metadata: { answer: token } },
      { metadata: { answer: object({}) } },
      ["!metadata.answer.token"],
    ],
    ["the name", { name: "y" }, {}, ["doc name"]],
  ])("%s", (_, before, after, expected) => {
    const schema = (options: object) => defineSchema({ name: "x", procedures: { p: procedure({}) }, ...options }).shape;
    expect(marks(diffSchemas(schema(before), schema(after)))).toEqual(expected);
  });
});

describe("in a type that has a name", () => {
  const schema = (fields: Record<string, ZodType>, about = "A message.") => {
    const Message = z.object(fields).meta({ id: "Message", description: about });
    const Page = z.object({ messages: z.array(Message) }).meta({ id: "Page" });
    return defineSchema({
      name: "x",
      procedures: { list: procedure({ output: Page }), send: procedure({ input: Message, output: Message }) },
    }).shape;
  };

  test("a change is told once for each direction, with what uses the type", () => {
    const changes = diffSchemas(schema({ text: z.string() }), schema({ text: z.string(), at: z.date() }));
    expect(changes.map(({ path, severity, breaks, usedBy }) => ({ path, severity, breaks, usedBy }))).toEqual([
      {
        path: "definitions.Message.at",
        severity: "breaking",
        breaks: ["old client, new server"],
        usedBy: ["procedures.send.input"],
      },
      {
        path: "definitions.Message.at",
        severity: "compatible",
        breaks: ["new client, old server"],
        usedBy: ["procedures.list.output", "procedures.send.output"],
      },
    ]);
  });

  test("one that contains itself", () => {
    const tree = (value: ZodType) => {
      const Tree = z
        .object({
          value,
          get children() {
            return z.array(Tree);
          },
        })
        .meta({ id: "Tree" });
      return defineSchema({ name: "x", procedures: { get: procedure({ output: Tree }) } }).shape;
    };
    expect(marks(diffSchemas(tree(z.int()), tree(z.int())))).toEqual([]);
    expect(marks(diffSchemas(tree(z.int()), tree(z.number())))).toEqual(["!definitions.Tree.value"]);
  });

  test("that it has a brand, or has none any more, is documentation, and none of what clients send", () => {
    const schema = (brand: boolean) => {
      const Id = z.string().meta({ id: "Id", brand });
      return defineSchema({ name: "x", procedures: { get: procedure({ input: Id, output: Id }) } }).shape;
    };
    const [added, ...others] = diffSchemas(schema(false), schema(true));
    expect(added).toEqual({
      severity: "documentation",
      path: "definitions.Id",
      breaks: [],
      reason: "has a brand now",
      usedBy: ["procedures.get.output"],
    });
    expect(others).toEqual([]);
    expect(diffSchemas(schema(true), schema(false)).map(({ reason }) => reason)).toEqual(["has no brand now"]);
    expect(diffSchemas(schema(true), schema(true))).toEqual([]);
  });

  test("that it has a name now is documentation", () => {
    const schema = (type: ZodType) =>
      defineSchema({ name: "x", procedures: { get: procedure({ output: type }) } }).shape;
    const text = z.object({ text: z.string() });
    expect(marks(diffSchemas(schema(text), schema(text.meta({ id: "Text" }))))).toEqual(["doc procedures.get.output"]);
  });
});

test("a part that another option of its union reads breaks nobody", () => {
  const before = z.union([z.object({ a: z.int() }), z.object({ a: z.number(), b: z.int().optional() })]);
  const after = z.union([z.object({ a: z.number() }), z.object({ a: z.number(), b: z.int().optional() })]);
  const changes = procedures({ p: procedure({ output: before }) }, { p: procedure({ output: after }) });
  expect(marks(changes)).toEqual(["procedures.p.output.a"]);
});
