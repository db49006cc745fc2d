import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Twelve levels of namespaces, and twelve of objects.

const Deep = z.object({
  one: z.object({
    two: z.object({
      three: z.array(
        z.object({
          four: z.object({
            five: z.record(
              z.string(),
              z.object({
                six: z.tuple([
                  z.object({
                    seven: z.object({
                      eight: z.object({
                        nine: z.object({ ten: z.object({ eleven: z.object({ twelve: z.date().nullable() }) }) }),
                      }),
                    }),
                  }),
                ]),
              }),
            ),
          }),
        }),
      ),
    }),
  }),
});

const whisper = procedure({ description: "Far down.", input: Deep, output: Deep });

export default defineSchema({
  name: "nested",
  procedures: {
    a: { b: { c: { d: { e: { f: { g: { h: { i: { j: { k: { l: { whisper } } } } } } } } } } } },
    a2: { b: { whisper: procedure({ input: Deep.shape.one, output: z.array(Deep.shape.one.shape.two) }) } },
  },
  topics: { a: { b: { echo: topic({ params: z.object({ level: z.int() }), event: Deep, publish: true }) } } },
});
