import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Names that are words of the language, of the stub itself, or of other alphabets; docs that try to end their comment.

const Item = z.object({
  class: z.string(),
  function: z.int().optional(),
  constructor: z.boolean(),
  default: z.string().default("*/"),
});
const Class = z
  .object({ extends: z.string().nullable(), "with-dash": z.int(), "2nd": z.string(), "": z.boolean() })
  .meta({ id: "class" });
const Order = z
  .object({ id: z.string(), toString: z.string(), valueOf: z.int(), hasOwnProperty: z.string() })
  .meta({ id: "orders" });
const Größe = z.object({ länge: z.number(), 高さ: z.number(), "😀": z.boolean().optional() }).meta({ id: "größe" });
const Привет = z.object({ имя: z.string() }).meta({ id: "привет", description: "Ends? */ alert(1) /* No. */" });
const Symbolic = z
  .object({ $: z.int(), _: z.int(), __proto: z.string(), "a b": z.string(), 'q"': z.string() })
  .meta({ id: "1st thing" });

export default defineSchema({
  name: "names",
  procedures: {
    connect: procedure({ description: "Named like the function that connects.", input: Item, output: Item }),
    constructor_: procedure({ output: Class }),
    class: procedure({ input: Class, output: Class }),
    delete: procedure({
      description: "*/ export const broken = 1; /*",
      input: z.object({ id: z.string() }),
      deprecated: true,
    }),
    await: procedure({ output: z.literal("done") }),
    then_: procedure({ input: z.string(), output: z.string() }),
    schema: procedure({ output: z.null() }),
    call: procedure({ input: z.object({ call: z.string() }), output: z.object({ subscribe: z.string() }) }),
    input: procedure({
      input: z.object({ options: z.string() }),
      errors: { Error: z.object({ code: z.int() }), HawserError: z.string() },
    }),
    orders: {
      orders: procedure({ input: Order, output: z.array(Order) }),
      Item: procedure({ input: z.object({ item: z.string() }), output: Item }),
      item: procedure({ input: z.object({ Item: z.string() }), output: Item }),
    },
    größen: {
      messen: procedure({ input: Größe, output: Größe }),
      計る: procedure({ input: z.object({ 値: z.int() }), output: Größe }),
    },
    "kebab-case": { "do-it": procedure({ input: Symbolic, output: Symbolic }), doIt: procedure({ output: Symbolic }) },
    Promise: {
      Date: procedure({ output: z.date() }),
      Map: procedure({ input: z.map(z.string(), Привет), output: z.set(z.int()) }),
    },
  },
  topics: {
    news: topic({ description: "Line one.\r\nLine two */\u2028Line three.", event: Привет, publish: true }),
    events: {
      event: topic({ params: z.object({ params: z.string(), for: z.int() }), event: z.object({ event: z.string() }) }),
    },
  },
});
