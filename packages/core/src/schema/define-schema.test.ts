import { expect, test } from "vitest";
import { z } from "zod";
import { defineSchema } from "./define-schema.js";
import { procedure } from "./procedure.js";
import { proceduresOf, topicsOf } from "./schema.js";
import { topic } from "./topic.js";

const Message = z.object({ text: z.string(), sentAt: z.date() });

const schema = defineSchema({
  name: "chat",
  auth: z.object({ token: z.string() }),
  procedures: {
    rooms: {
      send: procedure({
        description: "Sends a message.",
        input: z.object({ room: z.string(), text: z.string().default("") }),
        output: Message,
        errors: { RoomNotFound: z.object({ room: z.string() }), Muted: z.object({ until: z.date() }) },
      }),
      list: procedure({ output: z.array(z.string()), deprecated: true }),
    },
    ping: procedure({}),
  },
  topics: {
    messages: topic({ params: z.object({ room: z.string() }), event: Message, description: "What is said." }),
    "online-count": topic({ event: z.int() }),
  },
});

const string = { kind: "string" };
const message = {
  kind: "object",
  fields: [
    { name: "sentAt", shape: { kind: "date" } },
    { name: "text", shape: string },
  ],
};

test("a schema keeps what was declared", () => {
  expect(schema.kind).toBe("schema");
  expect(schema.name).toBe("chat");
  expect(schema.procedures.rooms.send.output).toBe(Message);
  expect(schema.topics.messages.event).toBe(Message);
});

test("a schema has its shape, sorted by path and code", () => {
  expect(schema.shape).toStrictEqual({
    name: "chat",
    auth: { kind: "object", fields: [{ name: "token", shape: string }] },
    procedures: [
      { path: "ping", errors: [] },
      { path: "rooms.list", deprecated: true, output: { kind: "array", item: string }, errors: [] },
      {
        path: "rooms.send",
        description: "Sends a message.",
        input: {
          kind: "object",
          fields: [
            { name: "room", shape: string },
            { name: "text", shape: string, optional: true },
          ],
        },
        output: message,
        errors: [
          { code: "Muted", data: { kind: "object", fields: [{ name: "until", shape: { kind: "date" } }] } },
          { code: "RoomNotFound", data: { kind: "object", fields: [{ name: "room", shape: string }] } },
        ],
      },
    ],
    topics: [
      {
        path: "messages",
        description: "What is said.",
        params: { kind: "object", fields: [{ name: "room", shape: string }] },
        event: message,
      },
      { path: "online-count", event: { kind: "int" } },
    ],
    definitions: {},
  });
});

test("a shape is JSON", () => {
  const { shape } = defineSchema({
    name: "t",
    procedures: { p: procedure({ output: z.literal([5n, "a", null, true]) }) },
  });
  expect(JSON.parse(JSON.stringify(schema.shape))).toStrictEqual(schema.shape);
  expect(JSON.parse(JSON.stringify(shape))).toStrictEqual(shape);
});

test("declarations are numbered as in the shape", () => {
  expect(proceduresOf(schema.procedures).map(({ path }) => path)).toEqual(
    schema.shape.procedures.map(({ path }) => path),
  );
  expect(topicsOf(schema.topics).map(({ path }) => path)).toEqual(schema.shape.topics.map(({ path }) => path));
  expect(proceduresOf(schema.procedures)[2]?.declaration).toBe(schema.procedures.rooms.send);
});

test.each([
  { params: z.object({ b: z.int(), a: z.string() }), wildcards: ["b", "a"] as ("a" | "b")[], expected: ["a", "b"] },
  { params: z.object({ a: z.string() }), wildcards: [], expected: [] },
  { params: z.string(), wildcards: [], expected: [] },
])("the wildcards $wildcards of a topic stand sorted in its shape", ({ params, wildcards, expected }) => {
  const open = topic({ event: z.string(), params: params as z.ZodType, wildcards: wildcards as readonly string[] });
  expect(defineSchema({ name: "t", topics: { open } }).shape.topics[0]?.wildcards).toEqual(expected);
});

test("a topic that declares no wildcards has none in its shape, not even an empty list", () => {
  const { shape } = defineSchema({ name: "t", topics: { closed: topic({ event: z.string(), params: z.string() }) } });
  expect(shape.topics[0]).not.toHaveProperty("wildcards");
});
