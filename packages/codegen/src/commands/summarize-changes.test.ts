import { defineSchema, type ProcedureTree, procedure, type SchemaShape, topic } from "@hawser/core";
import pc from "picocolors";
import { expect, test } from "vitest";
import { z } from "zod";
import { summarizeChanges } from "./summarize-changes.js";

const colors = pc.createColors(false);

function schema(procedures: ProcedureTree, event: z.ZodType = z.string()): SchemaShape {
  return defineSchema({ name: "test", procedures, topics: { messages: topic({ event }) } }).shape;
}

test("what came, went and changed", () => {
  const before = schema({ rooms: { join: procedure({}), send: procedure({ input: z.object({ text: z.string() }) }) } });
  const after = schema(
    { rooms: { leave: procedure({ input: z.int() }), send: procedure({ input: z.object({ text: z.int() }) }) } },
    z.int(),
  );
  expect(summarizeChanges(before, after, colors)).toEqual([
    "  - procedures.rooms.join",
    "  + procedures.rooms.leave",
    "  ~ procedures.rooms.send.input.text",
    "  ~ topics.messages.event",
  ]);
});

test("nothing where nothing has changed", () => {
  expect(summarizeChanges(schema({}), schema({}), colors)).toEqual([]);
});

test("many changes are counted", () => {
  const procedures = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`call${i}`, procedure({})]));
  const lines = summarizeChanges(schema({}), schema(procedures), colors);
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toBe("  and 11 more");
});
