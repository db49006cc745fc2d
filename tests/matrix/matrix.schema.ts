import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// One procedure for everything that a call can be.

const Item = z.object({ n: z.int() });

const errors = { Broken: z.object({ why: z.string() }) };

export default defineSchema({
  name: "matrix",
  auth: z.object({ mayStay: z.boolean() }),
  metadata: { call: z.object({ tag: z.string() }), answer: z.object({ tag: z.string() }) },
  procedures: {
    bothWays: procedure({ input: stream(Item), output: stream(Item), errors }),
    clientStream: procedure({ input: stream(Item), output: Item, errors }),
    clientStreamUnread: procedure({
      description: "Reads one item, and then none.",
      input: stream(Item),
      output: Item,
      errors,
    }),
    described: procedure({ description: "Answers with metadata.", input: Item, output: Item, errors }),
    echo: procedure({ description: "Needs a place among the calls, at once.", input: Item, output: Item }),
    echoStream: procedure({
      description: "Needs a place among the streams, at once.",
      input: stream(Item),
      output: stream(Item),
    }),
    guarded: procedure({ description: "Stands behind middleware.", input: Item, output: Item, errors }),
    idempotent: procedure({ idempotent: true, input: Item, output: Item, errors }),
    serverStream: procedure({ input: Item, output: stream(Item), errors }),
    unary: procedure({ input: Item, output: Item, errors }),
  },
  topics: {
    feed: topic({ params: z.object({ channel: z.string() }), event: Item }),
  },
});
