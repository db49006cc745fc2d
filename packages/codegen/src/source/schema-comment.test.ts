import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { z } from "zod";
import { printSchemaComment, readSchemaComment } from "./schema-comment.js";

const { shape } = defineSchema({
  name: "all",
  auth: z.object({ token: z.string() }),
  metadata: { call: z.object({ tag: z.string() }) },
  procedures: {
    send: procedure({
      description: "Sends.\n// procedure {}\n*/ evil() \u2028 evil() \u2029 @license mine",
      deprecated: true,
      input: z.object({ text: z.string(), limit: z.bigint().default(5n) }),
      output: stream(z.object({ id: z.int() }).meta({ id: "Sent" })),
      errors: { Full: z.object({ max: z.literal(["@", 2n]) }) },
    }),
    pay: procedure({ idempotent: true }),
  },
  topics: {
    feed: topic({
      params: z.object({ room: z.string() }),
      event: z.object({ id: z.int() }).meta({ id: "Sent" }),
      history: { size: 3, ageMs: 1_000 },
      slowConsumer: "conflate",
      conflateBy: "id",
      publish: true,
      presence: z.object({ nick: z.string() }),
      wildcards: ["room"],
    }),
  },
});

test("what is printed is read back whole, wherever it stands in a file", () => {
  const comment = printSchemaComment(shape);
  expect(readSchemaComment(`code();\n\n${comment}\n`)).toEqual(shape);
  expect(readSchemaComment(`code();\n\n${comment}\n// not {ours}\nmore();`)).toEqual(shape);
  expect(readSchemaComment(`code();\n\n${comment}\n`.replaceAll("\n", "\r\n"))).toEqual(shape);
});

test("each declaration is one line, which nothing in it can end", () => {
  const comment = printSchemaComment(shape);
  expect(comment.split(/[\n\r\u2028\u2029]/)).toHaveLength(1 + 1 + 2 + 1 + 1);
});

test("no bundle keeps it", async () => {
  const { code } = await transform(`export const a = 1;\n${printSchemaComment(shape)}\n`);
  expect(code).toBe("export const a = 1;\n");
});

test("a file without it, or with one that was changed, has no schema", () => {
  expect(readSchemaComment("code();")).toBeUndefined();
  expect(readSchemaComment(printSchemaComment(shape).replace('"path"', "path"))).toBeUndefined();
});
