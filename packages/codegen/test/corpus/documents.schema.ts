import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Collaborative editing: a rich text tree, operations on it, cursors of others.

const Mark = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["bold", "italic", "code"]) }),
  z.object({ type: z.literal("link"), href: z.url(), title: z.string().optional() }),
  z.object({ type: z.literal("comment"), thread: z.uuid() }),
]);

const Node = z
  .object({
    type: z.string(),
    attrs: z.record(z.string(), z.json()).optional(),
    marks: z.array(Mark).optional(),
    text: z.string().optional(),
    get content() {
      return z.array(Node).optional();
    },
  })
  .meta({ id: "Node", description: "A node of the document and all below it." });

const Operation = z
  .discriminatedUnion("op", [
    z.object({ op: z.literal("insert"), at: z.array(z.int()), node: Node }),
    z.object({ op: z.literal("delete"), at: z.array(z.int()), count: z.int().min(1) }),
    z.object({ op: z.literal("mark"), from: z.array(z.int()), to: z.array(z.int()), mark: Mark, on: z.boolean() }),
    z.object({ op: z.literal("move"), from: z.array(z.int()), to: z.array(z.int()) }),
  ])
  .meta({ id: "Operation" });

const Selection = z.object({ anchor: z.array(z.int()), head: z.array(z.int()) });

export default defineSchema({
  name: "documents",
  auth: z.object({ user: z.string(), token: z.string() }),
  procedures: {
    open: procedure({
      input: z.object({ id: z.uuid() }),
      output: z.object({ version: z.int(), root: Node, mayEdit: z.boolean() }),
      errors: { NotFound: z.object({}), Forbidden: z.object({ owner: z.string() }) },
    }),
    apply: procedure({
      description: "Applies operations to a version; where others were faster, says what they did.",
      input: z.object({ id: z.uuid(), version: z.int(), operations: z.array(Operation).min(1) }),
      output: z.object({ version: z.int(), rebased: z.array(Operation) }),
      errors: { TooOld: z.object({ version: z.int() }) },
      idempotent: true,
    }),
    comments: {
      start: procedure({ input: z.object({ id: z.uuid(), on: Selection, text: z.string() }), output: z.uuid() }),
      resolve: procedure({ input: z.object({ thread: z.uuid() }) }),
    },
    snapshot: procedure({
      input: z.object({ id: z.uuid(), version: z.int().optional() }),
      output: z.instanceof(Uint8Array),
    }),
  },
  topics: {
    operations: topic({
      params: z.object({ id: z.uuid() }),
      event: z.object({ version: z.int(), by: z.string(), operations: z.array(Operation) }),
      history: { size: 2_000, ageMs: 3_600_000 },
    }),
    cursors: topic({
      params: z.object({ id: z.uuid() }),
      event: z.object({ user: z.string(), selection: Selection.nullable() }),
      publish: true,
      slowConsumer: "conflate",
      conflateBy: "user",
      presence: z.object({ name: z.string(), color: z.templateLiteral(["#", z.string().regex(/^[0-9a-f]{6}$/)]) }),
    }),
  },
});
