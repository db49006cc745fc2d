import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// A form of five hundred fields, as surveys and tax offices have them.

const kinds = [z.string(), z.int().optional(), z.boolean(), z.number().nullable(), z.iso.date().optional()];

const Form = z
  .object(
    Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field${i + 1}`, kinds[i % kinds.length] as z.ZodType])),
  )
  .meta({ id: "Form" });

const Section = z.object({ title: z.string(), first: z.int(), last: z.int(), isComplete: z.boolean() });

export default defineSchema({
  name: "wide",
  procedures: {
    submit: procedure({
      input: Form,
      output: z.object({ reference: z.string() }),
      errors: { Incomplete: z.object({ fields: z.array(z.string()) }) },
    }),
    draft: procedure({ output: Form }),
    sections: procedure({ output: z.array(Section) }),
    section: procedure({ input: z.object({ title: z.string() }), output: Section }),
  },
  topics: { saved: topic({ event: Form, retain: true }) },
});
