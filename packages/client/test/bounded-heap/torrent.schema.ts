import { defineSchema, procedure, stream } from "@hawser/core";
import { z } from "zod";

const Item = z.instanceof(Uint8Array);

/** More bytes, in either direction, than any process of the test may hold. */
export default defineSchema({
  name: "torrent",
  procedures: {
    up: procedure({
      description: "Reads items, and stops reading now and then until it is told to resume.",
      input: stream(Item),
      output: z.object({ items: z.int().describe("Those that came in the order in which they were sent.") }),
    }),
    down: procedure({ description: "Gives as many items.", input: z.object({ items: z.int() }), output: stream(Item) }),
    resume: procedure({ description: "Lets `up` read on." }),
    look: procedure({
      description: "How far the server is.",
      output: z.object({
        readItems: z.int().describe("By `up`."),
        givenItems: z.int().describe("By `down`."),
        isStalled: z.boolean().describe("`up` waits to be told to resume."),
        peakBytes: z.int().describe("The most memory that the process took above what it began with."),
      }),
    }),
  },
});
