import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// What Python has other ideas about: its words, its types, what modules and classes already have, and texts in docstrings.

const taken = z.object({
  "": z.int().optional(),
  __class__: z.string(),
  __init__: z.string(),
  _private: z.string(),
  "1st": z.int(),
  builtins: z.string(),
  class: z.string(),
  dataclasses: z.string(),
  datetime: z.date(),
  dict: z.record(z.string(), z.int()),
  field: z.string(),
  hawser: z.string(),
  int: z.int(),
  lambda: z.boolean(),
  list: z.array(z.string()),
  match: z.string(),
  None: z.null(),
  print: z.string(),
  rest: z.string(),
  self: z.string(),
  set: z.set(z.int()),
  since: z.string(),
  str: z.string(),
  timeout_s: z.int(),
  True: z.literal(true),
  tuple: z.tuple([z.int(), z.string()]),
  type: z.string(),
  größe: z.number(),
  計る: z.string(),
});

const named = (id: string) => z.object({ of: z.string() }).meta({ id });

const Shape = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("circle"), radius: z.number() }),
    z.object({ kind: z.literal("square"), side: z.number() }),
    z.object({
      kind: z.literal("group"),
      get parts() {
        return z.array(Shape);
      },
    }),
  ])
  .meta({ id: "Shape" });

export default defineSchema({
  name: "class",
  procedures: {
    __init__: procedure({}),
    await: procedure({ input: taken, output: taken.meta({ id: "dict" }) }),
    close: procedure({ output: z.int() }),
    documented: procedure({
      description: 'A path C:\\new\\table, a \\N{DASH}, """three quotes""", and at its end one"',
    }),
    draw: procedure({ input: Shape, output: Shape }),
    ends: procedure({ description: "It ends with a backslash \\" }),
    errors: procedure({ errors: { Exception: named("Exception"), TypeError: named("TypeError") } }),
    list: {
      list: procedure({ output: z.array(z.array(z.string())) }),
      str: procedure({ input: z.object({ list: z.array(z.string()), str: z.string() }), output: z.string() }),
    },
    maybe: procedure({
      input: z.object({
        absent: z.string().optional(),
        both: z.string().nullish(),
        level: z.enum(["low", "high"]),
        nothing: z.string().nullable(),
        union: z.union([z.string(), z.int()]).optional(),
      }),
    }),
    object: procedure({ input: stream(named("object")), output: stream(named("Any")) }),
    self: procedure({ input: named("Literal"), output: named("None") }),
  },
  topics: {
    property: topic({
      params: z.object({ as: z.string(), as_: z.string(), since: z.string() }),
      event: named("str"),
      presence: named("True"),
      publish: true,
      wildcards: ["as", "since"],
    }),
  },
});
